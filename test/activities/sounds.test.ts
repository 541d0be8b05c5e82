import { describe, expect, it } from 'vitest'
import { encodeSounds } from '../../activities/encode-sounds.js'
import { withFailures } from '../../activities/failures.js'
import { finishAsset, makeFrame } from '../../activities/finish-asset.js'
import { generateVariant } from '../../activities/generate-variant.js'
import { reserveGeneration } from '../../activities/reserve-generation.js'
import { scoreVariants } from '../../activities/score-variants.js'
import { truePeakDb } from '../../core/audio/measure-peak.js'
import { durationMsOf } from '../../core/audio/sound.js'
import { jsonFile } from '../../core/bundle/bundle-file.js'
import type { BundleManifest } from '../../core/bundle/bundle-manifest.schema.js'
import { diffBundles } from '../../core/bundle/diff-bundles.js'
import { verifyBundle } from '../../core/bundle/verify-bundle.js'
import { writeBundle } from '../../core/bundle/write-bundle.js'
import type { FrozenAsset } from '../../core/bundle-ports.js'
import { makeFrozenAsset, stackAtlas } from '../core/bundle/make-frozen-set.js'
import { openActivityFixture } from './activity-fixture.js'

/** Two variants of a sound, made. */
async function openSounds(list = 'sfx: wooden door creak') {
  const fixture = await openActivityFixture(list)
  const { orchestrate, ports, jobsOf, scopeOf, catalogue } = fixture
  await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0) })
  for (const job of jobsOf(0)) await generateVariant(ports)({ job, repair: false })
  const { projectId, specRevisionId } = scopeOf(0)
  const spec = await catalogue.runs.loadSpec(projectId, specRevisionId)
  const variants = () => catalogue.generation.variantsOfRound(scopeOf(0).runId, specRevisionId, 1)
  return { ...fixture, spec, variants }
}

