import { draftStrength } from '../core/generation/draft-rules.js'
import type { RouteOrder } from '../core/generation/generation-router.js'
import { gpuCostMicros } from '../core/generation/job-cost.js'
import { planOnHost } from '../core/generation/plan-on-host.js'
import type { ComfyPlan } from '../core/generation/plan-comfy-work.js'
import { samplerWorkOf, type SamplerWork } from '../core/generation/sampler-work.js'
import type { GenerationStage } from '../core/generation/generation-route.js'
import { graphLabel, type GraphTemplate } from '../core/graphs/graph-template.js'
import { memoryProfileOf } from '../core/scheduling/probe-host.js'
import type { AssetSpec } from '../core/spec/asset-spec.schema.js'
import { framesOf } from '../core/spec/spec-frames.js'
import type { JobFigures } from '../core/spending/estimate-work.js'
import { expectJob, type ExpectedTime } from '../core/spending/expect-job.js'
import { measuredJobsOf } from '../core/spending/measured-jobs.js'
import type { Spread } from '../core/spending/spending-ports.js'
import type { ApiContext } from './api-deps.js'

/** Drivers and settings change; what is older tells nothing of now. */
const windowMs = 30 * 24 * 3_600_000

/** What one job of a spec takes and costs on the GPUs of ours; undefined = nothing tells it apart from other jobs. */
export type JobForecast = (spec: AssetSpec, stage: GenerationStage) => JobFigures | undefined

/**
 * Looks at the hosts, their past and the graphs once, then tells of each spec: with which models and graph it would be made
 * on the first host that can, and how long that takes. Hosts that are away count where none is there.
 */
export async function forecastComfyJobs(deps: ApiContext, projectId: string): Promise<JobForecast> {
  const { catalogue, graphs, spending, readModels } = deps
  const hosts = await catalogue.gpuHosts.list()
  if (hosts.length === 0) return () => undefined
  const [templates, models, { settings }, times] = await Promise.all([
    graphs.list(),
    readModels(),
    catalogue.settings.newest(projectId),
    catalogue.gpuHosts.executionTimes({ withinMs: windowMs }),
  ])
  const able = hosts.filter(({ isAlive, trouble }) => isAlive && trouble === null)
  const asked = able.length > 0 ? able : hosts
  const past = measuredJobsOf(times, templates)
  const hourMicros = spending.gpuHourMicros ?? 0
  const known = new Map<string, JobFigures | undefined>()
  const tell = (spec: AssetSpec, stage: GenerationStage): JobFigures | undefined => {
    const of = { order: orderOf(spec, stage), settings, templates, catalogue: models }
    const plans = asked.map(({ facts }) => ({ facts, plan: planOnHost(facts, of) }))
    const makers = plans.flatMap(({ facts, plan }) => (plan.found ? [{ facts, plan }] : []))
    const [first] = makers
    if (first === undefined) return undefined
    const { graph, modelKey } = first.plan
    const template = templates.find((one) => graphLabel(one) === `${graph.name}@${graph.version}`)
    const job = {
      modelKey,
      graph: `${graph.name}@${graph.version}`,
      work: workOf(first.plan, template, spec),
    }
    const profiles = makers.map(({ facts }) => memoryProfileOf(facts).name)
    return figuresOf(expectJob(job, past, profiles), hourMicros)
  }
  return (spec, stage) => {
    const key = likenessOf(spec, stage)
    if (!known.has(key)) known.set(key, tell(spec, stage))
    return known.get(key)
  }
}

/** A final that is painted over a draft has the graph of one that begins from a picture; which picture is all the same. */
function orderOf(spec: AssetSpec, stage: GenerationStage): Pick<RouteOrder, 'spec' | 'stage' | 'adjust'> {
  if (stage === 'draft') return { spec, stage }
  if (spec.drafts === undefined) return { spec }
  return { spec, adjust: { source: { sha256: '0'.repeat(64), use: 'variation', strength: draftStrength } } }
}

function workOf(
  plan: Extract<ComfyPlan, { found: true }>,
  template: GraphTemplate | undefined,
  spec: AssetSpec,
): SamplerWork | null {
  return template === undefined ? null : samplerWorkOf(plan, template, framesOf(spec).length)
}

/** Specs that differ in nothing of this are made with the same models and graph. */
function likenessOf(spec: AssetSpec, stage: GenerationStage): string {
  const { key: _key, prompt: _prompt, source: _source, tags: _tags, ...alike } = spec
  return JSON.stringify([stage, alike])
}

function figuresOf(expected: ExpectedTime | null, hourMicros: number): JobFigures {
  const isFree = hourMicros === 0
  if (expected === null)
    return { ms: null, costMicros: isFree ? free : null, measured: 0, basis: isFree ? 'prices' : 'unknown' }
  const { ms, measured } = expected
  const price = (of: keyof Spread) => gpuCostMicros(ms[of], hourMicros)
  return {
    ...{ ms, measured, basis: measured > 0 ? 'measured' : 'assumed' },
    costMicros: { low: price('low'), likely: price('likely'), high: price('high') },
  }
}

const free: Spread = { low: 0, likely: 0, high: 0 }
