import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { chooseRunId } from '../choose-run.js'
import { openKit, type CommandKit } from '../command-kit.js'
import {
  deployBundle,
  undoDeployment,
  type DeployOutcome,
  type DeployPorts,
} from '../deploy/deploy-bundle.js'
import { nodeDeployFs } from '../deploy/deploy-fs.js'
import { thisProcess } from '../deploy/deploy-lock.js'
import { commandText, planText, problemLines, type DeployDocument } from '../deploy/deploy-text.js'
import { findGameFolder } from '../deploy/find-game-folder.js'
import { openAssetsFolder, refuseStackHome } from '../deploy/open-assets-folder.js'
import type { DeployRequest } from '../deploy/plan-bundle.js'
import { findBundleFolder, readBundleFolder, type BundleFolder } from '../deploy/read-bundle-folder.js'
import { runAfterDeploy, type CommandOutcome } from '../deploy/run-after-deploy.js'
import { tellDeployment, tellUndo, type ToldDeployment } from '../deploy/tell-server.js'
import { mintDeploymentId } from '../../http/deployment-requests.js'
import { nameList, wholeNumber } from '../parse-options.js'
import { publishBundles } from '../publish-bundles.js'

interface DeployOptions {
  readonly bundle?: string
  readonly run?: string
  readonly target?: string[]
  readonly into?: string
  readonly onlyAssets?: boolean
  readonly manifest?: string
  readonly game?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly prune?: boolean
  readonly forceRemove?: boolean
  readonly overwriteEdited?: boolean
  readonly undo?: boolean
  readonly timeout: number
  readonly tell: boolean
  readonly gameName?: string
  readonly tellPath?: boolean
}

const ports: DeployPorts = { fs: nodeDeployFs, processes: thisProcess, now: () => new Date() }

/** `assetloom deploy`. */
export function addDeployCommand(program: Command, context: CliContext): void {
  program
    .command('deploy')
    .description("put a bundle into a game's assets folder; -- COMMAND runs a program afterwards")
    .argument('<dir>', "the game's assets folder")
    .argument('[command...]', 'after --: a program and its arguments, run in the game folder without a shell')
    .option('--bundle <folder>', 'a bundle that was exported already')
    .option('--run <run>', 'else: of this run; without it the newest one that goes on')
    .option('--target <name>', 'target of the bundle (default: generic)', oneName)
    .option(
      '--into <folder>',
      "where the bundle's own layout goes; . is the assets folder itself (default: project key)",
    )
    .option('--only-assets', 'single files only: no atlases, constants or engine files')
    .option('--manifest <path>', "the game's manifest (default: manifest.json of the assets folder)")
    .option('--game <dir>', 'folder whose files may name assets (default: nearest one with a project file)')
    .option('--dry-run', 'show the plan, change nothing')
    .option('--yes', 'also do what renames, removes or gives up edits')
    .option('--prune', 'remove deployed files that the bundle no longer has and nothing names')
    .option('--force-remove', 'with --prune: also what something names')
    .option('--overwrite-edited', 'give up edits of deployed files')
    .option('--undo', 'take the last deployment back')
    .option('--no-tell', 'do not tell the service which bundle lies in this game')
    .option('--game-name <name>', 'what to call the game there (default: the name of its folder)')
    .option('--tell-path', 'also tell it where the assets folder lies on this machine')
    .option('--timeout <seconds>', 'for the program after --', wholeNumber(1, 86_400), 600)
    .action(async (dir: string, words: string[], options: DeployOptions, command: Command) => {
      refuseStrayWords(command, words, options)
      const kit = openKit(context, command)
      const root = await openAssetsFolder(resolve(context.cwd, dir))
      await refuseStackHome(root)
      if (options.undo === true) return await undo(kit, root, options)
      const gameDir =
        options.game === undefined
          ? await findGameFolder(root)
          : await openAssetsFolder(resolve(context.cwd, options.game))
      await withBundle(kit, options, async (bundle, bundleId) => {
        const request = await requestOf(context, root, gameDir, bundle, options)
        const mode = { dryRun: options.dryRun === true, yes: options.yes === true }
        const outcome = await deployBundle(ports, request, mode)
        const told = await tellDeployment(kit, ports.fs, request, outcome, bundleId, options)
        const isDone = outcome.state === 'applied' || outcome.state === 'nothing-to-do'
        const after = isDone && words.length > 0 ? await runCommand(kit, words, gameDir, options) : null
        report(kit, request, outcome, told, after)
      })
    })
}

function oneName(text: string): string[] {
  const names = nameList(text)
  if (names.length > 1) throw new InvalidArgumentError('One bundle is deployed at a time: name one target.')
  return names
}

/** A program runs only when it was asked for by `--`: a mistyped option must not become one. */
function refuseStrayWords(command: Command, words: readonly string[], options: DeployOptions): void {
  const rawArgs = (command.parent as (Command & { rawArgs?: string[] }) | null)?.rawArgs ?? []
  if (words.length > 0 && !rawArgs.includes('--'))
    throw new CliError(
      'usage',
      `"${words[0]}" is one folder too many.`,
      'Write -- before a program that is to run afterwards.',
    )
  if (options.bundle !== undefined && options.run !== undefined)
    throw new CliError('usage', '--bundle and --run name two sources.', 'Name one of them.')
  if (options.forceRemove === true && options.prune !== true)
    throw new CliError('usage', '--force-remove does nothing without --prune.', 'Add --prune.')
}

