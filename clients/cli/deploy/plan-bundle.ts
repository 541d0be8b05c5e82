import type { DeployProblem } from '../../../core/deploy/deploy-problem.js'
import type { DeploymentRecord } from '../../../core/deploy/deployment-record.schema.js'
import { findLeavers } from '../../../core/deploy/find-leavers.js'
import { gameEntries } from '../../../core/deploy/game-entries.js'
import { gamePathObjection } from '../../../core/deploy/game-path.js'
import type { Reference } from '../../../core/deploy/match-references.js'
import { nextRecord } from '../../../core/deploy/next-record.js'
import { patchGameManifest, type PatchedManifest } from '../../../core/deploy/patch-game-manifest.js'
import { placeFiles, type PlacedBundle } from '../../../core/deploy/place-files.js'
import {
  planDeployment,
  type DeploymentPlan,
  type PlanOptions,
} from '../../../core/deploy/plan-deployment.js'
import type { DeployFs } from './deploy-fs.js'
import { readDeploymentRecord } from './deploy-record.js'
import { placeOn } from './deploy-places.js'
import { readGameManifest, type GameManifestFile } from './game-manifest-file.js'
import { lookAtDisk } from './look-at-disk.js'
import type { BundleFolder } from './read-bundle-folder.js'
import { scanReferences, type ScanResult } from './scan-references.js'

export interface DeployRequest {
  /** Real path of the assets folder. */
  readonly root: string
  readonly gameDir: string
  readonly bundle: BundleFolder
  /** Folder of the bundle's own layout; null = where it was, else the project's key. */
  readonly into: string | null
  readonly onlyAssets: boolean
  /** Absolute; null = the one kept before, else `manifest.json` of the assets folder. */
  readonly manifestPlace: string | null
  readonly options: PlanOptions
  /** Kept with the undo, so that a service can be told which deployment was taken back. */
  readonly deploymentId?: string
}

export interface PlannedDeployment {
  readonly plan: DeploymentPlan
  readonly into: string
  readonly problems: readonly DeployProblem[]
  readonly notes: readonly string[]
  readonly references: readonly Reference[]
  readonly record: DeploymentRecord
  readonly next: DeploymentRecord
  readonly manifestFile: GameManifestFile | null
  /** Null when no manifest is kept, or there are problems in it. */
  readonly patched: PatchedManifest | null
}

/** Plans a deployment from what is on disk now. Writes nothing. */
export async function planBundle(fs: DeployFs, request: DeployRequest): Promise<PlannedDeployment> {
  const { root, bundle } = request
  const { manifest } = bundle
  const record = await readDeploymentRecord(fs, root)
  const before = record.deployments.find(({ project }) => project.key === manifest.project.key)
  const into = request.into ?? before?.into ?? manifest.project.key
  const placed = placeFiles(manifest, bundle.texts, { into, onlyAssets: request.onlyAssets })
  const keptBefore = before?.gameManifest ?? null
  const found = await readGameManifest(fs, root, request.manifestPlace, keptBefore)
  const told = gameEntries(manifest, placed.mainPaths)
  const entries = found.file === null ? null : told.entries
  const leavers = findLeavers(before, placed.files, entries)
  const scan = await scanFor(request, record, leavers, found.file)
  const paths = [...placed.files, ...leavers.flatMap(({ files }) => files)].map(({ path }) => path)
  const isNameable = (path: string) => gamePathObjection(path) === null
  const plan = planDeployment({
    project: manifest.project,
    files: placed.files.filter(({ path }) => isNameable(path)),
    leavers,
    record,
    disk: await lookAtDisk(fs, root, paths.filter(isNameable)),
    references: scan.references,
    sawAllReferences: scan.filesSkipped === 0,
    options: request.options,
  })
  const patch =
    found.file === null
      ? null
      : patchGameManifest({
          path: found.file.path,
          text: found.file.text,
          entries: told.entries,
          before: before?.entries ?? [],
          removed: plan.removedEntries,
        })
  const patched = patch !== null && 'patched' in patch ? patch.patched : null
  const next = nextRecord({
    record,
    manifest,
    into,
    gameManifest: found.file?.path ?? keptBefore,
    owned: plan.owned,
    entries: patched?.owned ?? before?.entries ?? [],
    keptEntries: plan.keptEntries,
  })
  const problems = [
    ...placed.problems,
    ...placesOfManifest(placed, found.file),
    ...(found.file === null ? [] : told.problems),
    ...plan.problems,
    ...found.problems,
    ...(patch !== null && 'problems' in patch ? patch.problems : []),
  ]
  const notes = [...placed.notes, ...(found.note === null ? [] : [found.note]), ...scanNotes(scan)]
  return {
    plan,
    into,
    problems,
    notes,
    references: scan.references,
    record,
    next,
    manifestFile: found.file,
    patched,
  }
}

function placesOfManifest({ files }: PlacedBundle, file: GameManifestFile | null): DeployProblem[] {
  return files
    .filter(({ path }) => path === file?.path)
    .map(({ path }) => ({
      path,
      message: "an asset wants the place of the game's manifest",
      hint: 'Correct integration.manifest_path of its spec.',
    }))
}

async function scanFor(
  { root, gameDir }: DeployRequest,
  record: DeploymentRecord,
  leavers: ReturnType<typeof findLeavers>,
  manifestFile: GameManifestFile | null,
): Promise<ScanResult> {
  if (leavers.length === 0) return { references: [], filesRead: 0, filesSkipped: 0 }
  const ours = new Set(
    record.deployments.flatMap(({ files }) => files).map(({ path }) => placeOn(root, path)),
  )
  if (manifestFile !== null) ours.add(placeOn(root, manifestFile.path))
  return await scanReferences(gameDir, root, leavers, ours)
}

function scanNotes({ filesSkipped, filesRead }: ScanResult): string[] {
  if (filesSkipped === 0) return []
  return [
    `${filesRead} files of the game were searched; ${filesSkipped} were too large, unreadable or too many.`,
  ]
}
