import { describe, expect, it } from 'vitest'
import { encodeSounds } from '../../activities/encode-sounds.js'
import { withFailures } from '../../activities/failures.js'
import { finishAsset, makeFrame } from '../../activities/finish-asset.js'
import { generateVariant } from '../../activities/generate-variant.js'
import { reserveGeneration } from '../../activities/reserve-generation.js'
import { scoreVariants } from '../../activities/score-variants.js'
import { truePeakDb } from '../../core/audio/measure-peak.js'
import { durationMsOf } from '../../core/audio/sound.js'
import type { FrozenAsset } from '../../core/bundle-ports.js'
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
