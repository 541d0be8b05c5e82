import { expect, it } from 'vitest'
import { repairVariant } from '../../activities/repair-frozen-assets.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { holderOf, planJobs, resultOf, startRun } from '../support/catalogue-scenario.js'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'
import { createMemoryObjectStore } from '../support/memory-object-store.js'

it('a damaged picture of a ComfyUI says that a frozen bundle cannot have it made again, and what can be done', async () => {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds(), now: () => 0 })
  const run = await startRun(catalogue, { project: 'harbour', keys: ['barrel'] })
  const spec = run.specs[0]!
  const [job] = planJobs(run, spec)
  await catalogue.generation.reserve({ ...holderOf(run, spec), cap: 1, jobs: [job!], costMicros: 0 })
  const variant = await catalogue.generation.complete({ ...resultOf(job!), provider: 'comfyui' })
  const ports = {
    ...{ catalogue, store: createMemoryObjectStore(), codec: sharpImageCodec, providers: new Map() },
    ...{ soundCodec: createSoundCodec(), soundProviders: new Map() },
  }
  await expect(repairVariant(ports, variant)).rejects.toMatchObject({
    type: 'VerificationFailed',
    message: expect.stringContaining('comfyui made it'),
    hint: expect.stringContaining(`review regenerate ${variant.variantId}`),
  })
})
