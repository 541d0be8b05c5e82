import { setTimeout as sleep } from 'node:timers/promises'
import type { HostFigures } from '../activities/leased-runner.js'
import { AssetloomError } from '../core/errors.js'
import type { Log } from '../core/log.js'
import { chooseModelSet, type ModelChoice } from '../core/scheduling/choose-model-set.js'
import type { ScheduleCosts } from '../core/scheduling/schedule-costs.js'
import type {
  GpuHostCatalogue,
  HostProbe,
  ResidentCheckpoint,
  WaitingWork,
} from '../core/scheduling/gpu-host-ports.js'
import { measuredWindowMs, measureTimes, type MeasuredTimes } from '../core/scheduling/measured-times.js'
import { useCheckpoint } from '../core/scheduling/resident-checkpoints.js'

/** A worker that polls the queue of one model set. */
export interface ServedSet {
  /** Stops polling; resolves when the started jobs have ended. */
  stop(): Promise<void>
  /** Rejects when the worker fails by itself. */
  readonly ended: Promise<void>
}

export interface HostLoopPorts {
  readonly gpuHosts: GpuHostCatalogue
  readonly serve: (modelKey: string) => Promise<ServedSet>
  /** Asks the server for all that is worth knowing of it. */
  readonly probe: () => Promise<HostProbe>
  /** Asks whether the server answers. */
  readonly ping: () => Promise<void>
  /** What its watch knows: why it cannot work (null = it can), and how often it was restarted. Absent = nobody watches. */
  readonly health?: () => { readonly trouble: string | null; readonly restarts: number }
  readonly figures: () => HostFigures
  readonly bytesOf: (checkpoint: string) => number
  readonly log: Log
}

export interface HostLoopOptions {
  readonly host: string
  readonly address: string
  /** Of this process: another one may have been the host's before. */
  readonly instance: string
  readonly modelBudgetBytes: (probe: HostProbe) => number
  /** As long as the host's past tells nothing. */
  readonly costs: ScheduleCosts
  /** What people said that a load takes; absent = nobody did. */
  readonly loadMs?: number
  readonly waitBoundMs: number
  /** Between two looks; milliseconds. */
  readonly tickMs?: number
  readonly beatMs?: number
  readonly pingMs?: number
  /** A served queue that gives no job for so long, though some should be there, is left alone for ten times as long. */
  readonly emptyHandedMs?: number
  /** Between two looks at the host's past. */
  readonly measureMs?: number
  /** A server is asked for its models and nodes anew after so long without work, and after five times as long with some. */
  readonly factsMs?: number
}

/** What `gpu status` shows of a server that never answered. */
export const unknownProbe: HostProbe = {
  version: 'unknown',
  profile: null,
  facts: { devices: [], ramTotal: 0, ramFree: 0, models: {}, nodeClasses: [] },
}

interface Serving {
  readonly modelKey: string
  readonly checkpoint: string
  readonly set: ServedSet
  readonly sinceMs: number
  /** When a job of it was last seen to begin, or it began to be served. */
  fruitfulMs: number
  failure: unknown
}

interface Host {
  readonly ports: HostLoopPorts
  readonly options: Required<Omit<HostLoopOptions, 'loadMs'>> & Pick<HostLoopOptions, 'loadMs'>
  probe: HostProbe
  /** Not yet told with a beat. */
  probed: HostProbe | null
  serving: Serving | null
  resident: readonly ResidentCheckpoint[]
  swaps: number
  seenStarted: number
  trouble: string | null
  /** It does not answer, or never did. */
  isAway: boolean
  /** Its memory is empty after each. */
  restarts: number
  pingedMs: number
  /** When all of it was asked. */
  askedMs: number
  /** Of the host's past; null = not looked at yet. */
  times: MeasuredTimes | null
  measuredMs: number
  /** Model keys that gave nothing, and until when they are left alone. */
  readonly avoided: Map<string, number>
}

/**
 * The life of one GPU host: takes its place in the catalogue, beats, and serves one model set at a time, the next one as
 * core/scheduling says. While its server does not answer it serves nothing, so that other hosts take its queues. Resolves
 * when `signal` fires, after the served worker has ended; rejects when another instance took the host's place.
 */
