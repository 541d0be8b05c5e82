import { type Command, Option } from 'commander'
import type {
  RunView,
  SubmitWishlistBody,
  WishlistAccepted,
  WishlistRevisionView,
} from '../../../core/http/http-api.js'
import { countDifference } from '../../../core/intake/diff-specs.js'
import type { IntakeNote } from '../../../core/intake/intake-report.js'
import { terminalRunStages } from '../../../core/run-options.js'
import { limits } from '../../../core/spec/spec-limits.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { estimateWishlist } from '../../http/spending-requests.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { differenceLines, summariseDiff } from '../../progress/describe-revision.js'
import { formatAgo } from '../../progress/format-figures.js'
import { groupNotes } from '../../progress/note-kinds.js'
import { openKit, type CommandKit } from '../command-kit.js'
import { draftsOption } from '../drafts-option.js'
import { findProject, projectKey } from '../find-project.js'
import { formatTable } from '../format-table.js'
import { nameList, seedMax, wholeNumber } from '../parse-options.js'
import { printProblems } from '../print-failure.js'
import { contractHelp, readContractOption } from '../read-contract.js'
import { printReading } from '../print-reading.js'
import { estimateText } from '../spending-text.js'

interface AddOptions {
  readonly palette?: string
  readonly seed?: number
  readonly variants?: number
  readonly review: 'auto' | 'page'
  readonly target: string[]
  readonly project: string
  readonly provider?: string
  readonly drafts?: number
  readonly contract?: string
  readonly hold?: boolean
}

interface ShowOptions {
  readonly revision?: number
  readonly project: string
  readonly read?: boolean
  readonly notUnderstood?: boolean
}

/** Refinement by rules takes a moment; longer than this and the reader asks `run watch`. */
const refinementWaitMs = 20_000
/** What was inferred is worth a look; a long list's worth of it is on the page and in --json. */
const notesShownMax = 10
/** Of a list that was written anew; `wishlist diff` prints all. */
const changesShownMax = 40
const revisionMax = 1_000_000

/** Of `--hold`, which only what submits has. */
export const holdHelp = 'make nothing before run resume: look at the specs and edit them first'

/** `assetloom wishlist add|diff|estimate|list|show`. */
export function addWishlistCommands(program: Command, context: CliContext): void {
  const group = program.command('wishlist').description('hand in lists of wanted assets')
  withListOptions(
    group.command('add').description('submit a list, or a new revision of one, and start a run'),
  )
    .option('--hold', holdHelp)
    .action(submitFile(context))
  addReadingCommands(group, context)
}

/** Submits a list or a folder of specs and tells what came of it: the action of `wishlist add` and `spec import`. */
export function submitFile(context: CliContext) {
  return async (file: string, options: AddOptions, command: Command): Promise<void> => {
    const kit = openKit(context, command)
    const body = await readSubmission(context, file, options)
    const { client } = await kit.connect()
    const project = await client.ensureProject({ key: options.project, name: options.project })
    const { sendPictures } = await import('../send-pictures.js')
    const list = { cwd: context.cwd, file }
    const sent = await sendPictures(client, project.projectId, list, body)
    const accepted = await client.submitWishlist(project.projectId, sent)
    const run = await waitForRefinement(client, accepted.runId)
    printProblems(context, [...(accepted.paletteProblems ?? []), ...run.problems])
    sayNotes(kit, run.notes)
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
    if (accepted.created) await sayRevision(kit, client, project.projectId, accepted, run)
    kit.say(`${run.counts.specs} specs in project ${project.key}. ${run.sentence}`)
    kit.say(
      accepted.held
        ? `Held: look with npx assetloom spec list, change with spec edit, then npx assetloom run resume ${accepted.runId}`
        : `Watch it: npx assetloom run watch ${accepted.runId}`,
    )
  }
}

/** The argument and the options of everything that submits a list. */
export function withListOptions(command: Command): Command {
  return command
    .argument(
      '<file>',
      'free text or Markdown, a list with one "category: prompt" a line, a YAML spec, a list of shots, or a folder',
    )
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
    .addOption(draftsOption())
    .option('--contract <what>', contractHelp)
}

