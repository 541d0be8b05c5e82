import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { createProceduralProvider } from '../../adapters/procedural/procedural-provider.js'
import { createProceduralSoundProvider } from '../../adapters/procedural/sound/procedural-sound-provider.js'
import { refineWishlist } from '../../activities/refine-wishlist.js'
import { planRound } from '../../core/generation/variant-plan.js'
import type { GenerationJob } from '../../core/ports.js'
import type { RunOptions } from '../../core/run-options.js'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'
import { createMemoryObjectStore } from '../support/memory-object-store.js'

const options: RunOptions = {
  seed: 7,
  variantsPerSpec: 2,
  provider: 'procedural',
  review: 'auto',
  targets: ['generic'],
  palette: ['#2b1d1a', '#94583a', '#e8bf83', '#6f8f86', '#f7e6c0'],
  windowSize: 4,
  undoWindowMs: 60_000,
}

/** Ports in memory with a refined list in them: activities run on it without Temporal. */
export async function openActivityFixture(list: string, maxBytes?: number) {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  const store = createMemoryObjectStore(maxBytes === undefined ? {} : { maxBytes })
  const codec = sharpImageCodec
  const painter = createProceduralProvider({ codec, faults: true })
  const executions = {
    open: new Set<string>(),
    signals: [] as string[],
    isOpen: async (id: string) => executions.open.has(id),
    signal: async (id: string, name: string) => void executions.signals.push(`${name} ${id}`),
  }
  const synthesiser = createProceduralSoundProvider({ faults: true })
  const ports = {
    ...{ catalogue, store, codec, soundCodec: createSoundCodec() },
    providers: new Map([[painter.name, painter]]),
    soundProviders: new Map([[synthesiser.name, synthesiser]]),
  }
  const orchestrate = { catalogue, executions, settings: { permitCap: 1 } }
  const { projectId } = await catalogue.projects.ensure({ key: 'p', name: 'P' })
  const submitted = await catalogue.intake.submitWishlist({
    projectId,
    name: 'list.txt',
    text: list,
    options,
  })
  const { runId, wishlistRevisionId } = submitted
  await refineWishlist(orchestrate)({ projectId, wishlistRevisionId })
  await catalogue.runs.setStage(runId, 'generating')
  const { specs } = await catalogue.runs.readSpecs(runId, 0, 100)
  const jobsOf = (index: number): GenerationJob[] => {
    const { specId, specRevisionId, specKey } = specs[index]!
    return planRound({ projectId, runId, specId, specRevisionId, specKey, runSeed: 7, round: 1, variants: 2 })
  }
  const scopeOf = (index: number) => ({ projectId, runId, specRevisionId: specs[index]!.specRevisionId })
  return { catalogue, store, codec, executions, ports, orchestrate, projectId, runId, specs, jobsOf, scopeOf }
}
