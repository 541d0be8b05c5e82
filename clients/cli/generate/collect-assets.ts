import type { BundleManifest } from '../../../core/bundle/bundle-manifest.schema.js'
import type { BundleView, RunView, VariantView } from '../../../core/http/http-api.js'
import type { SpecStage } from '../../../core/run-options.js'
import type { AssetloomClient, SpecView } from '../../http/assetloom-client.js'
import { publishedBundle } from '../publish-bundles.js'
import { readBundleFile, writeAssetFiles, type WrittenFile } from './write-asset-files.js'

/** One asset of a run and the files that it became. */
export interface CollectedAsset {
  readonly key: string
  readonly type: string
  /** `done` and approved, or why there are no files. */
  readonly stage: SpecStage
  readonly assetId: string | null
  readonly variantId: string | null
  /** 16 hex digits: of the approved variant. */
  readonly seed: string | null
  readonly score: number | null
  readonly provider: string | null
  readonly placeholder: boolean
  readonly files: readonly WrittenFile[]
}

export interface CollectInput {
  readonly run: RunView
  readonly outDir: string
  /** Below `outDir`, without extension, by key; others are named by type and key. */
  readonly names: ReadonlyMap<string, string>
  readonly force: boolean
  readonly signal: AbortSignal
  readonly onLine: (line: string) => void
}

const target = 'generic'
const lanes = 4

/** Writes the files of every approved asset of a run that has ended, and tells of those that have none. By list order. */
export async function collectAssets(client: AssetloomClient, input: CollectInput): Promise<CollectedAsset[]> {
  const { run, onLine, signal } = input
  const specs = await client.listSpecs(run.runId)
  if (run.counts.assets === 0) return specs.map(withoutFiles)
  const row = await publishedBundle(client, run.runId, target, onLine, signal)
  const bundle = await client.readBundle(row.bundleId)
  const manifest = JSON.parse(
    new TextDecoder().decode(await readBundleFile(client, bundle, 'manifest.json')),
  ) as BundleManifest
  const variants = new Map((await client.listVariants(run.runId)).map((one) => [one.variantId, one]))
  const made = new Map<string, CollectedAsset>()
  const queue = [...manifest.assets]
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let asset = queue.shift(); asset !== undefined; asset = queue.shift())
        made.set(asset.key, await collectOne(client, input, bundle, asset, variants))
    }),
  )
  return specs.map((spec) => made.get(spec.specKey) ?? withoutFiles(spec))
}

async function collectOne(
  client: AssetloomClient,
  { outDir, names, force }: CollectInput,
  bundle: BundleView,
  asset: BundleManifest['assets'][number],
  variants: ReadonlyMap<string, VariantView>,
): Promise<CollectedAsset> {
  const { key, type, assetId, variantId, provenance } = asset
  const name = names.get(key) ?? `${type}/${key.replaceAll('-', '_')}`
  return {
    ...{ key, type, assetId, variantId, stage: 'done' },
    ...{ seed: provenance.seed, provider: provenance.provider, placeholder: provenance.placeholder },
    score: variants.get(variantId)?.score ?? null,
    files: await writeAssetFiles(client, bundle, asset, outDir, name, force),
  }
}

function withoutFiles({ specKey, assetType, stage }: SpecView): CollectedAsset {
  return {
    ...{ key: specKey, type: assetType, stage, assetId: null, variantId: null, seed: null, score: null },
    ...{ provider: null, placeholder: false, files: [] },
  }
}
