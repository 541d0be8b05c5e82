import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ComfyRunner } from '../../core/comfyui/comfy-work.js'
import { AssetloomError } from '../../core/errors.js'
import type { GenerationRoute } from '../../core/generation/generation-route.js'
import { graphSizeOf } from '../../core/generation/comfy-values.js'
import type { GraphSource } from '../../core/generation/graph-source.js'
import { planComfyWork } from '../../core/generation/plan-comfy-work.js'
import { resolvePaintRequest } from '../../core/generation/resolve-paint-request.js'
import { benchSeed, benchSpec } from '../../core/gpu-bench/bench-order.js'
import {
  judgeGpuBench,
  type GpuBenchFigures,
  type GpuBenchReport,
} from '../../core/gpu-bench/judge-gpu-bench.js'
import { sha256Hex } from '../../core/hash.js'
import type { Log } from '../../core/log.js'
import type { ModelCatalogue } from '../../core/models/merge-catalogue.js'
import type { ImageCodec } from '../../core/ports.js'
import { memoryProfileOf, probeOf } from '../../core/scheduling/probe-host.js'
import { createComfyRunner, type ConnectedComfy } from './comfy-runner.js'
import { isTransportFailure } from './comfy-transport.js'
import { createComfyuiProvider } from './comfyui-provider.js'
import { createPassingSubmissions, type PassingSubmissions } from './passing-submissions.js'

export interface BenchServerInput {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly minVersion: string | null
  readonly graphs: GraphSource
  readonly models: ModelCatalogue
  readonly codec: ImageCodec
  /** Beside the one that warms up. */
  readonly pictures: number
  /** Cancels the bench's own prompts, and no others. */
  readonly signal: AbortSignal
  readonly onProgress: (message: string) => void
  readonly log: Log
  /** Between two looks at queue and memory; milliseconds. */
  readonly lookEveryMs?: number
}

const lookEveryDefaultMs = 500
/** To delete what the server remembers of the bench, after it has ended or was cancelled. */
const tidyMaxMs = 10_000

/** One picture as it was made. */
interface Execution {
  readonly orderedAtMs: number
  executedAtMs: number
  executionMs: number | null
  /** First and last step of each node that tells its steps. */
  readonly steps: Map<string, { readonly first: SeenStep; last: SeenStep }>
}

interface SeenStep {
  readonly value: number
  readonly atMs: number
}

/**
 * Makes pictures on one ComfyUI as a run would, with prompt ids of its own, and tells how fast that was. What others have
 * on the server is counted and left alone; what it remembers of the bench is deleted. Throws InvalidInput where it cannot
 * make sprites, as ComfyRunner.run, and with the signal's reason.
 */
export async function benchServer(input: BenchServerInput): Promise<GpuBenchReport> {
  const submissions = createPassingSubmissions()
  const comfy = createComfyRunner({
    ...{ host: 'bench', baseUrl: input.url, headers: input.headers, minVersion: input.minVersion },
    ...{ submissions, log: input.log },
  })
  try {
    return judgeGpuBench(await measure(input, comfy, submissions))
  } finally {
    await forgetPrompts(comfy, submissions)
    await comfy.close()
  }
}

