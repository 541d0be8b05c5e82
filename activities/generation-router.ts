import type { Catalogue } from '../core/catalogue.js'
import { AssetloomError } from '../core/errors.js'
import { breakerNameOf, type BreakerCatalogue } from '../core/generation/breaker-ports.js'
import { admitJob, type BreakerState, closedBreaker } from '../core/generation/circuit-breaker.js'
import type { GenerationRoute } from '../core/generation/generation-route.js'
import type { GenerationRouter, RouteOrder } from '../core/generation/generation-router.js'
import type { GraphSource } from '../core/generation/graph-source.js'
import { sourceOf } from '../core/generation/job-source.schema.js'
import type { ComfyPlan } from '../core/generation/plan-comfy-work.js'
import { planOnHost } from '../core/generation/plan-on-host.js'
import {
  routeProvider,
  type JobNeeds,
  type ProviderAbilities,
  type ProviderOffer,
  type RouteStep,
} from '../core/generation/route-provider.js'
import type { ModelCatalogue } from '../core/models/merge-catalogue.js'
import type { ProjectSettings } from '../core/project-settings/project-settings.schema.js'
import { tablePriceOf } from '../core/spending/table-price.js'
import { leftToSpend } from '../core/spending/spending-limits.js'
import type { GpuHostRow } from '../core/scheduling/gpu-host-ports.js'
import type { AssetSpec } from '../core/spec/asset-spec.schema.js'
import { framesOf, isSound } from '../core/spec/spec-frames.js'
import { gpuQueueOf, providerQueueOf, taskQueues } from '../core/task-queues.js'