function addReadingCommands(group: Command, context: CliContext): void {
  withListOptions(
    group.command('diff').description('show what submitting a list would change; changes nothing'),
  ).action(async (file: string, options: AddOptions, command: Command) => {
    const kit = openKit(context, command)
    const { client, project, sent } = await sendList(context, kit, { file, options })
    const diff = await client.diffWishlist(project.projectId, sent)
    printProblems(context, diff.problems)
    kit.print(
      diff,
      differenceLines(diff.difference)
        .map((line) => `${line}\n`)
        .join(''),
    )
    kit.say(summariseDiff(diff))
  })
  withListOptions(
    group.command('estimate').description('what submitting a list would take and cost; changes nothing'),
  ).action(async (file: string, options: AddOptions, command: Command) => {
    const kit = openKit(context, command)
    const { client, project, sent } = await sendList(context, kit, { file, options })
    const estimate = await estimateWishlist(client, project.projectId, sent)
    printProblems(context, estimate.problems)
    kit.print(estimate, estimateText(estimate))
    for (const warning of estimate.warnings) kit.say(warning)
    kit.say(`A dry run: ${estimate.specs} specs would be made, ${estimate.unchanged} stay as they are.`)
  })
  group
    .command('list')
    .description('list the lists of a project and their revisions')
    .option('--project <key>', 'project that the lists belong to', projectKey, 'default')
    .action(async (options: { project: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const { wishlists } = await client.listWishlists(projectId)
      const rows = wishlists.map((one) => [
        one.name,
        `revision ${one.revision}`,
        one.wishlistRevisionId,
        one.runId,
        formatAgo(one.createdAt, Date.now()),
      ])
      kit.print({ wishlists }, formatTable(rows))
      if (rows.length === 0) kit.say('No list was submitted: npx assetloom wishlist add FILE')
    })
  group
    .command('show')
    .description('print the raw text of a list as it was submitted, or how it was read')
    .argument('<name>', 'file name of the list')
    .option('--revision <n>', 'from 1; the newest when it is not given', wholeNumber(1, revisionMax))
    .option('--project <key>', 'project that the list belongs to', projectKey, 'default')
    .option('--read', 'every sentence with what became of it')
    .option('--not-understood', 'only sentences that nothing came of')
    .action(async (name: string, options: ShowOptions, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const shown = await findRevision(client, projectId, name, options.revision)
      if (options.read === true || options.notUnderstood === true)
        return await printReading(kit, client, shown.runId, options.notUnderstood === true)
      kit.print(shown, shown.text.endsWith('\n') ? shown.text : `${shown.text}\n`)
      sayNotes(kit, shown.notes)
      kit.say(`Revision ${shown.revision} of ${shown.revisions.length}, run ${shown.runId}.`)
    })
}

/** A list with its pictures in the project that it is for. */
async function sendList(
  context: CliContext,
  kit: CommandKit,
  { file, options }: { readonly file: string; readonly options: AddOptions },
) {
  const body = await readSubmission(context, file, options)
  const { client } = await kit.connect()
  const project = await findProject(client, options.project)
  const { sendPictures } = await import('../send-pictures.js')
  const sent = await sendPictures(client, project.projectId, { cwd: context.cwd, file }, body)
  return { client, project, sent }
}

/** What the text says for many assets, what was filled in, and what was not understood, each with its line. */
function sayNotes(kit: CommandKit, notes: readonly IntakeNote[]): void {
  for (const group of groupNotes(notes)) {
    kit.say(`${group.title}:`)
    for (const note of group.notes.slice(0, notesShownMax))
      kit.say(kit.style.dim(`  ${note.file}:${note.line}: ${note.message}`))
    if (group.notes.length > notesShownMax)
      kit.say(kit.style.dim(`  ... and ${group.notes.length - notesShownMax} more, all with --json`))
  }
}

/** What the new revision changed and kept, and how to end what only the one before still wants. */
async function sayRevision(
  kit: CommandKit,
  client: AssetloomClient,
  projectId: string,
  { difference, revision, wishlistRevisionId }: WishlistAccepted,
  run: RunView,
): Promise<void> {
  if (difference === undefined) return
  for (const line of differenceLines(difference).slice(0, changesShownMax)) kit.say(line)
  const counts = countDifference(difference)
  const carried = run.revision?.carried
  const kept =
    carried === undefined ? '' : `; ${carried.specs} carried over, ${carried.approved} of them approved`
  kit.say(`Revision ${revision}: ${counts}${kept}.`)
  const { revisions } = await client.readWishlistRevision(projectId, wishlistRevisionId)
  const open = revisions.findLast(
    (one) => one.revision < revision && !terminalRunStages.includes(one.runStage),
  )
  if (open !== undefined)
    kit.say(
      `Revision ${open.revision} still runs. End what only it wants: npx assetloom run cancel ${open.runId}`,
    )
}

async function findRevision(
  client: AssetloomClient,
  projectId: string,
  name: string,
  number: number | undefined,
): Promise<WishlistRevisionView> {
  const { wishlists } = await client.listWishlists(projectId)
  const newest = wishlists.find((one) => one.name === name)
  if (newest === undefined)
    throw new CliError('notFound', `There is no list "${name}".`, 'See them: npx assetloom wishlist list')
  const view = await client.readWishlistRevision(projectId, newest.wishlistRevisionId)
  if (number === undefined || number === view.revision) return view
  const wanted = view.revisions.find((one) => one.revision === number)
  if (wanted !== undefined) return await client.readWishlistRevision(projectId, wanted.wishlistRevisionId)
  throw new CliError(
    'notFound',
    `${name} has no revision ${number}.`,
    `It has revisions 1 to ${view.revisions.length}.`,
  )
}

async function readSubmission(
  context: CliContext,
  file: string,
  options: AddOptions,
): Promise<SubmitWishlistBody> {
  // Loaded by those who need it: the rules of free text and YAML would slow every other command's start.
  const { readWishlist } = await import('../read-spec-folder.js')
  const { findPalette } = await import('../find-palette.js')
  const list = await readWishlist(context.cwd, file)
  const { palette } = await findPalette(context.cwd, list, options.palette)
  return {
    name: list.name,
    text: list.text,
    review: options.review === 'auto' ? 'auto' : 'person',
    targets: options.target,
    ...(palette === null ? {} : { palette: { name: palette.name, text: palette.text } }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.variants === undefined ? {} : { variantsPerSpec: options.variants }),
    ...(options.provider === undefined ? {} : { provider: options.provider }),
    ...(options.drafts === undefined ? {} : { drafts: options.drafts }),
    ...(options.hold === true ? { hold: true } : {}),
    ...(options.contract === undefined
      ? {}
      : { contract: await readContractOption(context.cwd, options.contract) }),
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
