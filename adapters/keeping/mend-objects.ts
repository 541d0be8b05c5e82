import { AssetloomError } from '../../core/errors.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { ObjectStore, VariantRow } from '../../core/ports.js'
import type { AssetVersionRow } from '../../core/library-ports.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { withAdvisoryLock } from '../postgres/advisory-lock.js'
import { findObjectOwners, type ObjectOwners } from '../postgres/damaged-objects.js'
import { readReferencedObjects } from '../postgres/object-references.js'
import { createPostgresPool } from '../postgres/postgres-pool.js'
import { forgetPreviews } from '../postgres/variant-previews.repository.js'
import { keepingLock } from './back-up.js'
import { forEachAtOnce, readOrNull } from './copy-objects.js'

/** How pictures are made again; each throws when it is no longer the same picture. */
export interface PictureRepair {
  variant(catalogue: Catalogue, variant: VariantRow): Promise<void>
  asset(
    catalogue: Catalogue,
    found: { readonly asset: AssetVersionRow; readonly spec: AssetSpec; readonly variant: VariantRow },
  ): Promise<void>
}

export interface MendInput {
  readonly databaseUrl: string
  readonly openCatalogue: (pool: ReturnType<typeof createPostgresPool>) => Catalogue
  readonly store: ObjectStore
  /** Objects of a backup, to take lost ones from. */
  readonly backupStore: ObjectStore | null
  readonly repair: PictureRepair
  /** Providers whose pictures can be made again from their seeds. */
  readonly deterministicProviders: readonly string[]
  /** False only says what would be done. */
  readonly run: boolean
  readonly onProgress: (line: string) => void
}

export interface MendReport {
  readonly checked: number
  readonly damaged: number
  /** Taken from the backup. */
  readonly restored: number
  /** Painted or finished again from their seeds. */
  readonly remade: number
  /** Content ids of bundles that are built again at the next start. */
  readonly bundles: readonly string[]
  /** What nothing here can make again, with why. */
  readonly lost: readonly string[]
}

const objectsAtOnce = 4

/**
 * Reads every object that the catalogue refers to. A damaged or lost one is taken from the backup, or made again; the
 * bundles with such files are queued to be built again. Throws Conflict while a backup or a sweep is under way.
 */
export async function mendObjects(input: MendInput): Promise<MendReport> {
  const pool = createPostgresPool({
    connectionString: input.databaseUrl,
    connectionsMax: 6,
    statementTimeoutMs: 600_000,
    applicationName: 'assetloom-rebuild',
  })
  try {
    const report = await withAdvisoryLock(pool, keepingLock, async () => await mend(pool, input))
    if (report !== null) return report
    throw new AssetloomError(
      'Conflict',
      'a backup or a garbage collection of this catalogue is under way',
      'wait until it has ended, then try again',
    )
  } finally {
    await pool.end()
  }
}

async function mend(pool: ReturnType<typeof createPostgresPool>, input: MendInput): Promise<MendReport> {
  const { run, store, onProgress } = input
  const hashes = [...(await readReferencedObjects(pool))]
  onProgress(`reading ${hashes.length} objects`)
  const damaged = new Set(await findUnreadable(store, hashes))
  const owners = await findObjectOwners(pool, [...damaged])
  const found = damaged.size
  const restored = await restoreFromBackup(input, damaged)
  onProgress(`${found} are lost or damaged; the backup has ${restored} of them`)
  const catalogue = input.openCatalogue(pool)
  const lost: string[] = []
  const attempt = async (sha256: string, name: string, provider: string, work: () => Promise<void>) => {
    if (!damaged.has(sha256)) return
    if (!input.deterministicProviders.includes(provider)) {
      lost.push(`${name}: ${provider} does not give the same picture twice`)
      return
    }
    try {
      if (run) await work()
      damaged.delete(sha256)
    } catch (error) {
      lost.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const before = damaged.size
  for (const variant of owners.variants)
    await attempt(
      variant.sha256,
      `variant ${variant.variantId} of ${variant.specKey}`,
      variant.provider,
      async () => await input.repair.variant(catalogue, variant),
    )
  for (const asset of owners.assets) {
    const variant = await catalogue.review.findVariant(asset.projectId, asset.variantId)
    const spec = await catalogue.runs.loadSpec(asset.projectId, asset.specRevisionId)
    if (variant)
      // The variant's bytes may be sound: then the frame is finished again whoever painted it.
      await attempt(
        asset.sha256,
        `asset ${asset.specKey}, version ${asset.version}`,
        damaged.has(variant.sha256) ? variant.provider : (input.deterministicProviders[0] ?? ''),
        async () => await input.repair.asset(catalogue, { asset, spec, variant }),
      )
  }
  // Whoever looks at them next gets new ones; those of a picture that is lost itself have nothing to be made of.
  const previews = await forgetPreviews(pool, [...damaged], { run })
  const isOthers = namesOf(owners)
  for (const sha256 of previews) if (!isOthers.has(sha256)) damaged.delete(sha256)
  const remade = before - damaged.size
  const bundles: string[] = []
  for (const { contentId, published, hashes: files } of owners.bundles) {
    if (!published || !files.some((sha256) => damaged.has(sha256))) continue
    if (run) await catalogue.bundles.rebuild(contentId)
    bundles.push(contentId)
    for (const sha256 of files) damaged.delete(sha256)
  }
  const owned = new Set([...owners.variants, ...owners.assets].map(({ sha256 }) => sha256))
  for (const sha256 of damaged)
    if (!owned.has(sha256)) lost.push(`object ${sha256}: a page or file that no published bundle has`)
  return { checked: hashes.length, damaged: found, restored, remade, bundles, lost }
}

/** Every object that something else than a preview stands on. */
function namesOf({ variants, assets, bundles }: ObjectOwners): Set<string> {
  const pictures = [...variants, ...assets].map(({ sha256 }) => sha256)
  return new Set([...pictures, ...bundles.flatMap(({ hashes }) => hashes)])
}

async function findUnreadable(store: ObjectStore, hashes: readonly string[]): Promise<string[]> {
  const unreadable: string[] = []
  await forEachAtOnce(eachOf(hashes), objectsAtOnce, async (sha256) => {
    if ((await readOrNull(store, sha256)) === null) unreadable.push(sha256)
  })
  return unreadable
}

/** Takes from `damaged` what the backup has. */
async function restoreFromBackup(
  { backupStore, store, run }: MendInput,
  damaged: Set<string>,
): Promise<number> {
  if (backupStore === null) return 0
  let restored = 0
  for (const sha256 of damaged) {
    const bytes = await readOrNull(backupStore, sha256)
    if (bytes === null) continue
    if (run) await store.put(bytes)
    damaged.delete(sha256)
    restored += 1
  }
  return restored
}

async function* eachOf(items: readonly string[]): AsyncGenerator<string> {
  yield* items
}
