import { Option, type Command } from 'commander'
import type { SpecEditChange, SpecEditsAccepted } from '../../../core/http/spec-edits-api.js'
import { countDifference, isEmptyDifference } from '../../../core/intake/diff-specs.js'
import { limits } from '../../../core/spec/spec-limits.js'
import { differenceLines } from '../../progress/describe-revision.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit, type CommandKit } from '../command-kit.js'
import { findEditedRun, findListRun, findProposingRun, findSpec } from '../find-editable-run.js'
import { share, wholeNumber } from '../parse-options.js'
import type { EditOptions } from '../spec-edits/read-spec-changes.js'

interface RunOption {
  readonly run?: string
}

const runHelp = 'run id; without it the newest list that fits'

/** `assetloom spec show|edit|edits|drop|proposals|accept|decline`. */
export function addSpecEditCommands(group: Command, context: CliContext): void {
  addShow(group, context)
  addEdit(group, context)
  group
    .command('edits')
    .description('list what was changed by hand')
    .option('--run <run>', runHelp)
    .action(async ({ run }: RunOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const answer = await client.listSpecEdits(await findListRun(client, run))
      const { describeEdits } = await import('../spec-edits/describe-spec.js')
      kit.print(answer, describeEdits(answer.edits))
      if (answer.edits.length === 0) kit.say('Nothing was changed by hand: npx assetloom spec edit KEY')
      for (const { key, hint } of answer.edits) if (hint !== undefined) kit.say(`${key}: ${hint}`)
    })
  group
    .command('drop')
    .description('give up what was changed of specs by hand: they are as the list says again')
    .argument('<key...>', 'keys of specs')
    .option('--run <run>', runHelp)
    .action(async (keys: string[], { run }: RunOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId = await findEditedRun(client, run, keys)
      const { edits } = await client.listSpecEdits(runId)
      const unknown = keys.find((key) => edits.every((edit) => edit.key !== key))
      if (unknown !== undefined)
        throw new CliError('notFound', `Nothing of ${unknown} was changed by hand.`, 'List: spec edits')
      const drops = keys.map((key): SpecEditChange => ({ key, drop: true }))
      tell(kit, await client.editSpecs(runId, { edits: drops }))
    })
  addProposals(group, context)
}

function addShow(group: Command, context: CliContext): void {
  group
    .command('show')
    .description('show a whole spec, where it comes from, and how it was before')
    .argument('<key>', 'key of the spec')
    .option('--run <run>', runHelp)
    .action(async (key: string, { run }: RunOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const detail = await findSpec(client, run, key)
      const { describeSpec } = await import('../spec-edits/describe-spec.js')
      kit.print(detail, describeSpec(detail))
    })
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value]

function addEdit(group: Command, context: CliContext): void {
  group
    .command('edit')
    .description('change a spec by hand: a new revision of its list, in which only that spec is made again')
    .argument('[key]', 'key of the spec')
    .option('--prompt <text>', 'what the picture shows, or how the sound is')
    .option('--negative <text>', 'what it must not show')
    .option('--size <size>', 'in the game, such as 48x48')
    .option('--variants <n>', 'variants of each round', wholeNumber(1, limits.variantsMax))
    .option('--palette <palette>', 'a .gpl or .hex file, or colours with commas: #2b1d1a,#e0c9a0')
    .option('--tag <tag>', 'all tags; once for each', collect)
    .option('--pivot <pivot>', 'from the upper left, 0 to 1, such as 0.5,1')
    .option('--type <type>', 'prop, item, tile, ...')
    .option('--reference <png>', 'begins from this picture: a file, the SHA-256 of an upload, or none')
    .option('--like <variant>', 'begins from the picture of a variant: an id, or a spec key with its number')
    .addOption(
      new Option('--use <how>', 'what becomes of that picture').choices([
        'variation',
        'inpaint',
        'reference',
        'upscale',
      ]),
    )
    .option('--strength <share>', 'how much of it changes, or how much a reference counts, 0 to 1', share)
    .option('--mask <png>', 'for --use inpaint: white is repainted')
    .option('--set <path=value>', 'any other member, such as sound.loop=true; null takes it away', collect)
    .option('--unset <path>', 'a member that is as the list says again', collect)
    .option('--remove', 'leave the spec out')
    .option('--add <type>', 'a spec that the list does not have, of this type')
    .option('--editor-file <file>', 'many edits at once, as YAML or JSON')
    .addOption(
      new Option(
        '--settings <which>',
        'of the project as they are now, instead of when the list was handed in',
      ).choices(['current']),
    )
    .option('--run <run>', runHelp)
    .action(async (key: string | undefined, options: EditCommandOptions, command: Command) => {
      const kit = openKit(context, command)
      const { readEditorFile } = await import('../spec-edits/read-spec-changes.js')
      const more = options.settings === undefined ? {} : { settings: options.settings }
      if (options.editorFile !== undefined) {
        const edits = await readEditorFile(context.cwd, options.editorFile)
        const { client } = await kit.connect()
        return tell(kit, await client.editSpecs(await findListRun(client, options.run), { edits, ...more }))
      }
      if (key === undefined && options.settings !== undefined) {
        const { client } = await kit.connect()
        return tell(
          kit,
          await client.editSpecs(await findListRun(client, options.run), { edits: [], ...more }),
        )
      }
      if (key === undefined)
        throw new CliError('usage', 'No spec was named.', 'Give its key, or --editor-file FILE.')
      await editByOptions(kit, context.cwd, key, options)
    })
}