async function measure(
  input: BenchServerInput,
  comfy: ConnectedComfy,
  submissions: PassingSubmissions,
): Promise<GpuBenchFigures> {
  const { onProgress, pictures } = input
  const signal = AbortSignal.any([input.signal])
  // Every picture listens to it.
  setMaxListeners(0, signal)
  const probe = probeOf(await comfy.facts(signal))
  const { flags } = await flagsOf(comfy, signal)
  const planned = await planWork(input, probe.facts)
  const watch = watchServer(comfy, submissions, input.lookEveryMs ?? lookEveryDefaultMs)
  const before = await watch.foreign()
  if (before > 0) onProgress(`${before} prompts of others are on this server: the bench waits in its queue.`)
  try {
    onProgress(`${planned.text}; the first picture loads the models ...`)
    const make = pictureMaker({ ...input, signal }, comfy, planned.route)
    const warmUp = await make(0)
    onProgress(`${pictures} pictures ...`)
    const startedAtMs = performance.now()
    const made = await Promise.allSettled(Array.from({ length: pictures }, (_, at) => make(at + 1)))
    signal.throwIfAborted()
    const executions = made.map((one) => {
      if (one.status === 'rejected') throw one.reason
      return one.value
    })
    const elapsedMs = Math.max(...executions.map((one) => one.executedAtMs)) - startedAtMs
    return {
      ...{ version: probe.version, device: probe.facts.devices[0]?.name ?? 'unknown', flags },
      ...planned.figures,
      warmUpMs: warmUp.executionMs ?? warmUp.executedAtMs - warmUp.orderedAtMs,
      executionsMs: executionTimes(executions, startedAtMs),
      elapsedMs,
      stepsPerSecond: stepRate(executions),
      memory: watch.memory(),
      foreign: { before, during: watch.foreignMax() },
    }
  } finally {
    await watch.stop()
  }
}

/** Graph, checkpoint and values as for the sprites of a project that says nothing of its own. */
async function planWork(
  { graphs, models }: BenchServerInput,
  facts: Parameters<typeof memoryProfileOf>[0],
): Promise<{
  route: GenerationRoute
  text: string
  figures: Pick<GpuBenchFigures, 'graph' | 'checkpoint' | 'loras' | 'base' | 'paintedPx' | 'steps'>
}> {
  const plan = planComfyWork({
    ...{ spec: benchSpec, facts, catalogue: models, templates: await graphs.list() },
    ...(facts.devices.length === 0 ? {} : { sideMaxPx: memoryProfileOf(facts).finalSidePx }),
  })
  if (!plan.found)
    throw new AssetloomError('InvalidInput', `this ComfyUI cannot make sprites: it ${plan.reason}`, plan.hint)
  const { found: _, ...chosen } = plan
  const route: GenerationRoute = { provider: 'comfyui', taskQueue: 'bench', costMicros: 0, ...chosen }
  const template = await graphs.find(chosen.graph.name, chosen.graph.version)
  if (template === null) throw new Error(`graph ${chosen.graph.name} was there a moment ago`)
  const paintedPx = graphSizeOf(route, template)
  const stepsInput = template.bindings.inputs['steps']
  const steps =
    chosen.values['steps'] ??
    (stepsInput !== undefined && 'default' in stepsInput ? stepsInput.default : undefined)
  const graph = `${chosen.graph.name}@${chosen.graph.version}`
  const size = paintedPx === null ? '' : `, ${paintedPx.width}x${paintedPx.height} px`
  return {
    route,
    text: `${chosen.models.checkpoint} with ${graph}${size}`,
    figures: {
      ...{ graph, checkpoint: chosen.models.checkpoint, base: template.bindings.base, paintedPx },
      loras: chosen.models.loras.map(({ name }) => name),
      steps: typeof steps === 'number' ? steps : null,
    },
  }
}

/** The way of a run's pictures: bound, submitted with the next ones waiting on the server, fetched, decoded. */
function pictureMaker(
  { graphs, codec, signal }: BenchServerInput,
  comfy: ConnectedComfy,
  route: GenerationRoute,
): (picture: number) => Promise<Execution> {
  // No cache of a server may have these pictures; in the words that are kept out, it changes them least.
  const once = `bench ${randomUUID().slice(0, 8)}`
  const { prompt } = benchSpec
  const spec = { ...benchSpec, prompt: { ...prompt, negative: `${prompt.negative}, ${once}` } }
  return async (picture) => {
    const execution: Execution = {
      ...{ orderedAtMs: performance.now(), executedAtMs: 0, executionMs: null },
      steps: new Map(),
    }
    const provider = createComfyuiProvider({ runner: timing(comfy, execution), graphs, codec })
    await provider.paint(resolvePaintRequest(spec, benchSeed(picture)), 1, signal, {
      ...{ jobId: sha256Hex(Buffer.from(`${once}/${picture}`)), route, onProgress: () => undefined },
      // Nobody else waits for these prompts: an end of the bench is the end of them.
      cancels: () => true,
      load: async () => {
        throw new Error('a bench begins from words alone')
      },
    })
    return execution
  }
}

