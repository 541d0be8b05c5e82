import { expect, it } from 'vitest'
import { findLostPictures } from '../../activities/find-lost-pictures.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { projectContentId } from '../../core/bundle/project-content-id.js'
import { planFinals } from '../../core/generation/choose-drafts.js'
import { planDrafts, planRound } from '../../core/generation/variant-plan.js'
import { hashOf } from '../../core/hash.js'
import type { GenerationJob } from '../../core/ports.js'
import { decide, finishAsset, holderOf, resultOf, startRun } from '../support/catalogue-scenario.js'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'
import { createMemoryObjectStore } from '../support/memory-object-store.js'

const models = { checkpoint: 'sd_xl_base_1.0.safetensors', loras: [] }

/** A frozen set with one picture, of a round with drafts, words and a seed of its own; the store has nothing of it. */
async function loseDraftedRound() {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  const run = await startRun(catalogue, { project: 'harbour', keys: ['barrel'] })
  const spec = run.specs[0]!
  const holder = holderOf(run, spec)
  const plan = {
    ...{ ...holder, specId: spec.specId, specKey: spec.specKey, runSeed: 1, round: 2, variants: 1 },
    ...{ adjust: { words: { prompt: 'a barrel with a tap' } }, roundSeed: 99 },
  }
  const drafts = planDrafts({ ...plan, drafts: 2 })
  const finals = planRound(plan)
  await catalogue.generation.reserve({ ...holder, cap: 1, jobs: [...drafts, ...finals], costMicros: 0 })
  const jobIds = [...drafts, ...finals].map(({ jobId }) => jobId)
  const route = { provider: 'comfyui', taskQueue: 'gpu', costMicros: 0, models, reasons: [] }
  await catalogue.routes.keep({ ...holder, jobIds, route })
  const made = (job: GenerationJob) => ({ ...resultOf(job), provider: 'comfyui' })
  for (const job of drafts) await catalogue.drafts.complete(made(job))
  const best = drafts[1]!
  const kept = await catalogue.drafts.choose({
    ...{ ...holder, round: 2, chosen: [best.jobId] },
    scores: drafts.map(({ jobId }) => ({ jobId, score: 0.9, checks: [] })),
  })
  const [final] = planFinals(finals, [{ ...kept[1]!, score: 0.9 }])
  await catalogue.drafts.placeFinals(run.projectId, [final!])
  const variant = await catalogue.generation.complete({
    ...{ ...made(final!), provenance: { draft: final!.draft! } },
    sha256: hashOf('the final'),
  })
  await decide(catalogue, run, spec, variant, 'dec_1')
  await finishAsset(catalogue, run, spec, variant)
  const [frozen] = await catalogue.bundles.freeze({
    ...{ projectId: run.projectId, runId: run.runId, targets: ['generic'], start: true },
    contentIdOf: projectContentId(run.projectId),
  })
  await catalogue.gpuHosts.register({
    ...{ host: 'gpu', instance: 'one', address: 'http://127.0.0.1:8188', version: '0.28.0', profile: null },
    facts: {
      ...{ devices: [], ramTotal: 1, ramFree: 1, nodeClasses: [] },
      models: { checkpoints: [models.checkpoint] },
    },
  })
  return { catalogue, contentId: frozen!.contentId, draft: best, final: final! }
}

it('a lost picture of a round with drafts and a seed of its own is made anew by the very jobs of its round', async () => {
  const { catalogue, contentId, draft, final } = await loseDraftedRound()
  const store = createMemoryObjectStore()
  const find = findLostPictures({
    ...{ catalogue, store, codec: sharpImageCodec, providers: new Map() },
    ...{ soundCodec: createSoundCodec(), soundProviders: new Map() },
  })
  expect(await find({ contentId })).toEqual({ lost: [{ specKey: 'barrel', job: final, draft }] })
})
