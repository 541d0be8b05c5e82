import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import type { PixelPorts } from '../../activities/activity-ports.js'
import { exportBundle } from '../../activities/export-bundle.js'
import { packAtlas, planAtlas } from '../../activities/pack-atlas.js'
import { preparePictures } from '../../activities/prepare-pictures.js'
import type { AtlasRow, BundleFileRow, BundlePictureRow, FrozenAsset } from '../../core/bundle-ports.js'
import { bundleManifestSchema } from '../../core/bundle/bundle-manifest.schema.js'
import { diffBundles } from '../../core/bundle/diff-bundles.js'
import type { NamedProfile } from '../../core/bundle/export-profile.schema.js'
import { projectContentId } from '../../core/bundle/project-content-id.js'
import { verifyBundle } from '../../core/bundle/verify-bundle.js'
import { sha256Hex } from '../../core/hash.js'
import { upscaleNearest } from '../../core/raster/scale-raster.js'
import { drawFrozenSet } from '../core/bundle/make-frozen-set.js'
import { createMemoryObjectStore } from '../support/memory-object-store.js'

const store = createMemoryObjectStore({})
let assets: FrozenAsset[]

beforeAll(async () => {
  const options = { maxSidePx: 512, paddingPx: 2, extrudePx: 1 }
  const drawn = await drawFrozenSet(sharpImageCodec, 9, options, { moving: true })
  for (const bytes of drawn.objects.values()) await store.put(bytes)
  assets = drawn.assets
})

/** What bundleRun does, with the given profile, over one frozen set. */
async function make(target: string, profile?: NamedProfile) {
  const kept = { atlas: null as AtlasRow | null, files: [] as readonly BundleFileRow[] }
  let pictures: readonly BundlePictureRow[] = []
  const named = profile === undefined ? {} : { profile }
  const bundle = { bundleId: 'bnd_1', projectId: 'prj_1', runId: 'run_1', target, ...named }
  const catalogue = {
    projects: { find: async () => ({ projectId: 'prj_1', key: 'p', name: 'P' }) },
    bundles: {
      loadFrozen: async () => ({ bundle, assets, pictures, previousContentId: null }),
      savePictures: async (_: string, rows: readonly BundlePictureRow[]) => void (pictures = rows),
      findAtlas: async () => kept.atlas,
      saveAtlas: async (_: string, atlas: AtlasRow) => void (kept.atlas = atlas),
      saveFiles: async (_: string, files: readonly BundleFileRow[]) => void (kept.files = files),
    },
  }
  const ports = { catalogue, store, codec: sharpImageCodec, soundCodec: createSoundCodec() }
  const pixels = ports as unknown as PixelPorts
  if ((profile?.scale ?? 1) > 1)
    for (let time = 0; time < 2; time++) await preparePictures(pixels)({ contentId: 'c' })
  const { atlasContentId } = await planAtlas(pixels)({ contentId: 'c' })
  await packAtlas(pixels)({ contentId: 'c', atlasContentId })
  await exportBundle(pixels)({ contentId: 'c', atlasContentId })
  const files: { path: string; bytes: Uint8Array }[] = []
  for (const { path, sha256 } of kept.files) files.push({ path, bytes: await store.get(sha256) })
  const text = (path: string) => new TextDecoder().decode(files.find((file) => file.path === path)?.bytes)
  const manifest = bundleManifestSchema.parse(JSON.parse(text('manifest.json')))
  return { manifest, files, text, kept, atlasContentId, bytesOf: (path: string) => bytesAt(files, path) }
}

function bytesAt(files: readonly { path: string; bytes: Uint8Array }[], path: string): Uint8Array {
  const file = files.find((one) => one.path === path)
  if (file === undefined) throw new Error(`no file ${path}`)
  return file.bytes
}

const profile: NamedProfile = {
  ...{ name: 'big', target: 'generic', scale: 3, pixelsPerUnit: 48, layout: 'flat' },
  ...{ formats: ['png', 'webp'], atlas: { maxSidePx: 1024, paddingPx: 4, extrudePx: 2 } },
}

describe.each(['generic', 'pixi', 'godot'])('a bundle by a profile, for %s', (target) => {
  it('is sound: scaled to the pixel, with the same keys, pivots and frames, and WebP without a loss', async () => {
    const plain = await make(target)
    const big = await make(target, { ...profile, target })
    expect(verifyBundle(big.files, { keys: assets.map(({ asset }) => asset.specKey) })).toEqual([])
    expect(big.manifest.profile).toEqual({ ...profile, target })
    expect(big.text('assets.ts')).toContain('export const pixelsPerUnit = 48')
    const { changed, added, removed } = diffBundles(plain.manifest, big.manifest)
    expect([added, removed]).toEqual([[], []])
    for (const { changes } of changed)
      expect(changes.map(({ part }) => part).filter((part) => part !== 'borders')).toEqual([
        ...['picture', 'size', 'path'],
      ])
    for (const [index, asset] of big.manifest.assets.entries()) {
      const before = plain.manifest.assets[index]!
      for (const [at, { sourceSize }] of asset.frames.entries())
        expect(sourceSize.width).toBe((before.frames[at]?.sourceSize.width ?? 0) * 3)
      if (asset.nineSlice) expect(asset.nineSlice.right).toBe((before.nineSlice?.right ?? 0) * 3)
      const [image, webp] = asset.files
      expect([image?.path, webp?.path]).toEqual([`images/${asset.key}.png`, `images/${asset.key}.webp`])
      const small = await sharpImageCodec.decodePng(plain.bytesOf(before.files[0]!.path))
      const large = await sharpImageCodec.decodePng(big.bytesOf(image!.path))
      expect(sha256Hex(large.data)).toBe(sha256Hex(upscaleNearest(small, 3).data))
      const decoded = await sharp(big.bytesOf(webp!.path)).ensureAlpha().raw().toBuffer()
      expect(sha256Hex(new Uint8Array(decoded))).toBe(sha256Hex(large.data))
    }
  })

  it('has the same bytes again', async () => {
    const twice = [await make(target, { ...profile, target }), await make(target, { ...profile, target })]
    expect(twice[0]?.kept).toEqual(twice[1]?.kept)
  })
})

describe('a profile', () => {
  it('is part of what a bundle is named by only where there is one', () => {
    const id = (named?: NamedProfile) => projectContentId('prj_1', undefined, named)('generic', assets)
    expect(id()).toBe(projectContentId('prj_1')('generic', assets))
    expect(id(profile)).not.toBe(id())
    expect(id({ ...profile, scale: 2 })).not.toBe(id(profile))
  })

  it('that would make a picture too large says which', async () => {
    const wide = { ...assets[0]!, asset: { ...assets[0]!.asset, width: 9000 } }
    const bundle = { profile: { name: 'x', target: 'generic', scale: 8 } }
    const catalogue = { bundles: { loadFrozen: async () => ({ bundle, assets: [wide], pictures: [] }) } }
    const ports = { catalogue, store, codec: sharpImageCodec } as unknown as PixelPorts
    await expect(preparePictures(ports)({ contentId: 'c' })).rejects.toThrow(/"character-0".*72000x/)
  })
})
