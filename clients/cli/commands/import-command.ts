import { type Command, InvalidArgumentError, Option } from 'commander'
import { assetTypes } from '../../../core/spec/asset-spec.schema.js'
import { limits } from '../../../core/spec/spec-limits.js'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { projectKey } from '../find-project.js'
import type { ImportOptions } from '../import/run-import.js'
import { nameList } from '../parse-options.js'

/** `assetloom import`: art that people made outside. */
export function addImportCommand(program: Command, context: CliContext): void {
  program
    .command('import')
    .description('bring art that a person made: it is reviewed, bundled and disclosed like any other asset')
    .argument('<path...>', 'PNG, WAV or OGG files, JSON of Aseprite beside its sheet, or folders of them')
    .option('--key <key>', 'key of the asset (only one); default: from the file name')
    .addOption(new Option('--type <type>', 'what it is').choices(assetTypes))
    .option('--author <name>', 'who made it')
    .option('--licence <name>', 'under which licence; unknown keeps it out of releases')
    .option('--trainable', 'style packs may learn from it')
    .option('--tag <list>', 'tags, with commas', nameList)
    .option('--frames <n>', 'each picture is a strip of so many frames, or columns x rows of them', frameGrid)
    .option('--fps <n>', 'frames a second; without --frames numbered files are one animation', framesASecond)
    .option('--animation <name>', 'what the animation is called', animationName)
    .option('--loop', 'a sound or an animation that loops')
    .option('--cutout', 'remove the background of pictures')
    .addOption(
      new Option('--as <what>', 'asset: as it is; draft: print a spec that asks for something like it')
        .choices(['asset', 'draft'])
        .default('asset'),
    )
    .addOption(
      new Option('--review <who>', 'who decides: you did by importing it (auto), or a person on the page')
        .choices(['auto', 'page'])
        .default('auto'),
    )
    .option('--project <key>', 'project that it belongs to; made when it is new', projectKey, 'default')
    .option('--keep', 'leave the stack running at the end')
    .action(async (paths: string[], _options: object, command: Command) => {
      const { runImport } = await import('../import/run-import.js')
      await runImport(openKit(context, command), paths, command.optsWithGlobals<ImportOptions>())
    })
}

/** `6` in a row, or `4x2`: columns and rows. */
function frameGrid(text: string): ImportOptions['frames'] & object {
  const [, columns = 0, rows = 1] = (/^(\d{1,3})(?:x(\d{1,3}))?$/.exec(text) ?? []).map((part) =>
    part === undefined ? undefined : Number(part),
  )
  if (columns < 1 || rows < 1 || columns * rows > limits.framesMax)
    throw new InvalidArgumentError(`It has to be 1 to ${limits.framesMax} frames: 6, or columns x rows: 4x2.`)
  return { columns, rows }
}

function framesASecond(text: string): number {
  const fps = Number(text)
  if (!/^\d{1,3}(\.\d{1,3})?$/.test(text) || fps <= 0 || fps > limits.fpsMax)
    throw new InvalidArgumentError(`It has to be a number above 0 and up to ${limits.fpsMax}.`)
  return fps
}

function animationName(text: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) || text.length > 40)
    throw new InvalidArgumentError('Write lower-case words joined by -: walk-left')
  return text
}