export type EditCommandOptions = EditOptions &
  RunOption & {
    /** A variant, instead of `reference`. */
    readonly like?: string
    readonly editorFile?: string
    readonly settings?: 'current'
  }

/** One edit as the options say it; pictures that it names are uploaded first. */
export async function editByOptions(
  kit: CommandKit,
  cwd: string,
  key: string,
  options: EditCommandOptions,
): Promise<void> {
  const { readEditOptions } = await import('../spec-edits/read-spec-changes.js')
  const { client } = await kit.connect()
  const spec = options.add === undefined ? await findSpec(client, options.run, key) : null
  const runId = spec?.runId ?? (await findListRun(client, options.run))
  const projectOf = async () => (await client.readRun(runId)).projectId
  const upload = async (png: Uint8Array) =>
    (await client.uploadArt(await projectOf(), 'image/png', png)).sha256
  const taken = await takeVariant(options, async (named) => {
    const { uploadVariant } = await import('../spec-edits/upload-variant.js')
    return await uploadVariant(client, await projectOf(), named, options.run)
  })
  const edit = await readEditOptions(cwd, key, taken, spec?.spec ?? null, upload)
  const more = options.settings === undefined ? {} : { settings: options.settings }
  tell(kit, await client.editSpecs(runId, { edits: [edit], ...more }))
}

/** With the upload that a variant named by `--like` became. */
async function takeVariant(
  options: EditCommandOptions,
  upload: (named: string) => Promise<string>,
): Promise<EditCommandOptions> {
  const { like, use = 'variation' } = options
  if (like === undefined) return options
  if (options.reference !== undefined)
    throw new CliError('usage', '--like and --reference both name a picture.', 'Leave one of them out.')
  return { ...options, use, reference: await upload(like) }
}

function addProposals(group: Command, context: CliContext): void {
  group
    .command('proposals')
    .description('list what a language model proposes for lines that were not understood')
    .option('--run <run>', runHelp)
    .action(async ({ run }: RunOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const answer = await client.listProposals(await findProposingRun(client, run, []))
      const { describeProposals } = await import('../spec-edits/describe-spec.js')
      kit.print(answer, describeProposals(answer.proposals))
      if (answer.proposals.length === 0) kit.say('Nothing is proposed (docs/guides/llm-refinement.md).')
      else kit.say('Take one in: npx assetloom spec accept KEY')
    })
  group
    .command('accept')
    .description('take proposals in: they are specs of the list from then on')
    .argument('<key...>', 'keys of proposals')
    .option('--run <run>', runHelp)
    .action(async (keys: string[], { run }: RunOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      tell(kit, await client.acceptProposals(await findProposingRun(client, run, keys), { keys }))
    })
  group
    .command('decline')
    .description('put proposals aside; they can still be accepted')
    .argument('<key...>', 'keys of proposals')
    .option('--run <run>', runHelp)
    .action(async (keys: string[], { run }: RunOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const answer = await client.declineProposals(await findProposingRun(client, run, keys), { keys })
      const { describeProposals } = await import('../spec-edits/describe-spec.js')
      kit.print(answer, describeProposals(answer.proposals))
    })
}

/** What an edit changed, and how to go on. */
function tell(kit: CommandKit, accepted: SpecEditsAccepted): void {
  const { runId, revision, created, difference, held, cancelledRunId } = accepted
  kit.print(accepted, `${runId}\n`)
  if (!created) return kit.say(`Nothing changed: revision ${revision} says so already.`)
  for (const line of differenceLines(difference)) kit.say(line)
  kit.say(`Revision ${revision}: ${countDifference(difference)}.`)
  if (isEmptyDifference(difference)) kit.say('No spec is another one, so nothing is made again.')
  if (cancelledRunId !== undefined)
    kit.say(`It takes the place of ${cancelledRunId}, which has made nothing.`)
  kit.say(
    held
      ? `Nothing is made before you say so: npx assetloom run resume ${runId}`
      : `Watch it: npx assetloom run watch ${runId}`,
  )
}
