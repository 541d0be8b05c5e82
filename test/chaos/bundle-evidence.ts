import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { bundleManifestSchema, type BundleManifest } from '../../core/bundle/bundle-manifest.schema.js'
import { sha256Hex } from '../../core/hash.js'
import type { Lab } from './lab.js'
import { forAll } from './moments.js'

/** A bundle as it was downloaded, held against the catalogue and the store. */
export interface BundleEvidence {
  /** Of every path and file but manifest.json, which has ids and times. */
  readonly hash: string
  /** Path and hash of each of those files, sorted. */
  readonly lines: readonly string[]
  /** Paths whose manifest, catalogue, download and store do not agree, and how. */
  readonly damaged: readonly string[]
  /** Ids of the approved variants of the run, and of those in the manifest; sorted. */
  readonly approved: readonly string[]
  readonly inManifest: readonly string[]
}

const downloadsAtOnce = 8

/** Downloads the first bundle of a run and hashes every byte of it. Null when the run has none. */
export async function readBundleEvidence(
  lab: Lab,
  db: pg.Client,
  runId: string,
): Promise<BundleEvidence | null> {
  const client = lab.client()
  const [bundle] = (await client.listBundles(runId)).bundles
  if (!bundle) return null
  const { files } = await client.readBundle(bundle.bundleId)
  const damaged: string[] = []
  const bytesOf = new Map<string, Buffer>()
  await forAll(files, downloadsAtOnce, async ({ path, sha256 }) => {
    const response = await client.openBundleFile(bundle.bundleId, path)
    const bytes = Buffer.from(await response.arrayBuffer())
    if (path === 'manifest.json') bytesOf.set(path, bytes)
    if (hashOf(bytes) !== sha256) damaged.push(`${path} (download)`)
    const stored = join(lab.storeDir(), 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
    if (hashOf(await readFile(stored)) !== sha256) damaged.push(`${path} (store)`)
  })
  const manifest = bundleManifestSchema.parse(JSON.parse(String(bytesOf.get('manifest.json') ?? '{}')))
  const listed = new Map(filesOf(manifest).map((file) => [file.path, file.sha256]))
  for (const { path, sha256 } of files)
    if (path !== 'manifest.json' && listed.get(path) !== sha256) damaged.push(`${path} (manifest)`)
  if (listed.size !== files.length - 1)
    damaged.push(`${listed.size} files in the manifest, ${files.length} kept`)
  const lines = files
    .filter(({ path }) => path !== 'manifest.json')
    .map((one) => `${one.path} ${one.sha256}`)
    .toSorted()
  const approved = await db.query<{ variant_id: string }>(
    `SELECT variant_id FROM variants WHERE run_id = $1 AND verdict = 'approved'`,
    [runId],
  )
  return {
    hash: sha256Hex(lines.join('\n')).slice(0, 12),
    lines,
    damaged,
    approved: approved.rows.map((row) => row.variant_id).toSorted(),
    inManifest: manifest.assets.map((asset) => asset.variantId).toSorted(),
  }
}

/** Every file that a manifest names, wherever in it. */
function filesOf({ assets, atlases, audio, files }: BundleManifest): { path: string; sha256: string }[] {
  const ofAtlases = atlases.flatMap((atlas) => [...atlas.pages, ...atlas.files])
  return [...files, ...ofAtlases, ...[...assets, ...audio].flatMap((one) => one.files)]
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
