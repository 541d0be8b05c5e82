import { type Command, Option } from 'commander'
import { formatSeconds } from '../../progress/format-figures.js'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { draftsOption } from '../drafts-option.js'
import { nameList, seedMax, wholeNumber } from '../parse-options.js'
import { contractHelp } from '../read-contract.js'
import type { DemoOptions, DemoResult } from '../run-demo.js'

/** `assetloom demo`, which is `npm run demo`. */
export function addDemoCommand(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('take a list through the whole pipeline on this machine, to a bundle and a contact sheet')
    .option(
      '--wishlist <file>',
      'list, free text, spec file or folder of specs (default: examples/wishlists/ember-hollow.wishlist.md)',
    )
    .option('--palette <file>', 'colours, .gpl or .hex (default: the file that the wishlist names)')
    .option(
      '--target <list>',
      'bundles to write, with commas between them (default: what the wishlist names, else generic)',
      nameList,
    )
    .option('--out <dir>', 'folder that gets one folder a target (default: bundles/ in the home)')
    .addOption(
      new Option('--review <who>', 'auto decides by score; page waits for you')
        .choices(['auto', 'page'])
        .default('auto'),
    )
    .option('--seed <n>', 'another seed gives other pictures', wholeNumber(0, seedMax), 1)
    .option('--provider <name>', 'who paints', 'procedural')
    .addOption(draftsOption())
    .addOption(new Option('--comfyui <which>', 'fake: through a stand-in for a ComfyUI').choices(['fake']))
    .option('--chaos <n>', 'seeds a schedule of faults of that stand-in', wholeNumber(0, seedMax))
    .option('--contract <what>', contractHelp)
    .option('--keep', 'leave the stack running at the end')
    .action(async (_options: object, command: Command) => {
      // Loaded by those who need it: the rules of free text and YAML would slow every other command's start.
      const { runDemo } = await import('../run-demo.js')
      const kit = openKit(context, command)
      const result = await runDemo(kit, command.optsWithGlobals<DemoOptions>())
      kit.print(result.document, summarise(result))
    })
}

function summarise(result: DemoResult): string {
  const { document, run, stack } = result
  const rows = [
    `${document.assets} assets of ${document.specs} specs, ${document.variants} variants, ${formatSeconds(document.timingsMs.total / 1000)}`,
    ...(document.faultsInjected === undefined
      ? []
      : [`${document.executions} executions, ${document.faultsInjected} injected faults`]),
    ...(document.problems.length === 0
      ? []
      : [
          `${document.problems.length} rejected ${document.problems.length === 1 ? 'line' : 'lines'}, listed above`,
        ]),
    '',
    ...document.bundles.map((bundle) => `bundle         ${bundle.dir}   (${bundle.target})`),
    ...(document.contactSheet === null ? [] : [`contact sheet  ${document.contactSheet}`]),
    '',
    ...(result.staysUp
      ? [
          `Temporal UI    ${run.temporalUrl ?? stack.temporalUiUrl ?? 'npx assetloom status'}`,
          'stop it with   npx assetloom down',
        ]
      : [
          `open the run   npx assetloom up${homeFlag(result)}`,
          `               then ${run.temporalUrl ?? 'the Temporal UI address that it prints'}`,
        ]),
  ]
  return `${rows.join('\n')}\n`
}

function homeFlag(result: DemoResult): string {
  return ` --home ${/^[\w./-]+$/.test(result.home) ? result.home : JSON.stringify(result.home)}`
}
