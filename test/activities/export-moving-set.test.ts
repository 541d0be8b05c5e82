import { beforeAll, describe, expect, it } from 'vitest'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import type { PixelPorts } from '../../activities/activity-ports.js'
import { exportBundle } from '../../activities/export-bundle.js'
import { packAtlas, planAtlas } from '../../activities/pack-atlas.js'
import type { AtlasRow, BundleFileRow, FrozenAsset } from '../../core/bundle-ports.js'
import { bundleManifestSchema } from '../../core/bundle/bundle-manifest.schema.js'
import { bundleTargets } from '../../core/bundle/find-bundle-target.js'
import { verifyBundle } from '../../core/bundle/verify-bundle.js'
import { drawFrozenSet, makeFrozenAsset } from '../core/bundle/make-frozen-set.js'
import { createMemoryObjectStore } from '../support/memory-object-store.js'

const soundCodec = createSoundCodec()
let assets: FrozenAsset[]
const store = createMemoryObjectStore({})

beforeAll(async () => {
  const drawn = await drawFrozenSet(
    sharpImageCodec,
    12,
    { maxSidePx: 512, paddingPx: 2, extrudePx: 1 },
    { moving: true },
  )
  for (const bytes of drawn.objects.values()) await store.put(bytes)
  const samples = Float32Array.from({ length: 22_050 }, (_, at) => Math.sin(at / 20) / 2)
  const wav = await store.put(soundCodec.encodeWav({ sampleRateHz: 44_100, channels: [samples] }))
  const sound = {
    durationMs: { min: 100, max: 900 },
    loop: true,
    formats: ['ogg' as const, 'wav' as const],
    peakDb: -1,
    trimBelowDb: -40,
  }
  assets = [...drawn.assets, makeFrozenAsset('hum', { ...wav, assetType: 'sfx', sound })]
})

/** Only what packing and export ask for: one frozen set, and what they keep. */
function openPorts(target: string) {
  const kept = { atlas: null as AtlasRow | null, files: [] as readonly BundleFileRow[] }
  const bundle = { bundleId: 'bnd_1', projectId: 'prj_1', runId: 'run_1', target }
  const catalogue = {
    projects: { find: async () => ({ projectId: 'prj_1', key: 'p', name: 'P' }) },
    bundles: {
      loadFrozen: async () => ({ bundle, assets, previousContentId: null }),
      findAtlas: async () => kept.atlas,
      saveAtlas: async (_: string, atlas: AtlasRow) => void (kept.atlas = atlas),
      saveFiles: async (_: string, files: readonly BundleFileRow[]) => void (kept.files = files),
    },
  }
  const ports = { catalogue, store, codec: sharpImageCodec, soundCodec } as unknown as PixelPorts
  return { ports, kept }
}

async function make(target: string) {
  const { ports, kept } = openPorts(target)
  const planned = await planAtlas(ports)({ contentId: 'c' })
  const packed = await packAtlas(ports)({ contentId: 'c', atlasContentId: planned.atlasContentId })
  await exportBundle(ports)({ contentId: 'c', atlasContentId: planned.atlasContentId })
  const files = []
  for (const { path, sha256 } of kept.files) files.push({ path, bytes: await store.get(sha256) })
  return { planned, packed, files, kept }
}

describe.each([...bundleTargets.keys()])(
  'a set with all that moves and a sound, exported for %s',
  (target) => {
    it('is a sound bundle of every frame, with each format of the sound, and the same bytes twice', async () => {
      const { packed, files, kept } = await make(target)
      expect(verifyBundle(files, { keys: assets.map(({ asset }) => asset.specKey) })).toEqual([])
      const manifest = bundleManifestSchema.parse(
        JSON.parse(new TextDecoder().decode(files.find(({ path }) => path === 'manifest.json')?.bytes)),
      )
      const frames = manifest.assets.reduce((sum, asset) => sum + asset.frames.length, 0)
      expect(packed.frames).toBe(frames)
      expect(frames).toBeGreaterThan(30)
      expect(manifest.audio).toMatchObject([
        { key: 'hum', durationMs: 500, loop: true, sampleRateHz: 44_100 },
      ])
      expect(manifest.audio[0]?.files.map(({ path }) => path)).toEqual([
        'audio/sounds/hum.ogg',
        'audio/sounds/hum.wav',
      ])
      const again = await make(target)
      expect(again.planned.atlasContentId).toBe(kept.atlas?.atlasContentId)
      expect(again.kept.files).toEqual(kept.files)
    })
  },
)
