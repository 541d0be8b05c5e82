import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BundleManifest } from '../../core/bundle/bundle-manifest.schema.js'
import { writeBundle } from '../../core/bundle/write-bundle.js'
import { sha256Hex } from '../../core/hash.js'
import type { AssetSpec, AssetType } from '../../core/spec/asset-spec.schema.js'
import { makeFrozenAsset, stackAtlas } from '../core/bundle/make-frozen-set.js'
import { buildPng } from '../support/build-png.js'

export interface TestAsset {
  readonly key: string
  /** Another shade is another picture. */
  readonly shade?: number
  readonly type?: AssetType
  readonly integration?: AssetSpec['integration']
  readonly placeholder?: boolean
  readonly provider?: string
  readonly origin?: 'human'
  readonly costMicros?: number
}

/** Writes a bundle as `export` leaves it in `dir`: real pictures and sounds, a manifest that holds. */
export async function writeTestBundle(
  dir: string,
  assets: readonly TestAsset[],
  look: { readonly target?: string; readonly project?: string } = {},
): Promise<BundleManifest> {
  const objects = new Map<string, Uint8Array>()
  const store = (bytes: Uint8Array) => {
    const sha256 = sha256Hex(bytes)
    objects.set(sha256, bytes)
    return { sha256, sizeBytes: bytes.length }
  }
  const frozen = assets.map(({ key, shade = 1, type = 'prop', placeholder, provider }) =>
    makeFrozenAsset(key, {
      ...store(testPng(8, 8, shade + key.length)),
      ...{ width: 8, height: 8, assetType: type },
      ...(placeholder === undefined ? {} : { placeholder }),
      ...(provider === undefined ? {} : { provider }),
    }),
  )
  const stacked = stackAtlas(frozen)
  const shades = assets.reduce((sum, { shade = 1 }) => sum + shade, 0)
  const pages = stacked.pages.map(({ width, height }) => ({
    ...{ width, height },
    ...store(testPng(width, height, shades)),
  }))
  const sounds = new Map(
    assets
      .filter(({ type }) => type === 'sfx' || type === 'music')
      .map(({ key, shade = 1 }) => [
        key,
        {
          durationMs: 350,
          files: (['ogg', 'wav'] as const).map((format) => ({
            format,
            ...store(Buffer.from(`${format} of ${key}, ${shade}`)),
          })),
        },
      ]),
  )
  const { target = 'generic', project = 'camp' } = look
  const { files } = writeBundle({
    ...{ target, project: { key: project, name: project }, assets: frozen, sounds, previous: null },
    atlas: { ...stacked, pages },
  })
  await rm(dir, { recursive: true, force: true })
  for (const file of files) {
    const bytes = 'bytes' in file ? file.bytes : objects.get(file.sha256)
    if (bytes === undefined) throw new Error(`no bytes for ${file.path}`)
    await mkdir(dirname(join(dir, file.path)), { recursive: true })
    await writeFile(join(dir, file.path), bytes)
  }
  return await describeAssets(dir, assets, files)
}

/** Puts into the manifest what the specs and the provenance of these assets say. */
async function describeAssets(
  dir: string,
  assets: readonly TestAsset[],
  files: ReturnType<typeof writeBundle>['files'],
): Promise<BundleManifest> {
  const file = files.find(({ path }) => path === 'manifest.json')
  if (file === undefined || !('bytes' in file)) throw new Error('no manifest')
  const manifest = JSON.parse(Buffer.from(file.bytes).toString('utf8')) as BundleManifest
  for (const asset of manifest.assets) {
    const told = assets.find(({ key }) => key === asset.key)
    Object.assign(asset, told?.integration === undefined ? {} : { integration: told.integration })
    Object.assign(asset.provenance, told?.origin === undefined ? {} : { origin: told.origin })
    if (told?.costMicros !== undefined) asset.provenance.costMicros = told.costMicros
  }
  await writeFile(join(dir, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}

/** An opaque grey PNG. */
export function testPng(width: number, height: number, shade: number): Uint8Array {
  const rows = Buffer.alloc((width + 1) * height, shade % 256)
  for (let y = 0; y < height; y += 1) rows[y * (width + 1)] = 0
  return buildPng({ width, height, bitDepth: 8, colourType: 0 }, rows)
}
