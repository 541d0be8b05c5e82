import { join, resolve } from 'node:path'
import type { RunView } from '../../core/http/http-api.js'
import type { QualityContract } from '../../core/autopilot/quality-contract.schema.js'
import { detectIntake } from '../../core/intake/detect-intake.js'
import { parsePaletteFile } from '../../core/palette/parse-palette-file.js'
import type { ProjectRow } from '../../core/ports.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { chooseTargets } from './choose-targets.js'
import type { GlobalOptions } from './cli-context.js'
import { CliError } from './cli-error.js'
import type { CommandKit } from './command-kit.js'
import { connectToHome } from './connect.js'
import { readStandIn, requireStandIn, standInOf } from './demo-comfyui.js'
import { demoProjectKey } from './demo-identity.js'
import { describeDemo, type DemoDocument } from './demo-document.js'
import type { RunningStack } from './local-stack.js'
import { ProgressDisplay } from './progress-display.js'
import { printProblems } from './print-failure.js'
import { publishBundles, type PublishedBundle } from './publish-bundles.js'
import { readContractOption } from './read-contract.js'
import { readWishlist } from './read-spec-folder.js'
import { readTextFile, type TextFile } from './read-text-file.js'
import { findPalette } from './find-palette.js'
import { resolveHome } from './resolve-home.js'
import { assertSucceeded, watchRun } from './watch-run.js'
import { onLocalStack, stackRetryForMs } from './with-stack.js'

export interface DemoOptions extends GlobalOptions {
  readonly wishlist?: string
  readonly palette?: string
  /** Absent: those that the wishlist names. */
  readonly target?: string[]
  readonly out?: string
  readonly review: 'auto' | 'page'
  readonly seed: number
  readonly provider: string
  readonly drafts?: number
  /** `fake`: a stand-in for a ComfyUI, which is one of the stack's processes. */
  readonly comfyui?: string
  /** Seeds the faults of the stand-in. */
  readonly chaos?: number
  readonly contract?: string
  readonly keep?: boolean
}

interface DemoWork {
  readonly list: TextFile
  /** null: the specs may use any colour. */
  readonly palette: TextFile | null
  readonly targets: readonly string[]
  readonly contract?: QualityContract
  readonly projectKey: string
  readonly outDir: string
  readonly home: string
}

/** A finished demo with what a person is told about it. */
export interface DemoResult {
  readonly document: DemoDocument
  readonly bundles: readonly PublishedBundle[]
  readonly run: RunView
  readonly stack: RunningStack
  readonly staysUp: boolean
  /** How to open the run in the Temporal UI and the page later. */
  readonly home: string
}

/**
 * Takes a list through the whole pipeline on the stack of this machine: starts it, goes on with the demo that is there
 * or submits a new one, follows it, exports, and stops the stack again when it was started here. Throws CliError when
 * the run failed.
 */
export async function runDemo(kit: CommandKit, options: DemoOptions): Promise<DemoResult> {
  const startedAt = Date.now()
  const work = await readDemoWork(kit, options)
  const display = new ProgressDisplay(kit.context.terminal, kit.style)
  const { home } = work
  const onStart = () => display.note(`starting the stack in ${home} ...`)
  const standIn = standInOf(options)
  const place = { home, keep: options.keep === true, display, onStart, ...(standIn && { standIn }) }
  return await onLocalStack(kit, place, async ({ stack, signal, staysUp }) => {
    const comfyUrl = standIn && (await requireStandIn(stack, standIn, signal))
    const result = await produce(kit, options, { work, comfyUrl }, stack.apiUrl, display, signal, startedAt)
    return { ...result, stack, staysUp, home }
  })
}

async function produce(
  kit: CommandKit,
  options: DemoOptions,
  { work, comfyUrl }: { readonly work: DemoWork; readonly comfyUrl: string | null },
  apiUrl: string,
  display: ProgressDisplay,
  signal: AbortSignal,
  startedAt: number,
): Promise<Pick<DemoResult, 'document' | 'bundles' | 'run'>> {
  const stackReadyAt = Date.now()
  const { client } = await connectToHome(work.home, apiUrl, stackRetryForMs)
  const run = await finishRun(kit, options, client, work, display, signal)
  const runDoneAt = Date.now()
  const bundles = await publishBundles(
    client,
    run.runId,
    work.targets,
    work.outDir,
    (line) => display.note(line),
    signal,
  )
  const timingsMs = {
    stack: stackReadyAt - startedAt,
    run: runDoneAt - stackReadyAt,
    export: Date.now() - runDoneAt,
    total: Date.now() - startedAt,
  }
  const faults = comfyUrl === null ? undefined : await readStandIn(comfyUrl, signal)
  const document = describeDemo(run, work.list.path, bundles, timingsMs, faults)
  return { document, bundles, run }
}