describe('a sound', () => {
  it('is made once, scored with reasons, and the same seed gives the same bytes', async () => {
    const { ports, jobsOf, scopeOf, variants, store, spec } = await openSounds()
    const made = await variants()
    expect(made).toHaveLength(2)
    expect(made[0]!.sha256).not.toBe(made[1]!.sha256)
    expect(made[0]).toMatchObject({ provider: 'procedural', placeholder: true, ...spec.size })
    await generateVariant(ports)({ job: jobsOf(0)[0]!, repair: false })
    expect((await variants()).map(({ sha256 }) => sha256)).toEqual(made.map(({ sha256 }) => sha256))
    store.corrupt(made[0]!.sha256)
    await generateVariant(ports)({ job: jobsOf(0)[0]!, repair: true })
    expect(Buffer.from((await store.get(made[0]!.sha256)).subarray(0, 4)).toString()).toBe('RIFF')
    await scoreVariants(ports)({ ...scopeOf(0), round: 1 })
    for (const { score, checks } of await variants()) {
      expect(score).toBeGreaterThan(0.6)
      expect(checks.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['duration-range', 'peak', 'clipping']),
      )
    }
  })

  it('is finished to its peak and within its length, twice to the same bytes', async () => {
    const { ports, scopeOf, variants, store, spec } = await openSounds()
    const [variant] = await variants()
    const first = await finishAsset(ports)({ ...scopeOf(0), variantId: variant!.variantId })
    expect(await finishAsset(ports)({ ...scopeOf(0), variantId: variant!.variantId })).toEqual(first)
    // Softer than it was delivered, so that the delivery itself would be seen.
    const softer = { ...spec, sound: { ...spec.sound!, peakDb: -6 } }
    const { sha256, processing } = await makeFrame(ports, softer, variant!)
    const finished = await ports.soundCodec.decode(await store.get(sha256))
    expect(truePeakDb(finished)).toBeCloseTo(-6, 0)
    expect(durationMsOf(finished)).toBeLessThanOrEqual(spec.sound!.durationMs.max)
    expect(processing.steps.join()).toMatch(/level to a peak/)
  })

  it('comes in every format that its spec names, with the same bytes each time', async () => {
    const { ports, variants, spec } = await openSounds()
    const [variant] = await variants()
    const wanted = {
      ...spec,
      sound: { ...spec.sound!, formats: ['ogg' as const, 'wav' as const, 'mp3' as const] },
    }
    const { sha256 } = await makeFrame(ports, wanted, variant!)
    const frozen = { asset: { specKey: spec.key, sha256 }, spec: wanted } as unknown as FrozenAsset
    const { signal } = new AbortController()
    const sounds = await encodeSounds(ports, [frozen], signal)
    const sound = sounds.get(spec.key)!
    expect(sound.files.map(({ format }) => format)).toEqual(['ogg', 'wav', 'mp3'])
    expect(await encodeSounds(ports, [frozen], signal)).toEqual(sounds)
    for (const file of sound.files) {
      const decoded = await ports.soundCodec.decode(await ports.store.get(file.sha256))
      expect(Math.round(durationMsOf(decoded))).toBe(sound.durationMs)
    }
  })

  it('has the loop points of its spec where finishing moved them, in the manifest and for Godot', async () => {
    const { ports, variants, spec } = await openSounds()
    const tone = (seconds: number, level: number) =>
      Float32Array.from({ length: 44_100 * seconds }, (_, at) => Math.sin(at / 17) * level)
    const samples = Float32Array.from([...tone(0.5, 0), ...tone(2, 0.4)])
    const { soundCodec, store } = ports
    const delivered = await store.put(soundCodec.encodeWav({ sampleRateHz: 44_100, channels: [samples] }))
    const sound = {
      ...{ ...spec.sound!, durationMs: { min: 1_000, max: 3_000 }, loop: true },
      ...{ loopMs: { start: 900, end: 2_100 }, formats: ['ogg' as const, 'wav' as const] },
    }
    const wanted = { ...spec, sound }
    const { sha256, processing } = await makeFrame(ports, wanted, { ...(await variants())[0]!, ...delivered })
    // Half a second of silence went, but for the 5 ms before the first sample that is loud enough.
    const { startMs, endMs } = processing.loop!
    expect(Math.abs(startMs - 405)).toBeLessThan(2)
    expect(endMs).toBeCloseTo(startMs + 1_200, 3)
    const drawn = makeFrozenAsset(spec.key, { assetType: 'sfx', sha256, sound })
    const frozen = { ...drawn, asset: { ...drawn.asset, processing } }
    const bundle = async (target: string, of: FrozenAsset) => {
      const { contentId, files } = writeBundle({
        ...{
          target,
          project: { key: 'p', name: 'P' },
          assets: [of],
          atlas: stackAtlas([of]),
          previous: null,
        },
        sounds: await encodeSounds(ports, [of], new AbortController().signal),
      })
      const text = (path: string) => {
        const file = files.find((one) => one.path === path)
        return file !== undefined && 'bytes' in file ? new TextDecoder().decode(file.bytes) : ''
      }
      return { contentId, files, text }
    }
    const godot = await bundle('godot', frozen)
    expect(verifyBundle(godot.files)).toEqual([])
    const place = `audio/sounds/${spec.key}`
    expect(godot.text(`${place}.ogg.import`)).toContain(`loop=true\nloop_offset=${startMs / 1000}\n`)
    const [begin, end] = [startMs, endMs!].map((ms) => Math.round(ms * 44.1))
    expect(godot.text(`${place}.wav.import`)).toContain(`edit/loop_begin=${begin}\nedit/loop_end=${end}\n`)
    expect(end! - begin!).toBe(52_920)
    const lasts = async (format: string) => {
      const file = godot.files.find(({ path }) => path === `${place}.${format}`)
      const stored = file !== undefined && 'sha256' in file ? file.sha256 : ''
      return durationMsOf(await soundCodec.decode(await store.get(stored)))
    }
    // Godot has no end of a loop for OGG: the file ends with it. WAV keeps what lies behind.
    expect(await lasts('ogg')).toBeCloseTo(endMs!, 1)
    expect(await lasts('wav')).toBeGreaterThan(endMs! + 300)
    const { audio } = JSON.parse((await bundle('generic', frozen)).text('manifest.json')) as BundleManifest
    expect(audio[0]).toMatchObject({ loop: true, loopStartMs: startMs, loopEndMs: endMs })
    // Another place of the same loop is another bundle, and one outside of the sound is found out.
    const elsewhere = {
      ...frozen,
      asset: { ...frozen.asset, processing: { ...processing, loop: { startMs: 1 } } },
    }
    expect((await bundle('godot', elsewhere)).contentId).not.toBe(godot.contentId)
    const told = { ...(JSON.parse(godot.text('manifest.json')) as BundleManifest) }
    const far = told.audio.map((one) => ({ ...one, loopEndMs: 9_000 }))
    expect(diffBundles(told, { ...told, audio: far }).changed).toEqual([
      {
        key: spec.key,
        changes: [{ part: 'loop', from: `${startMs} ms to ${endMs!} ms`, to: `${startMs} ms to 9000 ms` }],
      },
    ])
    const changed = godot.files.map((file) =>
      file.path === 'manifest.json' ? jsonFile(file.path, { ...told, audio: far }) : file,
    )
    expect(verifyBundle(changed).map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/loops from [\d.]+ to 9000 ms of \d+/),
    )
    const placeholder = await encodeSounds(
      ports,
      [{ ...frozen, provisional: true }],
      new AbortController().signal,
    )
    expect(placeholder.get(spec.key)).toMatchObject({ loopStartMs: 900 })
    const alone = { ...frozen, spec: { ...frozen.spec, sound: { ...sound, formats: ['ogg' as const] } } }
    const ogg = await encodeSounds(ports, [alone], new AbortController().signal)
    expect(ogg.get(spec.key)).toMatchObject({ durationMs: Math.round(endMs!), loopEndMs: endMs })
  })

  it('fails clearly where nobody makes sounds', async () => {
    const { ports, jobsOf, orchestrate, scopeOf } = await openActivityFixture('sfx: door creak')
    await reserveGeneration(orchestrate)({ ...scopeOf(0), jobs: jobsOf(0) })
    const without = withFailures(generateVariant({ ...ports, soundProviders: new Map() }))
    await expect(without({ job: jobsOf(0)[0]!, repair: false })).rejects.toMatchObject({
      type: 'InvalidInput',
      message: expect.stringContaining('no provider "procedural" for sounds') as string,
    })
  })
})