/** The runner, with the times of its one job noted. */
function timing(runner: ComfyRunner, execution: Execution): ComfyRunner {
  return {
    host: runner.host,
    upload: async (png, options) => await runner.upload(png, options),
    run: async (work, options) => {
      const result = await runner.run(work, {
        ...options,
        onProgress: ({ node, value }) => {
          if (node === undefined || value === undefined) return
          const now = { value, atMs: performance.now() }
          const seen = execution.steps.get(node)
          if (seen === undefined) execution.steps.set(node, { first: now, last: now })
          else seen.last = now
        },
        onExecuted: () => void (execution.executedAtMs = performance.now()),
      })
      execution.executionMs = result.executionMs
      return result
    },
  }
}

/** As the server tells them; where it does not, from one end to the next, since they run one after the other. */
function executionTimes(executions: readonly Execution[], startedAtMs: number): number[] {
  const inOrder = [...executions].sort((a, b) => a.executedAtMs - b.executedAtMs)
  return inOrder.map(
    ({ executionMs, executedAtMs }, at) =>
      executionMs ?? executedAtMs - (inOrder[at - 1]?.executedAtMs ?? startedAtMs),
  )
}

/** The median over all samplers that told more than one step. */
function stepRate(executions: readonly Execution[]): number | null {
  const rates = executions
    .flatMap(({ steps }) => [...steps.values()])
    .flatMap(({ first, last }) =>
      last.value > first.value && last.atMs > first.atMs
        ? [((last.value - first.value) * 1_000) / (last.atMs - first.atMs)]
        : [],
    )
    .sort((a, b) => a - b)
  return rates[Math.floor(rates.length / 2)] ?? null
}

async function flagsOf(comfy: ConnectedComfy, signal: AbortSignal): Promise<{ flags: string[] }> {
  const { system } = await comfy.http.systemStats(signal)
  return { flags: (system.argv ?? []).filter((word) => word.startsWith('--')) }
}

/** Memory and the prompts of others, looked at now and then. A look that fails is left out. */
function watchServer(comfy: ConnectedComfy, submissions: PassingSubmissions, everyMs: number) {
  const ended = new AbortController()
  let peak: GpuBenchFigures['memory'] = null
  let most = 0
  const foreign = async (): Promise<number> => {
    const { running, pending } = await comfy.http.queue(ended.signal)
    const ours = submissions.promptIds()
    return [...running, ...pending].filter(({ promptId }) => !ours.has(promptId)).length
  }
  const look = async (): Promise<void> => {
    const { devices } = await comfy.http.systemStats(ended.signal)
    const [device] = devices
    if (device !== undefined && device.vram_total > 0) {
      const usedBytes = Math.max(0, device.vram_total - device.vram_free)
      if (peak === null || usedBytes > peak.peakBytes)
        peak = { peakBytes: usedBytes, totalBytes: device.vram_total }
    }
    most = Math.max(most, await foreign())
  }
  const looking = (async () => {
    while (!ended.signal.aborted) {
      await look().catch((error: unknown) => {
        if (!isTransportFailure(error) && !ended.signal.aborted) throw error
      })
      await sleep(everyMs, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  })()
  return {
    foreign,
    foreignMax: () => most,
    memory: () => peak,
    stop: async () => {
      ended.abort()
      await looking
    },
  }
}

/** The server's memory of these prompts is of use to nobody. Never throws: its memory is bounded. */
async function forgetPrompts(comfy: ConnectedComfy, submissions: PassingSubmissions): Promise<void> {
  const signal = AbortSignal.timeout(tidyMaxMs)
  for (const promptId of submissions.promptIds()) {
    try {
      await comfy.http.deleteHistory(promptId, signal)
    } catch {
      return
    }
  }
}