async function readDemoWork(kit: CommandKit, options: DemoOptions): Promise<DemoWork> {
  const { context } = kit
  const examples = join(context.packageRoot, 'examples')
  const listPath = options.wishlist ?? join(examples, 'wishlists', 'ember-hollow.wishlist.md')
  const list = await readWishlist(context.cwd, listPath)
  const palette = await choosePalette(kit, list, options.palette)
  const colours = palette === null ? [] : readColours(context, palette)
  const home = resolveHome(context, options)
  const contract =
    options.contract === undefined
      ? {}
      : { contract: await readContractOption(context.cwd, options.contract) }
  const projectKey = demoProjectKey({
    wishlistText: list.text,
    palette: colours,
    seed: options.seed,
    provider: options.provider,
    ...((options.drafts ?? 0) === 0 ? {} : { drafts: options.drafts! }),
    ...contract,
  })
  const outDir =
    options.out === undefined ? join(home, 'bundles', projectKey) : resolve(context.cwd, options.out)
  const targets = options.target ?? chooseTargets(list, kit.say)
  return { list, palette, targets, projectKey, outDir, home, ...contract }
}

/**
 * The palette that was given or that the list names; for plain lists that have none the one of the example, so that they
 * look as if they belong together. Specs as files and free text say themselves how they want to look.
 */
async function choosePalette(
  kit: CommandKit,
  list: TextFile,
  given: string | undefined,
): Promise<TextFile | null> {
  const { context } = kit
  const { palette, missing } = await findPalette(context.cwd, list, given)
  if (palette !== null) return palette
  const isPlainList = detectIntake(list.text, list.name) === 'list'
  const usual = isPlainList
    ? await readTextFile(
        context.cwd,
        join(context.packageRoot, 'examples', 'dune8.hex'),
        'a palette',
        262_144,
      )
    : null
  if (missing.length > 0)
    kit.say(
      `${list.name} names ${missing.join(', ')}, which is not there: ${usual === null ? 'no palette' : usual.name} is used. Give it with --palette FILE.`,
    )
  return usual
}

function readColours(context: CommandKit['context'], palette: TextFile): readonly string[] {
  const { colours, problems } = parsePaletteFile(palette.name, palette.text)
  if (colours.length > 0) return colours
  printProblems(context, problems)
  throw new CliError(
    'usage',
    `${palette.path} has no colours.`,
    'Give a palette with one rrggbb a line (.hex) or of GIMP (.gpl).',
  )
}

async function finishRun(
  kit: CommandKit,
  options: DemoOptions,
  client: AssetloomClient,
  work: DemoWork,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<RunView> {
  const project = await client.ensureProject({
    key: work.projectKey,
    name: `Demo: ${work.list.name}`.slice(0, 200),
  })
  const runId = await findOrSubmit(options, client, project, work, display)
  // What a contract does not hold for waits for a person, however the rest is decided.
  if (options.review === 'page' || work.contract !== undefined) {
    const link = await client.createLoginLink()
    display.note(`Decide here (the link signs in once): ${link.url}`)
  }
  let problemsShown = false
  const run = await watchRun(client, runId, display, signal, (change) => {
    if (problemsShown || change.stage === 'refining') return
    problemsShown = true
    display.clear()
    printProblems(kit.context, change.problems)
  })
  assertSucceeded(run)
  return run
}

/** The project is the identity of a demo, so its run is the demo's whatever targets it was ordered with. */
async function findOrSubmit(
  options: DemoOptions,
  client: AssetloomClient,
  project: ProjectRow,
  work: DemoWork,
  display: ProgressDisplay,
): Promise<string> {
  const { runs } = await client.listRuns({ projectId: project.projectId, limit: 50 })
  const earlier = runs.find((run) => run.stage !== 'failed' && run.stage !== 'cancelled')
  if (earlier !== undefined) {
    display.note(
      earlier.stage === 'done'
        ? 'This demo was made before: it is verified and exported again.'
        : 'This demo was begun before: it goes on.',
    )
    return earlier.runId
  }
  const accepted = await client.submitWishlist(project.projectId, {
    name: work.list.name,
    text: work.list.text,
    ...(work.palette === null ? {} : { palette: { name: work.palette.name, text: work.palette.text } }),
    seed: options.seed,
    review: options.review === 'auto' ? 'auto' : 'person',
    provider: options.provider,
    ...(options.drafts === undefined ? {} : { drafts: options.drafts }),
    targets: work.targets,
    ...(work.contract === undefined ? {} : { contract: work.contract }),
  })
  if (!accepted.created) await assertNotEnded(client, accepted.runId, options)
  return accepted.runId
}

/** The same list, palette and seed are the same run, so one that ended without its assets cannot be begun anew. */
async function assertNotEnded(client: AssetloomClient, runId: string, options: DemoOptions): Promise<void> {
  const run = await client.readRun(runId)
  if (run.stage !== 'failed' && run.stage !== 'cancelled') return
  throw new CliError(
    'conflict',
    `This demo was ${run.stage === 'failed' ? `made before and failed: ${run.failure ?? run.sentence}` : 'made before and cancelled.'}`,
    `The same list, palette and seed are the same run. Another one: --seed ${options.seed + 1}, or the same in another home: --home DIR`,
  )
}
