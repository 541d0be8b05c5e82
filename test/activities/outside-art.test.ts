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
import { cutFrames } from '../../core/atlas/cut-frames.js'
import { writeImportOrder } from '../../core/library/import-order.js'
import type { ImportedFile } from '../../core/library/import-order.schema.js'
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

/** A red ball on grey; cut off, it leaves the picture on its left side. */
async function onGrey(isCutOff: boolean): Promise<Uint8Array> {
  const raster = createRaster(32, 32)
  for (let y = 0; y < 32; y++)
    for (let x = 0; x < 32; x++) {
      const isBall = Math.hypot(x - (isCutOff ? 0 : 16), y - 16) < 9
      raster.data.set(isBall ? [180, 40 + ((x + y) % 2), 30, 255] : [128, 128, 132, 255], (y * 32 + x) * 4)
    }
  return await sharpImageCodec.encodePng(raster)
}

/** A whistle as an OGG file. */
async function whistle(): Promise<Uint8Array> {
  const sound = createSound(44_100, 1, 22_050)
  sound.channels[0]!.forEach((_, at, samples) => void (samples[at] = 0.4 * Math.sin(at / 9)))
  return await createSoundCodec().encodeOgg(sound)
}

interface Changes extends Partial<Pick<ImportedFile, 'width' | 'animations'>> {
  readonly cutout?: true
}

async function openImport(bytes: Uint8Array, type: 'prop' | 'sfx', { cutout, ...changes }: Changes = {}) {
  const facts = await createUploadExaminer()(bytes)
  const sha256 = sha256Hex(bytes)
  const text = writeImportOrder([
    {
      ...{ key: 'brought', type, file: 'brought', mediaType: facts.mediaType },
      ...(facts.width === null || facts.height === null ? {} : { width: facts.width, height: facts.height }),
      ...(facts.durationMs === null ? {} : { durationMs: facts.durationMs }),
      ...(facts.transparent === null ? {} : { transparent: facts.transparent }),
      ...changes,
      origin: {
        ...{ kind: 'human', author: 'Ada', licence: 'CC0', trainable: false, sha256 },
        ...(cutout === undefined ? {} : { cutout }),
      },
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

  it('that moves is scored and cut frame by frame, and stays the strip that it was', async () => {
    const animations = [{ name: 'wave', frames: 3, fps: 6, loop: true }]
    const { handIn, make, sha256, ports } = await openImport(await drawnByHand(), 'prop', {
      ...{ width: 4, animations },
    })
    await handIn()
    const { variant, spec } = await make()
    expect(variant.score).toBeGreaterThan(hardFailureScore)
    const made = await makeFrame(ports, spec, variant)
    expect(made).toMatchObject({ sha256, width: 12, height: 10, trim: { x: 0, y: 0, width: 12, height: 10 } })
    const raster = await sharpImageCodec.decodePng(await ports.store.get(made.sha256))
    expect(cutFrames(spec, raster, made.trim).map(({ key }) => key)).toEqual([
      ...['brought.wave.0', 'brought.wave.1', 'brought.wave.2'],
    ])
  })

  it('loses its background and nothing else where that was asked for, and is refused where that fails', async () => {
    const ball = await openImport(await onGrey(false), 'prop', { cutout: true })
    await ball.handIn()
    const { variant, spec } = await ball.make()
    expect(variant.score).toBeGreaterThan(hardFailureScore)
    const made = await makeFrame(ball.ports, spec, variant)
    expect(made.processing).toMatchObject({
      backgroundRemoval: { edge: 'binary' },
      steps: [expect.stringContaining('remove background'), 'keep the rest of what was handed in'],
    })
    const { data } = await sharpImageCodec.decodePng(await ball.store.get(made.sha256))
    expect([...data.subarray(0, 4)]).toEqual([0, 0, 0, 0])
    const middle = (16 * 32 + 16) * 4
    expect([...data.subarray(middle, middle + 4)]).toEqual([180, 40, 30, 255])
    const cut = await openImport(await onGrey(true), 'prop', { cutout: true })
    await cut.handIn()
    expect((await cut.make()).variant.score).toBeLessThanOrEqual(hardFailureScore)
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