export async function runHostLoop(
  ports: HostLoopPorts,
  given: HostLoopOptions,
  signal: AbortSignal,
): Promise<void> {
  const options = {
    tickMs: 500,
    beatMs: 2_000,
    pingMs: 5_000,
    emptyHandedMs: 5_000,
    measureMs: 60_000,
    factsMs: 60_000,
    ...given,
  }
  const host: Host = {
    ...{ ports, options, probe: unknownProbe, probed: null, serving: null, resident: [], swaps: 0 },
    ...{
      seenStarted: 0,
      trouble: null,
      isAway: true,
      restarts: 0,
      pingedMs: 0,
      askedMs: 0,
      avoided: new Map<string, number>(),
    },
    ...{ times: null, measuredMs: 0 },
  }
  await takePlace(host, signal)
  const ending = new AbortController()
  const isOver = AbortSignal.any([signal, ending.signal])
  // Side by side: a host that waits for its last jobs before it changes models is no less alive.
  const beating = repeat(options.beatMs, isOver, async () => await beat(host)).finally(() => ending.abort())
  try {
    await repeat(options.tickMs, isOver, async () => await tick(host))
  } finally {
    await stopServing(host)
    ending.abort()
    await beating
    const { host: name, instance } = options
    await ports.gpuHosts.leave({ host: name, instance }).catch((error: unknown) => {
      ports.log('warn', `the end of ${name} could not be told: ${String(error)}`)
    })
  }
}

async function repeat(everyMs: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work()
    await pause(everyMs, signal)
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

/** Waits for a predecessor that was killed to be silent for long enough. */
async function takePlace(host: Host, signal: AbortSignal): Promise<void> {
  const { ports, options } = host
  const { host: name, instance, address } = options
  await examine(host)
  for (let tries = 0; !signal.aborted; tries++) {
    const isOurs = await keepAsking(host, () =>
      ports.gpuHosts.register({ host: name, instance, address, ...host.probe }),
    )
    if (isOurs === true) {
      host.probed = null
      return
    }
    if (isOurs === false && tries === 0)
      ports.log('info', `${name} still has a place; it is taken when its process has been silent for a while`)
    await pause(options.beatMs, signal)
  }
}

/** null = the catalogue is away; the next look asks again. */
async function keepAsking<Answer>(host: Host, ask: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await ask()
  } catch (error) {
    host.ports.log('warn', `the catalogue could not be asked: ${String(error)}`)
    return null
  }
}

async function tick(host: Host): Promise<void> {
  if (performance.now() - host.pingedMs >= host.options.pingMs) await examine(host)
  noteHealth(host)
  noteStarts(host, host.serving)
  if (host.serving?.failure !== undefined) throw host.serving.failure
  if (host.trouble === null) await serveBest(host)
  else await stopServing(host)
}

/** Is the server there? After it was away it may be another one: all of it is asked, and its memory is empty. */
async function examine(host: Host): Promise<void> {
  const { ports } = host
  host.pingedMs = performance.now()
  try {
    if (host.isAway) await askAll(host)
    else {
      await ports.ping()
      await askAnew(host)
    }
    host.isAway = false
    host.trouble = ports.health?.().trouble ?? null
  } catch (error) {
    if (!host.isAway) ports.log('warn', `ComfyUI does not answer: ${messageOf(error)}`)
    host.trouble = messageOf(error)
    host.isAway = true
    host.resident = []
  }
}

async function askAll(host: Host): Promise<void> {
  host.askedMs = performance.now()
  host.probed = host.probe = await host.ports.probe()
}

/** People put models into its folders, and graphs into the home, while it runs. */
async function askAnew(host: Host): Promise<void> {
  const { ports, options, askedMs } = host
  const dueMs = options.factsMs * (ports.figures().running > 0 ? 5 : 1)
  if (performance.now() - askedMs < dueMs) return
  await askAll(host).catch((error: unknown) => {
    ports.log('warn', `what ComfyUI has could not be asked anew: ${messageOf(error)}`)
  })
}

/** A server that answers may still be unable to work: other hosts take its queues meanwhile. */
function noteHealth(host: Host): void {
  const { trouble, restarts } = host.ports.health?.() ?? { trouble: null, restarts: 0 }
  if (restarts !== host.restarts) Object.assign(host, { restarts, resident: [] })
  // Only an examination that goes well ends a trouble.
  if (trouble !== null && !host.isAway) host.trouble = trouble
}

/** With what mends it, where that is not waiting: whoever looks at the hosts sees nothing else. */
function messageOf(error: unknown): string {
  if (error instanceof AssetloomError && error.type === 'InvalidInput')
    return `${error.message}: ${error.hint}`
  return error instanceof Error ? error.message : String(error)
}

/** A job that began loads the checkpoint of the served set, where it is not in memory. */
function noteStarts(host: Host, serving: Serving | null): void {
  const { ports, options } = host
  const { started } = ports.figures()
  if (started === host.seenStarted || serving === null) return
  host.seenStarted = started
  serving.fruitfulMs = performance.now()
  const used = { checkpoint: serving.checkpoint, bytes: ports.bytesOf(serving.checkpoint) }
  const { resident, isSwap } = useCheckpoint(host.resident, used, options.modelBudgetBytes(host.probe))
  host.resident = resident
  if (isSwap) host.swaps += 1
}