/** The bundle of the folder that was named, else fetched from the service into a folder that goes again. */
async function withBundle(
  kit: CommandKit,
  { bundle: folder, run, target }: DeployOptions,
  work: (bundle: BundleFolder, bundleId: string | null) => Promise<void>,
): Promise<void> {
  const { context } = kit
  if (folder !== undefined)
    return await work(
      await openBundle(kit, await findBundleFolder(resolve(context.cwd, folder), target?.[0])),
      null,
    )
  const { client } = await kit.connect()
  const runId = await chooseRunId(client, run)
  const draft = await mkdtemp(join(tmpdir(), 'assetloom-deploy-'))
  try {
    const targets = target ?? ['generic']
    const [published] = await publishBundles(client, runId, targets, draft, kit.say, context.signal)
    if (published !== undefined) await work(await openBundle(kit, published.dir), published.bundleId)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function openBundle(kit: CommandKit, dir: string): Promise<BundleFolder> {
  const { bundle, problems } = await readBundleFolder(dir)
  const [first] = problems
  if (first === undefined) return bundle
  for (const line of problemLines(problems, [])) kit.say(line)
  throw new CliError('failed', `The bundle in ${dir} is damaged: ${first.path} ${first.message}.`, first.hint)
}

async function requestOf(
  context: CliContext,
  root: string,
  gameDir: string,
  bundle: BundleFolder,
  options: DeployOptions,
): Promise<DeployRequest> {
  const { manifest } = options
  const place = manifest === undefined ? null : resolve(context.cwd, manifest)
  // The assets folder is a real path, so a path relative to it has to start from one too.
  const folder = place === null ? null : await realpath(dirname(place)).catch(() => dirname(place))
  return {
    root,
    gameDir,
    bundle,
    into: options.into === undefined ? null : options.into.replace(/^\.\/(?=.)|\/+$/g, ''),
    onlyAssets: options.onlyAssets === true,
    manifestPlace: place === null || folder === null ? null : join(folder, basename(place)),
    options: {
      prune: options.prune === true,
      forceRemove: options.forceRemove === true,
      overwriteEdited: options.overwriteEdited === true,
    },
    deploymentId: mintDeploymentId(),
  }
}

async function runCommand(
  kit: CommandKit,
  args: readonly string[],
  cwd: string,
  options: DeployOptions,
): Promise<CommandOutcome> {
  const { env, signal, terminal } = kit.context
  const onText = (text: string) => terminal.writeErr(text)
  return await runAfterDeploy({ args, cwd, env, timeoutMs: options.timeout * 1000, signal, onText })
}

/** The document on stdout, what was noticed on stderr, then the error that the exit code tells. */
function report(
  kit: CommandKit,
  { root, gameDir, bundle }: DeployRequest,
  { planned, state, undo: undoNumber, recovered }: DeployOutcome,
  told: ToldDeployment | null,
  command: CommandOutcome | null,
): void {
  const { plan, into, problems, notes, references, patched, manifestFile } = planned
  const { created, changed, removed } = patched ?? { created: [], changed: [], removed: [] }
  const document: DeployDocument = {
    ...{
      dir: root,
      gameDir,
      project: bundle.manifest.project.key,
      target: bundle.manifest.target,
      into,
      state,
    },
    ...{ undo: undoNumber, recovered, told, actions: plan.actions },
    manifest: manifestFile === null ? null : { path: manifestFile.path, created, changed, removed },
    ...{ references, problems, notes, command },
  }
  if (recovered !== null)
    kit.say(
      `An earlier deployment was cut off: it was ${recovered === 'finished' ? 'finished' : 'taken back'} first.`,
    )
  kit.print(document, planText(planned))
  for (const note of notes) kit.say(note)
  for (const line of problemLines(problems, references)) kit.say(line)
  const [first] = problems
  if (first !== undefined)
    throw new CliError(
      'conflict',
      `Nothing was written: ${problems.length} ${problems.length === 1 ? 'thing is' : 'things are'} in the way, first ${first.path}: ${first.message}.`,
      first.hint,
    )
  if (state === 'unconfirmed')
    throw new CliError(
      'usage',
      'Nothing was written: this plan renames or removes files, or gives up edits.',
      'Look at it above, then repeat with --yes.',
    )
  if (state === 'applied') kit.say(`Deployed. Take it back: assetloom deploy ${root} --undo`)
  if (state === 'nothing-to-do') kit.say('Everything is there already.')
  if (command === null) return
  kit.say(commandText(command))
  if (command.exitCode !== 0)
    throw new CliError(
      'failed',
      commandText(command),
      'The assets are deployed; only the program after them failed.',
    )
}

async function undo(kit: CommandKit, root: string, options: DeployOptions): Promise<void> {
  const mode = { dryRun: options.dryRun === true, overwriteEdited: options.overwriteEdited === true }
  const { undo: planned, state, recovered } = await undoDeployment(ports, root, mode)
  const { number, note, steps, problems } = planned
  const told = state === 'applied' && (await tellUndo(kit, note.project, note.deploymentId, options))
  const changes = steps.map(({ path, before, after }) => ({
    path,
    change: after === null ? 'remove' : before === null ? 'bring back' : 'restore',
  }))
  const { at, project, target } = note
  kit.print(
    { dir: root, undo: number, at, project, target, state, recovered, told, changes, problems },
    changes.map(({ path, change }) => `${change}  ${path}\n`).join(''),
  )
  const [first] = problems
  if (first !== undefined) {
    for (const line of problemLines(problems, [])) kit.say(line)
    throw new CliError('conflict', `Nothing was undone: ${first.path}: ${first.message}.`, first.hint)
  }
  if (state === 'applied') kit.say(`The deployment of ${at} is undone.`)
}
