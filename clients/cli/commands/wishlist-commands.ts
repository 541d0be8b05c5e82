import { type Command, Option } from 'commander'
import type { RunView, SubmitWishlistBody } from '../../../core/http/http-api.js'
import { limits } from '../../../core/spec/asset-spec.schema.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { nameList, seedMax, wholeNumber } from '../parse-options.js'
import { printProblems } from '../print-failure.js'
import { readTextFile } from '../read-text-file.js'

interface AddOptions {
  readonly palette?: string
  readonly seed?: number
  readonly variants?: number
  readonly review: 'auto' | 'page'
  readonly target: string[]
  readonly project: string
  readonly provider?: string
}

/** Refinement by rules takes a moment; longer than this and the reader asks `run watch`. */
const refinementWaitMs = 20_000
/** What was inferred is worth a look; a long list's worth of it is on the page and in --json. */
const notesShownMax = 10

/** `assetloom wishlist add`. */
export function addWishlistCommands(program: Command, context: CliContext): void {
  const group = program.command('wishlist').description('hand in lists of wanted assets')
  group
    .command('add')
    .description('submit a list and start a run')
    .argument('<file>', 'list with one "category: prompt" a line; # begins a comment')
    .option('--palette <file>', 'colours for all assets: .gpl or .hex')
    .option('--seed <n>', 'run seed; the same seed gives the same pictures', wholeNumber(0, seedMax))
    .option('--variants <n>', 'variants of each spec', wholeNumber(1, limits.variantsMax))
    .addOption(
      new Option('--review <who>', 'who decides: a person on the page, or the policy')
        .choices(['page', 'auto'])
        .default('page'),
    )
    .option('--target <list>', 'bundles to make, with commas', nameList, ['generic'])
    .option('--project <key>', 'project that the list belongs to; made when it is new', projectKey, 'default')
    .option('--provider <name>', 'who paints')
    .action(async (file: string, options: AddOptions, command: Command) => {
      const kit = openKit(context, command)
      const body = await readSubmission(context, file, options)
      const { client } = await kit.connect()
      const project = await client.ensureProject({ key: options.project, name: options.project })
      const accepted = await client.submitWishlist(project.projectId, body)
      const run = await waitForRefinement(client, accepted.runId)
      printProblems(context, [...(accepted.paletteProblems ?? []), ...run.problems])
      for (const note of run.notes.slice(0, notesShownMax))
        kit.say(kit.style.dim(`${note.file}:${note.line}: ${note.message}`))
      if (!accepted.created) kit.say('This list was submitted before: its run is shown.')
      kit.print(
        {
          ...accepted,
          projectId: project.projectId,
          specs: run.counts.specs,
          problems: run.problems,
          notes: run.notes,
        },
        `${accepted.runId}\n`,
      )
      kit.say(`${run.counts.specs} specs in project ${project.key}. ${run.sentence}`)
      kit.say(`Watch it: npx assetloom run watch ${accepted.runId}`)
    })
}

async function readSubmission(
  context: CliContext,
  file: string,
  options: AddOptions,
): Promise<SubmitWishlistBody> {
  const list = await readTextFile(context.cwd, file, 'a wishlist', limits.wishlistBytesMax)
  const palette =
    options.palette === undefined
      ? undefined
      : await readTextFile(context.cwd, options.palette, 'a palette (.gpl or .hex)', 262_144)
  return {
    name: list.name,
    text: list.text,
    review: options.review === 'auto' ? 'auto' : 'person',
    targets: options.target,
    ...(palette === undefined ? {} : { palette: { name: palette.name, text: palette.text } }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.variants === undefined ? {} : { variantsPerSpec: options.variants }),
    ...(options.provider === undefined ? {} : { provider: options.provider }),
  }
}

/** Until the lines are read, so that rejected ones are shown at once; a slow refinement is not waited for. */
async function waitForRefinement(client: AssetloomClient, runId: string): Promise<RunView> {
  const giveUpAt = Date.now() + refinementWaitMs
  for (;;) {
    const run = await client.readRun(runId)
    if (run.stage !== 'refining' || Date.now() > giveUpAt) return run
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

function projectKey(text: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) || text.length > 80)
    throw new CliError(
      'usage',
      `"${text}" is not a project key.`,
      'Write lower-case words joined by -, like desert-outpost.',
    )
  return text
}
