import { describe, expect, it } from 'vitest'
import { encodeSounds } from '../../activities/encode-sounds.js'
import { finishAsset, makeFrame } from '../../activities/finish-asset.js'
import { generateVariant } from '../../activities/generate-variant.js'
import { reserveGeneration } from '../../activities/reserve-generation.js'
import { scoreVariants } from '../../activities/score-variants.js'
import { createUploadExaminer } from '../../adapters/import/examine-upload.js'
import { createImportProvider, createImportSoundProvider } from '../../adapters/import/import-provider.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { createSound } from '../../core/audio/sound.js'
import type { FrozenAsset } from '../../core/bundle-ports.js'
import { sha256Hex } from '../../core/hash.js'
import { writeImportOrder } from '../../core/library/import-order.js'
import { createRaster } from '../../core/raster/raster.js'
import { hardFailureScore } from '../../core/review/choose-automatically.js'
import { openActivityFixture } from './activity-fixture.js'

/** Fills its frame to every edge, with a half clear pixel: nothing that software paints would pass so. */
async function drawnByHand(): Promise<Uint8Array> {
  const raster = createRaster(12, 10)
  for (let at = 0; at < raster.data.length; at += 4)
    raster.data.set([at % 256, (at * 7) % 256, (at * 13) % 256, at === 40 ? 120 : 255], at)
  return await sharpImageCodec.encodePng(raster, { Author: 'Ada' })
}

/** A whistle as an OGG file. */
async function whistle(): Promise<Uint8Array> {
  const sound = createSound(44_100, 1, 22_050)
  sound.channels[0]!.forEach((_, at, samples) => void (samples[at] = 0.4 * Math.sin(at / 9)))
  return await createSoundCodec().encodeOgg(sound)
}

async function openImport(bytes: Uint8Array, type: 'prop' | 'sfx') {
  const facts = await createUploadExaminer()(bytes)
  const sha256 = sha256Hex(bytes)
  const text = writeImportOrder([
    {
      ...{ key: 'brought', type, file: 'brought', mediaType: facts.mediaType },
      ...(facts.width === null || facts.height === null ? {} : { width: facts.width, height: facts.height }),
      ...(facts.durationMs === null ? {} : { durationMs: facts.durationMs }),
      ...(facts.transparent === null ? {} : { transparent: facts.transparent }),
      origin: { kind: 'human', author: 'Ada', licence: 'CC0', trainable: false, sha256 },
    },
  ])
  const fixture = await openActivityFixture(text)
  const { store, codec, catalogue, projectId } = fixture
  await store.put(bytes)
  const outside = createImportProvider({ store, codec })
  const sounds = createImportSoundProvider({ store, soundCodec: fixture.ports.soundCodec })
  const ports = {
    ...fixture.ports,
    providers: new Map([[outside.name, outside]]),
    soundProviders: new Map([[sounds.name, sounds]]),
  }
  const handIn = async () => {
    const { picture: _, ...measured } = facts
    await catalogue.uploads.save({ projectId, sha256, sizeBytes: bytes.length, ...measured })
  }
  const [job] = fixture.jobsOf(0)
  await reserveGeneration(fixture.orchestrate)({ ...fixture.scopeOf(0), jobs: [job!] })
  const make = async () => {
    await generateVariant(ports)({ job: job!, repair: false })
    await scoreVariants(ports)({ ...fixture.scopeOf(0), round: 1 })
    const { runId, specRevisionId } = fixture.scopeOf(0)
    const [variant] = await catalogue.generation.variantsOfRound(runId, specRevisionId, 1)
    return { variant: variant!, spec: await catalogue.runs.loadSpec(projectId, specRevisionId) }
  }
  return { ...fixture, ports, sha256, handIn, make }
}

describe('art that a person made', () => {
  it('stays the file that it was, is usable whatever the checks say, and has a look', async () => {
    const { handIn, make, sha256, ports, scopeOf, catalogue, projectId } = await openImport(
      await drawnByHand(),
      'prop',
    )
    await handIn()
    const { variant } = await make()
    expect(variant).toMatchObject({ sha256, provider: 'import', placeholder: false, width: 12, height: 10 })
    expect(variant.score).toBeGreaterThan(hardFailureScore)
    await finishAsset(ports)({ ...scopeOf(0), variantId: variant.variantId })
    const { assetId } = (await catalogue.traces.resolve(projectId, 'brought'))!
    const [version] = (await catalogue.shelf.find(assetId!))!.versions
    expect(version).toMatchObject({
      ...{ sha256, width: 12, height: 10, look: { hasTransparency: true } },
      processing: { backgroundRemoval: null, steps: ['keep what was handed in'] },
    })
  })

  it('of another project is not handed over', async () => {
    const { make } = await openImport(await drawnByHand(), 'prop')
    await expect(make()).rejects.toMatchObject({
      type: 'InvalidInput',
      message: expect.stringContaining('no upload') as string,
    })
  })

  it('in an OGG is bundled as that very OGG', async () => {
    const { handIn, make, sha256, ports } = await openImport(await whistle(), 'sfx')
    await handIn()
    const { variant, spec } = await make()
    expect(variant.score).toBeGreaterThan(hardFailureScore)
    const made = await makeFrame(ports, spec, variant)
    expect(made.sha256).toBe(variant.sha256)
    const frozen = { asset: { specKey: spec.key, sha256: made.sha256 }, spec } as unknown as FrozenAsset
    const sounds = await encodeSounds(ports, [frozen], new AbortController().signal)
    expect(sounds.get(spec.key)?.files).toMatchObject([{ format: 'ogg', sha256 }])
  })
})
