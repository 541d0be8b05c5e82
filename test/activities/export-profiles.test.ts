import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import type { PixelPorts } from '../../activities/activity-ports.js'
import { exportBundle } from '../../activities/export-bundle.js'
import { packAtlas, planAtlas } from '../../activities/pack-atlas.js'
import { preparePictures } from '../../activities/prepare-pictures.js'
import type { AtlasRow, BundleFileRow, BundlePictureRow, FrozenAsset } from '../../core/bundle-ports.js'
import { jsonFile } from '../../core/bundle/bundle-file.js'
import { bundleManifestSchema } from '../../core/bundle/bundle-manifest.schema.js'
import { diffBundles } from '../../core/bundle/diff-bundles.js'
import type { NamedProfile } from '../../core/bundle/export-profile.schema.js'
import { projectContentId } from '../../core/bundle/project-content-id.js'
import { verifyBundle } from '../../core/bundle/verify-bundle.js'
import { wantsWebp } from '../../core/bundle/wants-webp.js'
import { sha256Hex } from '../../core/hash.js'
import { upscaleNearest } from '../../core/raster/scale-raster.js'
import { drawFrozenSet } from '../core/bundle/make-frozen-set.js'
import { createMemoryObjectStore } from '../support/memory-object-store.js'

const store = createMemoryObjectStore({})
let drawn: FrozenAsset[]

beforeAll(async () => {
  const options = { maxSidePx: 512, paddingPx: 2, extrudePx: 1 }
  const set = await drawFrozenSet(sharpImageCodec, 9, options, { moving: true })
  for (const bytes of set.objects.values()) await store.put(bytes)
  drawn = set.assets
})

/** What bundleRun does, with the given profile, over one frozen set. */
async function make(target: string, profile?: NamedProfile, assets = drawn) {
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
    expect(verifyBundle(big.files, { keys: drawn.map(({ asset }) => asset.specKey) })).toEqual([])
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
    const id = (named?: NamedProfile) => projectContentId('prj_1', undefined, named)('generic', drawn)
    expect(id()).toBe(projectContentId('prj_1')('generic', drawn))
    expect(id(profile)).not.toBe(id())
    expect(id({ ...profile, scale: 2 })).not.toBe(id(profile))
  })

  it('that would make a picture too large says which', async () => {
    const wide = { ...drawn[0]!, asset: { ...drawn[0]!.asset, width: 9000 } }
    const bundle = { profile: { name: 'x', target: 'generic', scale: 8 } }
    const catalogue = { bundles: { loadFrozen: async () => ({ bundle, assets: [wide], pictures: [] }) } }
    const ports = { catalogue, store, codec: sharpImageCodec } as unknown as PixelPorts
    await expect(preparePictures(ports)({ contentId: 'c' })).rejects.toThrow(/"character-0".*72000x/)
  })
})

type Formats = FrozenAsset['spec']['formats']

/** The set whose first specs name these formats. */
const naming = (...formats: readonly Formats[]): FrozenAsset[] =>
  drawn.map(({ spec, ...rest }, at) => {
    const own = formats[at]
    return { ...rest, spec: { ...spec, ...(own === undefined ? {} : { formats: [...own] }) } }
  })

describe.each(['generic', 'pixi', 'godot'])('specs that name webp, for %s', (target) => {
  it('have it beside their picture, to the pixel and with the same bytes again; nothing else changes', async () => {
    const set = naming(['png', 'webp'], ['webp'], ['png'])
    const [plain, named, again] = [
      await make(target),
      await make(target, undefined, set),
      await make(target, undefined, set),
    ]
    expect(verifyBundle(named.files)).toEqual([])
    expect(again.kept).toEqual(named.kept)
    const withWebp = named.manifest.assets.filter(({ files }) => files.some(({ role }) => role === 'webp'))
    expect(withWebp.map(({ key }) => key)).toEqual(drawn.slice(0, 2).map(({ asset }) => asset.specKey))
    for (const { files } of withWebp) {
      const [image, webp] = files
      expect(webp).toMatchObject({ role: 'webp', path: image?.path.replace(/png$/, 'webp') })
      const decoded = await sharp(named.bytesOf(webp!.path)).ensureAlpha().raw().toBuffer()
      const { data } = await sharpImageCodec.decodePng(named.bytesOf(image!.path))
      expect(sha256Hex(new Uint8Array(decoded))).toBe(sha256Hex(data))
      if (target === 'godot') expect(named.text(`${webp!.path}.import`)).toContain('compress/mode=0')
    }
    const added = named.kept.files.filter(({ path }) => /\.webp(\.import)?$/.test(path))
    const others = named.kept.files.filter((file) => !added.includes(file))
    const apart = ({ path }: BundleFileRow) => path !== 'manifest.json'
    expect(others.filter(apart)).toEqual(plain.kept.files.filter(apart))
  })
})

describe('WebP of specs', () => {
  const without = (formats?: ('png' | 'webp')[]): NamedProfile => ({
    ...{ name: 'x', target: 'pixi' },
    ...(formats === undefined ? {} : { formats }),
  })
  const webpsOf = async (profile: NamedProfile | undefined) =>
    (await make('pixi', profile, naming(['png', 'webp']))).kept.files.filter(({ path }) =>
      path.endsWith('.webp'),
    ).length

  it('is what a profile says where it names formats, and what specs say where it does not', async () => {
    expect(await webpsOf(undefined)).toBe(1)
    expect(await webpsOf(without())).toBe(1)
    expect(await webpsOf(without(['png']))).toBe(0)
    expect(await webpsOf(without(['png', 'webp']))).toBe(drawn.length)
  })

  it('is part of the content id only where the bundle has it', () => {
    const id = (set: FrozenAsset[], profile?: NamedProfile) =>
      projectContentId('prj_1', undefined, profile)('pixi', set)
    expect(id(naming(['png']))).toBe(id(drawn))
    expect(id(naming(['webp']))).not.toBe(id(drawn))
    expect(id(naming(['webp']), without(['png']))).toBe(id(drawn, without(['png'])))
    const wide = naming(['webp']).map((one) => ({
      ...one,
      spec: { ...one.spec, size: { width: 16_384, height: 8 } },
    }))
    expect(wantsWebp(wide[0]!.spec)).toBe(false)
  })

  it('is found out when it is another picture, or none', async () => {
    const { files, manifest } = await make('pixi', undefined, naming(['webp'], ['webp']))
    const webpOf = ({ files }: (typeof manifest.assets)[number]) => files.find(({ role }) => role === 'webp')
    const [first, other] = manifest.assets.flatMap((asset) => webpOf(asset) ?? [])
    const owner = manifest.assets.find((asset) => webpOf(asset) === first)!
    const swap = (bytes: Uint8Array) => {
      const entry = { ...first!, sha256: sha256Hex(bytes), bytes: bytes.length }
      const told = { ...owner, files: [owner.files[0]!, entry] }
      const assets = manifest.assets.map((asset) => (asset === owner ? told : asset))
      return verifyBundle([
        ...files.filter(({ path }) => path !== 'manifest.json' && path !== first!.path),
        { path: first!.path, bytes },
        jsonFile('manifest.json', { ...manifest, assets }),
      ]).map(({ path, message }) => `${path} ${message}`)
    }
    expect(swap(bytesAt(files, first!.path))).toEqual([])
    expect(swap(bytesAt(files, other!.path)).join()).toMatch(/\.webp is \d+x\d+, its picture is \d+x\d+$/)
    expect(swap(bytesAt(files, owner.files[0]!.path))).toEqual([`${first!.path} is not a WebP`])
  })
})
