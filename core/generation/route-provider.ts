import { admitJob, type BreakerState } from './circuit-breaker.js'
import type { JobSource } from './job-source.schema.js'

/** What a job asks of whoever makes it. */
export interface JobNeeds {
  readonly makes: 'image' | 'audio'
  /** Delivered size of one frame, pixels; pictures only. */
  readonly width?: number
  readonly height?: number
  /** `cutout`: the background can be removed later. `soft`: graded alpha is needed from the start. */
  readonly alpha?: 'cutout' | 'soft'
  /** More than one: frames that belong together. */
  readonly frames?: number
  readonly seamless?: boolean
  /** Longest that a sound may be, milliseconds. */
  readonly soundMs?: number
  /** It goes into a game that is sold. */
  readonly commercial?: boolean
  /** A picture is there that it begins from, and this is done with it. */
  readonly begins?: JobSource['use']
}

/** What a provider can do. Absent members are no limit. */
export interface ProviderAbilities {
  readonly makes: readonly ('image' | 'audio')[]
  readonly sideMaxPx?: number
  /** Graded alpha comes from it. */
  readonly softAlpha: boolean
  /** Most frames of one asset; 1 = stills only. */
  readonly framesMax: number
  readonly seamless: boolean
  readonly soundMaxMs?: number
  /** What it can do with a picture that is there; absent = it begins from words alone. */
  readonly begins?: readonly JobSource['use'][]
}

/** What is known of a provider at the moment of the choice. */
export interface ProviderOffer {
  readonly name: string
  readonly abilities: ProviderAbilities
  /** Why nobody can be asked at all (not configured, no host answers); absent = it is there. */
  readonly away?: { readonly reason: string; readonly forGood: boolean }
  readonly breaker?: BreakerState
  /** What it makes only stands in for art. */
  readonly placeholder?: boolean
  /** Whether a game that is sold may hold what it makes; absent = nothing speaks against it. */
  readonly commercial?: { readonly allowed: boolean; readonly licence: string }
  /** Of one job, micros; what it may cost at most. */
  readonly priceMicros: number
}

