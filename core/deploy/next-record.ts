import { compareText } from '../bundle/bundle-file.js'
import { hashOf } from '../hash.js'
import type { DeployableAsset, DeployableManifest } from './deployable-manifest.schema.js'
import type {
  DeployedArt,
  DeploymentRecord,
  OwnedEntry,
  OwnedFile,
  ProjectDeployment,
} from './deployment-record.schema.js'
import { addressOf } from './game-entries.js'

export interface NextRecordInput {
  readonly record: DeploymentRecord
  readonly manifest: DeployableManifest
  readonly into: string
  readonly gameManifest: string | null
  /** The project's files after this deployment. */
  readonly owned: readonly OwnedFile[]
  /** Of the entries in the bundle. */
  readonly entries: readonly OwnedEntry[]
  /** Addresses of older entries that stay. */
  readonly keptEntries: ReadonlySet<string>
}

/** The record after a deployment. Equal folders and bundles give equal records, so a repeated deployment writes nothing. */
export function nextRecord(input: NextRecordInput): DeploymentRecord {
  const { record, manifest, into, gameManifest } = input
  const { project, target } = manifest
  const before = record.deployments.find((one) => one.project.key === project.key)
  const files = [...input.owned].sort((a, b) => compareText(a.path, b.path))
  const kept = (before?.entries ?? []).filter((entry) => input.keptEntries.has(addressOf(entry)))
  const next: ProjectDeployment = {
    project: { key: project.key, name: project.name },
    target,
    bundle: hashOf({ project: project.key, target, files }),
    into,
    gameManifest,
    files,
    entries: [...input.entries, ...kept].sort((a, b) => compareText(addressOf(a), addressOf(b))),
    assets: artOf(manifest, files, before?.assets ?? []),
  }
  const others = record.deployments.filter((one) => one.project.key !== project.key)
  const deployments = [...others, next].sort((a, b) => compareText(a.project.key, b.project.key))
  return { format: 'assetloom-deployment/1', deployments }
}

function artOf(
  manifest: DeployableManifest,
  files: readonly OwnedFile[],
  before: readonly DeployedArt[],
): DeployedArt[] {
  const keys = new Set(files.flatMap(({ key }) => key ?? []))
  const known = new Map(before.map((art) => [art.key, art]))
  const licences = new Map(manifest.licences.map(({ provider, licence }) => [provider, licence]))
  for (const asset of manifest.assets) known.set(asset.key, describeAsset(asset, licences))
  return [...known.values()].filter(({ key }) => keys.has(key)).sort((a, b) => compareText(a.key, b.key))
}

function describeAsset(asset: DeployableAsset, licences: ReadonlyMap<string, string>): DeployedArt {
  const { provider, placeholder, origin, modelHashes, licence, author } = asset.provenance
  return {
    key: asset.key,
    type: asset.type,
    provider,
    placeholder,
    origin: origin === 'human' ? 'human' : 'software',
    modelHashes: [...modelHashes].sort(compareText),
    licence: licence ?? licences.get(provider) ?? 'not recorded',
    author: author ?? null,
  }
}
