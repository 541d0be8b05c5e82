import { resolve } from 'node:path'
import type { Command } from 'commander'
import { diffBundles, writeDiff, type BundleDiff } from '../../../core/bundle/diff-bundles.js'
import type { BundleManifest } from '../../../core/bundle/bundle-manifest.schema.js'
import type { BundleKind } from '../../../core/bundle-ports.js'
import type { ReleaseObjection } from '../../../core/bundle/judge-release.js'
import { ApiError } from '../../http/api-error.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import type { CliContext } from '../cli-context.js'
import { chooseRunId } from '../choose-run.js'
import { CliError } from '../cli-error.js'
import { openKit, type CommandKit } from '../command-kit.js'
import { nameList } from '../parse-options.js'
import { publishBundles, type PublishedBundle } from '../publish-bundles.js'
import { readBundleManifest } from '../read-bundle-manifest.js'

interface ExportOptions {
  readonly run?: string
  readonly target?: string[]
  readonly out: string
  readonly provisional?: boolean
  readonly release?: boolean
  readonly since?: string
  readonly profile?: string
}

/** `assetloom export`. */
export function addExportCommand(program: Command, context: CliContext): void {
  program
    .command('export')
    .description('write the approved assets of a run as bundles, one folder a target')
    .option('--run <run>', 'run id; without it the newest one that goes on')
    .option('--target <list>', 'targets with commas between them; without it generic', nameList)
    .requiredOption('--out <dir>', 'folder that gets one folder a target')
    .option('--provisional', 'every asset of the list, with placeholders for what is not approved yet')
    .option(
      '--release',
      'only if people approved everything and nothing is a placeholder; else lists why not',
    )
    .option(
      '--since <bundle>',
      'also say what is other than in this bundle: its id, or a folder that export wrote',
    )
    .option(
      '--profile <name>',
      'an export profile of the project (npx assetloom profile list); it names the target',
    )
    .action(async (options: ExportOptions, command: Command) => {
      const kit = openKit(context, command)
      const kind = kindOf(options)
      const { client } = await kit.connect()
      const runId = await chooseRunId(client, options.run)
      const outDir = resolve(context.cwd, options.out)
      // Read before anything is written: the folder to compare with may be the one that is replaced.
      const profile = await findProfile(client, runId, options)
      const targets = profile === null ? (options.target ?? ['generic']) : [profile.target]
      const before = await readBefore(kit, options.since, targets)
      try {
        const more = {
          ...(kind === undefined ? {} : { kind }),
          ...(profile === null ? {} : { profile: profile.name }),
        }
        const bundles = await publishBundles(client, runId, targets, outDir, kit.say, context.signal, more)
        await tellBundles(kit, runId, bundles, before)
      } catch (error) {
        tellObjections(kit, runId, error)
        throw error
      }
    })
}

function kindOf({ provisional, release }: ExportOptions): BundleKind | undefined {
  if (provisional === true && release === true)
    throw new CliError(
      'usage',
      'A bundle is either provisional or for release.',
      'Choose one of --provisional and --release.',
    )
  return provisional === true ? 'provisional' : release === true ? 'release' : undefined
}

/** The profile that was named, of the run's project. */
async function findProfile(
  client: AssetloomClient,
  runId: string,
  { profile, target }: ExportOptions,
): Promise<{ name: string; target: string } | null> {
  if (profile === undefined) return null
  if (target !== undefined)
    throw new CliError('usage', 'A profile names its target itself.', 'Leave --target or --profile out.')
  const { projectId } = await client.readRun(runId)
  const { profiles } = await client.listExportProfiles(projectId)
  const row = profiles.find(({ name }) => name === profile)
  if (row !== undefined) return { name: row.name, target: row.profile.target }
  const there = profiles.map(({ name }) => name).join(', ')
  throw new CliError(
    'notFound',
    `The project of this run has no export profile "${profile}".`,
    there === ''
      ? 'Make one: npx assetloom profile set NAME --project KEY --target TARGET'
      : `There are: ${there}.`,
  )
}

async function readBefore(
  kit: CommandKit,
  since: string | undefined,
  targets: readonly string[],
): Promise<ReadonlyMap<string, BundleManifest>> {
  const manifests = new Map<string, BundleManifest>()
  if (since === undefined) return manifests
  for (const name of targets)
    manifests.set(
      name,
      await readBundleManifest({ name: since, target: name, cwd: kit.context.cwd }, kit.connect),
    )
  return manifests
}

async function tellBundles(
  kit: CommandKit,
  runId: string,
  bundles: readonly PublishedBundle[],
  before: ReadonlyMap<string, BundleManifest>,
): Promise<void> {
  const diffs = new Map<string, BundleDiff>()
  for (const { target, dir } of bundles) {
    const old = before.get(target)
    if (old === undefined) continue
    const now = await readBundleManifest({ name: dir, cwd: dir }, kit.connect)
    diffs.set(target, diffBundles(old, now))
  }
  const told = bundles.map((bundle) => {
    const diff = diffs.get(bundle.target)
    return diff === undefined ? bundle : { ...bundle, diff }
  })
  kit.print({ runId, bundles: told }, bundles.map((bundle) => `${bundle.dir}\n`).join(''))
  for (const bundle of bundles) {
    kit.say(
      bundle.filesFetched === 0
        ? `${bundle.target}: ${bundle.files} files, all there already`
        : `${bundle.target}: ${bundle.files} files, ${bundle.filesFetched} new or changed`,
    )
    const diff = diffs.get(bundle.target)
    if (diff !== undefined) kit.say(writeDiff(diff).trimEnd())
  }
}

/** What is in the way of a release, a line each with what to do about it. */
function tellObjections(kit: CommandKit, runId: string, error: unknown): void {
  const objections: readonly ReleaseObjection[] =
    error instanceof ApiError ? (error.problem.objections ?? []) : []
  if (objections.length === 0) return
  kit.print(
    { runId, objections },
    objections.map(({ key, message, nextStep }) => `${key} ${message}\n  ${nextStep}\n`).join(''),
  )
}