export interface RouteInput {
  /** The spec's provider, then its fallbacks. */
  readonly wanted: readonly string[]
  readonly needs: JobNeeds
  readonly offers: readonly ProviderOffer[]
  readonly jobs: number
  /** What may still be spent, micros; null = no limit. */
  readonly leftMicros: number | null
  /** Somebody agreed that placeholders take the place of what cannot be made. */
  readonly allowPlaceholders: boolean
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

/** One provider that was looked at, and what came of it, for people to read later. */
export interface RouteStep {
  readonly provider: string
  readonly reason: string
}

export type Route =
  | { readonly provider: string; readonly breaker?: BreakerState; readonly steps: readonly RouteStep[] }
  | {
      readonly provider: null
      /** wait: it may go later. budget: it may go when there is money. never: nobody here can make it. */
      readonly outcome: 'wait' | 'budget' | 'never'
      /** When to ask again at the soonest, where a breaker says so. */
      readonly againAtMs?: number
      readonly steps: readonly RouteStep[]
    }

interface Objection {
  readonly reason: string
  readonly kind: 'wait' | 'budget' | 'never'
  readonly againAtMs?: number
}

/**
 * Who makes a job: the first of the wanted providers that nothing speaks against; behind them, with consent, whoever makes
 * placeholders. Every provider that was looked at is in `steps` with its reason, the chosen one last. Pure.
 */
export function routeProvider(input: RouteInput): Route {
  const { offers, wanted, allowPlaceholders } = input
  const byName = new Map(offers.map((offer) => [offer.name, offer]))
  const standIns = offers.filter(({ placeholder }) => placeholder === true).map(({ name }) => name)
  const order = [...new Set(allowPlaceholders ? [...wanted, ...standIns] : wanted)]
  const steps: RouteStep[] = []
  const objections: Objection[] = []
  for (const [at, name] of order.entries()) {
    const offer = byName.get(name)
    const objection = offer === undefined ? notHere : objectionTo(offer, at > 0, input)
    if (offer !== undefined && objection === null) {
      const admitted =
        offer.breaker === undefined ? {} : { breaker: admitJob(offer.breaker, input.nowMs).state }
      return {
        provider: name,
        ...admitted,
        steps: [...steps, { provider: name, reason: whyChosen(offer, at) }],
      }
    }
    steps.push({ provider: name, reason: objection!.reason })
    objections.push(objection!)
  }
  const outcome = (['wait', 'budget', 'never'] as const).find((kind) =>
    objections.some((one) => one.kind === kind),
  )
  const times = objections.flatMap(({ againAtMs }) => (againAtMs === undefined ? [] : [againAtMs]))
  return {
    provider: null,
    outcome: outcome ?? 'never',
    ...(outcome === 'wait' && times.length > 0 ? { againAtMs: Math.min(...times) } : {}),
    steps,
  }
}

const notHere: Objection = { reason: 'is not set up here', kind: 'never' }

function objectionTo(offer: ProviderOffer, isFallback: boolean, input: RouteInput): Objection | null {
  const { needs, jobs, leftMicros, allowPlaceholders, nowMs } = input
  const lacking = lackOf(offer.abilities, needs)
  if (lacking !== null) return { reason: lacking, kind: 'never' }
  if (isFallback && offer.placeholder === true && !allowPlaceholders)
    return {
      reason: 'makes placeholders, which this project has not agreed to as a fallback (allowPlaceholders)',
      kind: 'never',
    }
  if (needs.commercial === true && offer.commercial?.allowed === false)
    return { reason: `may not be used in a game that is sold: ${offer.commercial.licence}`, kind: 'never' }
  if (offer.away !== undefined)
    return { reason: offer.away.reason, kind: offer.away.forGood ? 'never' : 'wait' }
  const cost = jobs * offer.priceMicros
  if (leftMicros !== null && cost > 0 && cost > leftMicros)
    return {
      reason: `would cost ${dollars(cost)}, and ${dollars(Math.max(0, leftMicros))} of the budget are left`,
      kind: 'budget',
    }
  if (offer.breaker === undefined) return null
  const admission = admitJob(offer.breaker, nowMs)
  if (admission.allowed) return null
  const againAtMs = admission.againAtMs ?? nowMs
  return {
    reason: `failed too often and is left alone for ${Math.max(1, Math.ceil((againAtMs - nowMs) / 1000))} s more`,
    kind: 'wait',
    againAtMs,
  }
}

/** The first thing that a provider cannot do; null when it can all. */
function lackOf(abilities: ProviderAbilities, needs: JobNeeds): string | null {
  if (!abilities.makes.includes(needs.makes))
    return `makes no ${needs.makes === 'image' ? 'pictures' : 'sounds'}`
  const { width = 0, height = 0, frames = 1, soundMs = 0 } = needs
  const { sideMaxPx = Infinity, soundMaxMs = Infinity } = abilities
  if (Math.max(width, height) > sideMaxPx)
    return `makes pictures of at most ${sideMaxPx} px a side, and ${width}x${height} is asked for`
  if (needs.alpha === 'soft' && !abilities.softAlpha)
    return 'delivers no graded alpha, which cutting out cannot bring back'
  if (frames > abilities.framesMax)
    return abilities.framesMax === 1
      ? `makes single pictures only, and ${frames} frames belong together`
      : `makes at most ${abilities.framesMax} frames of one asset, and ${frames} are asked for`
  if (needs.seamless === true && !abilities.seamless) return 'makes no tiles that continue at their edges'
  if (needs.begins !== undefined && abilities.begins?.includes(needs.begins) !== true)
    return `${abilities.begins === undefined ? 'begins from words alone' : `makes no ${needs.begins} of a picture`}, and one is named to begin from`
  if (soundMs > soundMaxMs)
    return `makes at most ${soundMaxMs / 1000} s of sound, and ${soundMs / 1000} s are asked for`
  return null
}

function whyChosen({ placeholder, breaker, priceMicros }: ProviderOffer, at: number): string {
  const what =
    at === 0
      ? 'is what the spec asks for'
      : placeholder === true
        ? 'makes a placeholder instead, as this project agreed to'
        : 'is the next in order that can make it'
  const price = priceMicros > 0 ? `, at most ${dollars(priceMicros)} each` : ''
  return `${what}${price}${breaker === undefined || breaker.kind === 'closed' ? '' : '; it is tried out after its failures'}`
}

function dollars(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(micros > 0 && micros < 10_000 ? 4 : 2)}`
}