export interface GenerationRouterPorts {
  readonly catalogue: Pick<Catalogue, 'gpuHosts' | 'settings' | 'oversight'>
  readonly graphs: GraphSource
  readonly models: () => Promise<ModelCatalogue>
  /** Services that are set up, with what they can do and cost. */
  readonly hosted: readonly ProviderOffer[]
  /** What a job was reserved at, at most, by provider; absent = nothing. Millionths of the currency. */
  readonly prices?: Readonly<Record<string, number>>
  /** Who failed lately; absent = nobody is asked. */
  readonly breakers?: Pick<BreakerCatalogue, 'states'>
  /** Placeholders take the place of what nobody makes after this time, where the project agreed; milliseconds. */
  readonly fallbackAfterMs: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const comfyui = 'comfyui'
const procedural = 'procedural'

const comfyAbilities: ProviderAbilities = {
  makes: ['image', 'audio'],
  // What is delivered; how it is painted is the graph's matter.
  sideMaxPx: 4096,
  softAlpha: false,
  framesMax: 16,
  seamless: true,
  begins: ['variation', 'inpaint', 'reference', 'upscale'],
}

const placeholders: ProviderOffer = {
  name: procedural,
  abilities: {
    ...{ makes: ['image', 'audio'], softAlpha: true, framesMax: Infinity, seamless: true },
    // What only stands in need not look like its source.
    begins: comfyAbilities.begins!,
  },
  placeholder: true,
  priceMicros: 0,
}

/** Chooses among the hosts that are registered, the services that are set up and, with consent, the built-in painter. */
export function createGenerationRouter(ports: GenerationRouterPorts): GenerationRouter {
  return {
    choose: async (order) => await chooseRoute(ports, order),
    queueJobs: async (input) => await ports.catalogue.gpuHosts.queueJobs(input),
  }
}

async function chooseRoute(ports: GenerationRouterPorts, order: RouteOrder): Promise<GenerationRoute> {
  const { spec, jobs, projectId, waitedMs } = order
  const [{ settings }, states] = await Promise.all([
    ports.catalogue.settings.newest(projectId),
    ports.breakers?.states() ?? noStates,
  ])
  const gpu = await planGpuWork(ports, order, { settings, states })
  const hosted = ports.hosted.map((offer) => ({ ...offer, ...breakerOf(states, breakerNameOf(offer.name)) }))
  const offers = [gpu.offer, ...hosted, placeholders]
  const wanted = [spec.provider, ...(spec.fallbacks ?? [])]
  const agreed = settings.policies?.allowPlaceholders === true
  const route = routeProvider({
    ...{
      ...{ wanted, jobs },
      needs: needsOf(order, settings),
      leftMicros: await leftFor(ports, order, { wanted, offers }),
      nowMs: ports.now(),
    },
    offers,
    // Patience first: a host that is restarted is back within a minute.
    allowPlaceholders: agreed && waitedMs >= ports.fallbackAfterMs,
  })
  const told = route.steps.map(describeStep)
  if (route.provider === null) throw nobodyMakes(order, route.outcome, told, gpu.hint)
  const patience = agreed && route.provider !== procedural ? { fallbackAfterMs: ports.fallbackAfterMs } : {}
  if (route.provider !== comfyui || gpu.plan?.found !== true)
    return {
      provider: route.provider,
      taskQueue: route.provider === procedural ? taskQueues.paint : providerQueueOf(route.provider),
      costMicros: ports.hosted.find(({ name }) => name === route.provider)?.priceMicros ?? 0,
      ...patience,
      reasons: told,
    }
  const { found: _, reasons, ...plan } = gpu.plan
  return {
    // The expected price is taken where the server cannot tell how long its GPU worked: a file of a lost execution.
    ...{ provider: comfyui, taskQueue: gpuQueueOf(plan.modelKey), costMicros: gpu.offer.priceMicros },
    ...plan,
    ...patience,
    reasons: [...told, ...reasons],
  }
}

/** With what is wrong where hosts are there: a full disk is mended in another way than a server that is off. */
function whyNone(hosts: readonly GpuHostRow[]): string {
  const troubles = hosts.flatMap(({ isAlive, trouble }) => (isAlive && trouble !== null ? [trouble] : []))
  const told = [...new Set(troubles)].join('; ')
  return told === '' ? 'has no host at work' : `has no host that can work (${told})`
}

interface GpuWork {
  readonly offer: ProviderOffer
  readonly plan: ComfyPlan | null
  readonly hint?: string
}

/** By the first host, of those that are alive, that has what the spec needs; the others are for its siblings. */
async function planGpuWork(
  ports: GenerationRouterPorts,
  order: RouteOrder,
  { settings, states }: { readonly settings: ProjectSettings; readonly states: BreakerStates },
): Promise<GpuWork> {
  const { spec } = order
  const priceMicros = tablePriceOf(ports.prices ?? {}, comfyui, framesOf(spec).length)
  const base = { name: comfyui, abilities: comfyAbilities, priceMicros }
  if (spec.provider !== comfyui && spec.fallbacks?.includes(comfyui) !== true)
    return {
      offer: { ...base, away: { reason: 'is not what the spec asks for', forGood: true } },
      plan: null,
    }
  const hosts = await ports.catalogue.gpuHosts.list()
  // One in trouble told nothing of its models, or is about to be restarted.
  const alive = hosts.filter(({ isAlive, trouble }) => isAlive && trouble === null)
  if (alive.length === 0) {
    const reason = `${whyNone(hosts)}: COMFYUI_URLS names them, npx assetloom gpu status shows them`
    return { offer: { ...base, away: { reason, forGood: false } }, plan: null }
  }
  const [templates, catalogue] = await Promise.all([ports.graphs.list(), ports.models()])
  const { trusted, breaker } = trust(alive, states, ports.now())
  const plans = trusted.map(({ facts }) => planOnHost(facts, { order, settings, templates, catalogue }))
  const plan = plans.find(({ found }) => found) ?? plans[0]!
  // What a model cuts out has graded edges.
  const abilities =
    plan.found && plan.cutout !== undefined ? { ...comfyAbilities, softAlpha: true } : comfyAbilities
  return plan.found
    ? { offer: { ...base, abilities, ...breaker }, plan }
    : { offer: { ...base, away: { reason: plan.reason, forGood: true } }, plan, hint: plan.hint }
}

type BreakerStates = ReadonlyMap<string, BreakerState>
const noStates: BreakerStates = new Map()

function breakerOf(states: BreakerStates, name: string): { readonly breaker?: BreakerState } {
  const breaker = states.get(name)
  return breaker === undefined ? {} : { breaker }
}

/** Hosts that did not fail again and again; where all of them did, all, with the breaker that lets work through first. */
function trust(
  hosts: readonly GpuHostRow[],
  states: BreakerStates,
  nowMs: number,
): { readonly trusted: readonly GpuHostRow[]; readonly breaker: { readonly breaker?: BreakerState } } {
  const judged = hosts.map((host) => {
    const state = states.get(breakerNameOf(comfyui, host.host)) ?? closedBreaker
    return { host, state, admission: admitJob(state, nowMs) }
  })
  const trusted = judged.filter(({ admission }) => admission.allowed).map(({ host }) => host)
  if (trusted.length > 0) return { trusted, breaker: {} }
  const [first] = judged.toSorted((a, b) => (a.admission.againAtMs ?? 0) - (b.admission.againAtMs ?? 0))
  return { trusted: hosts, breaker: first === undefined ? {} : { breaker: first.state } }
}

/**
 * What the project may still spend on these jobs, with what is reserved for them already; null = no limit, or nobody in
 * line costs more than was reserved.
 */
async function leftFor(
  { catalogue, prices = {} }: GenerationRouterPorts,
  { projectId, spec, jobs }: RouteOrder,
  { wanted, offers }: { readonly wanted: readonly string[]; readonly offers: readonly ProviderOffer[] },
): Promise<number | null> {
  const reserved = tablePriceOf(prices, spec.provider, framesOf(spec).length)
  const isDearer = offers.some(({ name, priceMicros }) => wanted.includes(name) && priceMicros > reserved)
  if (!isDearer) return null
  const { limits, spent } = await catalogue.oversight.spending(projectId)
  const left = leftToSpend(limits, spent)
  return left === null ? null : left + jobs * reserved
}

function needsOf({ spec, adjust }: RouteOrder, { policies }: ProjectSettings): JobNeeds {
  const begins = sourceOf(spec, adjust)?.use
  return {
    ...kindOf(spec),
    ...(begins === undefined ? {} : { begins }),
    ...(policies?.commercial === true ? { commercial: true } : {}),
  }
}

function kindOf(spec: AssetSpec): JobNeeds {
  if (isSound(spec)) return { makes: 'audio', soundMs: spec.sound?.durationMs.min ?? 0 }
  const { width, height } = spec.size
  return {
    ...{ makes: 'image', width, height, frames: Math.max(1, framesOf(spec).length), seamless: spec.seamless },
    ...(spec.background === 'transparent' && !spec.seamless
      ? { alpha: spec.alpha === 'soft' ? ('soft' as const) : ('cutout' as const) }
      : {}),
  }
}

function describeStep({ provider, reason }: RouteStep): string {
  return `${provider} ${reason}`
}

/** Waiting is no fault of the spec: it is asked again until somebody is there. */
function nobodyMakes(
  { spec }: RouteOrder,
  outcome: 'wait' | 'budget' | 'never',
  told: readonly string[],
  hint = 'choose another provider, or configure this one (npx assetloom doctor)',
): AssetloomError {
  const message = `nobody makes ${spec.key}: ${told.join('; ')}`
  return outcome === 'never'
    ? new AssetloomError('InvalidInput', message, hint, { specKey: spec.key })
    : new AssetloomError('Unavailable', message, 'it goes on by itself when one is there', {
        specKey: spec.key,
      })
}