/** Asks what waits and changes the served set where another one is to come. */
async function serveBest(host: Host): Promise<void> {
  const choice = await keepAsking(host, async () => await chooseNext(host))
  if (!choice || choice.modelKey === null || choice.modelKey === host.serving?.modelKey) return
  const { ports } = host
  ports.log('info', `${host.options.host} serves ${choice.checkpoint}: ${choice.reason}`, {
    modelKey: choice.modelKey,
    change: choice.change,
  })
  await stopServing(host)
  const set = await ports.serve(choice.modelKey)
  const nowMs = performance.now()
  const serving: Serving = {
    ...{ modelKey: choice.modelKey, checkpoint: choice.checkpoint, set },
    ...{ sinceMs: nowMs, fruitfulMs: nowMs, failure: undefined },
  }
  set.ended.catch((error: unknown) => {
    serving.failure = error
  })
  host.serving = serving
}

/** What its own past tells of the times of jobs and loads; asked now and then. */
async function measure(host: Host): Promise<MeasuredTimes> {
  const { ports, options, probe } = host
  const nowMs = performance.now()
  if (host.times !== null && nowMs - host.measuredMs < options.measureMs) return host.times
  const past = await ports.gpuHosts.pastExecutions({ withinMs: measuredWindowMs, host: options.host })
  const budgetBytes = options.modelBudgetBytes(probe)
  const memory = { budgetOf: () => budgetBytes, bytesOf: ports.bytesOf }
  host.times = measureTimes(past, options.costs, memory)
  host.measuredMs = nowMs
  return host.times
}

async function chooseNext(host: Host): Promise<(ModelChoice & { readonly checkpoint: string }) | null> {
  const { ports, options, serving } = host
  const all = (await ports.gpuHosts.waitingWork()).filter((one) => hasModels(host.probe, one))
  leaveEmptyHanded(host, all)
  const nowMs = performance.now()
  const worth = all.filter(({ modelKey }) => (host.avoided.get(modelKey) ?? 0) <= nowMs)
  const waiting = worth.length > 0 ? worth : all
  const others = (await ports.gpuHosts.list()).filter((one) => one.host !== options.host && one.isAlive)
  const choice = chooseModelSet({
    waiting,
    serving: serving && { modelKey: serving.modelKey, servedMs: nowMs - serving.sinceMs },
    resident: host.resident,
    servedElsewhere: new Set(others.flatMap((one) => (one.serving === null ? [] : [one.serving]))),
    costs: options.costs,
    times: await measure(host),
    waitBoundMs: options.waitBoundMs,
  })
  const chosen = waiting.find(({ modelKey }) => modelKey === choice.modelKey)
  return chosen ? { ...choice, checkpoint: chosen.checkpoint } : null
}

/** Hosts differ in the files that they have. */
function hasModels({ facts }: HostProbe, { checkpoint, loras }: WaitingWork): boolean {
  const folders = Object.values(facts.models)
  return [checkpoint, ...loras].every((file) => folders.some((files) => files.includes(file)))
}

/**
 * Work that is in the catalogue and not in the queue (its workflow is paused, or its next attempt is put off) must not
 * hold a host.
 */
function leaveEmptyHanded(host: Host, all: readonly WaitingWork[]): void {
  const { serving, options, avoided } = host
  if (serving === null || host.ports.figures().running > 0) return
  const nowMs = performance.now()
  const { emptyHandedMs } = options
  if (nowMs - serving.fruitfulMs < emptyHandedMs) return
  if (!all.some(({ modelKey }) => modelKey === serving.modelKey)) return
  if ((avoided.get(serving.modelKey) ?? 0) <= nowMs) avoided.set(serving.modelKey, nowMs + 10 * emptyHandedMs)
}

/** Stops polling first: while the started jobs end, another host may already take the queue. */
async function stopServing(host: Host): Promise<void> {
  const { serving } = host
  if (serving === null) return
  host.serving = null
  await serving.set.stop()
  noteStarts(host, serving)
}

async function beat(host: Host): Promise<void> {
  const { ports, options, serving, resident, swaps, trouble, probed } = host
  const { running, executions, discarded, busyMs, prompt = null } = ports.figures()
  const { host: name, instance } = options
  const isOurs = await keepAsking(host, () =>
    ports.gpuHosts.beat({
      ...{ host: name, instance, serving: serving?.modelKey ?? null, resident },
      ...{ running, swaps, executions, discarded, busyMs, trouble },
      ...(probed === null ? {} : { probed }),
      pace: {
        loadMs: options.loadMs ?? null,
        prompt: prompt === null || serving === null ? null : { modelKey: serving.modelKey, ...prompt },
      },
    }),
  )
  if (isOurs === false) throw new Error(`another process has taken the place of ${name}; this one ends`)
  if (isOurs === true && host.probed === probed) host.probed = null
}
