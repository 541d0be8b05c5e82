import type { EstimateView } from '../core/http/spending-api.js'
import type { IntakeProblem } from '../core/intake/intake-report.js'
import { refineOrder, type ListOrder } from '../core/intake/refine-order.js'
import type { RunRow, SpecSnapshot } from '../core/ports.js'
import type { GenerationStage } from '../core/generation/generation-route.js'
import { generationStages, type RunOptions } from '../core/run-options.js'
import type { AssetSpec } from '../core/spec/asset-spec.schema.js'
import { estimateWork, type PlannedWork } from '../core/spending/estimate-work.js'
import type { ApiContext } from './api-deps.js'
import { forecastComfyJobs, type JobForecast } from './forecast-jobs.js'
import { compareWithNewest } from './wishlist-changes.js'

/** What submitting the list would take and cost. Reads only. */
export async function estimateList(
  deps: ApiContext,
  projectId: string,
  list: ListOrder,
): Promise<EstimateView> {
  const { specs } = refineOrder(list)
  const { difference, isOtherSeed, problems } = await compareWithNewest(deps, projectId, list)
  const touched = new Set([...difference.added, ...difference.changed].map(({ key }) => key))
  const made = isOtherSeed ? specs : specs.filter(({ key }) => touched.has(key))
  const work = made.flatMap((spec) => workOf(spec, list.options))
  return await estimate(deps, projectId, work, {
    specs: made.length,
    unchanged: specs.length - made.length,
    problems,
  })
}

/** A page of specs of the catalogue. */
const pageSize = 1_000

/** What a run has still to make, as it stands. Reads only. */
export async function estimateRun(deps: ApiContext, run: RunRow): Promise<EstimateView> {
  const { catalogue } = deps
  const specs = await catalogue.intake.specsOfRevision(run.projectId, run.wishlistRevisionId)
  const byKey = new Map(specs.map((spec) => [spec.key, spec]))
  const work: SpecWork[] = []
  let unchanged = 0
  for (let cursor: number | null = 0; cursor !== null;) {
    const page: Awaited<ReturnType<typeof catalogue.runs.readSpecs>> = await catalogue.runs.readSpecs(
      run.runId,
      cursor,
      pageSize,
    )
    for (const snapshot of page.specs) {
      const spec = byKey.get(snapshot.specKey)
      if (spec === undefined || !generationStages.includes(snapshot.stage)) unchanged++
      else work.push(...workLeft(spec, run.options, snapshot))
    }
    cursor = page.nextCursor
  }
  return await estimate(deps, run.projectId, work, { specs: work.length, unchanged, problems: [] })
}

interface Jobs {
  readonly jobs: number
  readonly jobsMax: number
}

interface SpecWork {
  readonly spec: AssetSpec
  readonly jobs: Jobs
  /** Absent = `final`. */
  readonly stage?: GenerationStage
}

/** The jobs of a spec: one round, and with a contract as many as it has tries. Its drafts are jobs of their own. */
function workOf(spec: AssetSpec, { variantsPerSpec, contract }: RunOptions): SpecWork[] {
  if (spec.origin !== undefined) return [{ spec, jobs: { jobs: 1, jobsMax: 1 } }]
  const { variants, drafts = 0 } = spec
  const { tries = 1 } = spec.qualityContract ?? contract ?? {}
  const times = (jobs: number): Jobs => ({ jobs, jobsMax: jobs * Math.max(1, tries) })
  return [
    ...(drafts === 0 ? [] : [{ spec, stage: 'draft' as const, jobs: times(drafts) }]),
    { spec, jobs: times(variantsPerSpec ?? variants) },
  ]
}

/** A round that has a variant has its drafts; of one that has none they may be made in part, which nobody sees here. */
function workLeft(spec: AssetSpec, options: RunOptions, snapshot: SpecSnapshot): SpecWork[] {
  return workOf(spec, options).map((work) => ({
    ...work,
    jobs: work.stage === 'draft' ? draftsLeft(snapshot, work.jobs) : leftOf(snapshot, work.jobs),
  }))
}

function draftsLeft({ variants, round }: SpecSnapshot, { jobs, jobsMax }: Jobs): Jobs {
  const rounds = new Set(variants.map((one) => one.round))
  const left = rounds.has(Math.max(round, ...rounds)) ? 0 : jobs
  return { jobs: left, jobsMax: Math.max(left, jobsMax - rounds.size * jobs) }
}

function leftOf({ variants, round }: SpecSnapshot, { jobs, jobsMax }: Jobs): Jobs {
  // What is made may be seen before the stage that tells of its round.
  const newest = Math.max(round, ...variants.map((one) => one.round))
  const ofRound = variants.filter((one) => one.round === newest).length
  const left = Math.max(0, jobs - ofRound)
  return { jobs: left, jobsMax: Math.max(left, jobsMax - variants.length) }
}

async function estimate(
  deps: ApiContext,
  projectId: string,
  work: readonly SpecWork[],
  about: { readonly specs: number; readonly unchanged: number; readonly problems: readonly IntakeProblem[] },
): Promise<EstimateView> {
  const { catalogue, spending } = deps
  const [project, everybodys, hosts, forecast] = await Promise.all([
    catalogue.oversight.spending(projectId),
    catalogue.oversight.providerFigures(),
    catalogue.gpuHosts.list(),
    work.some(({ spec }) => spec.provider === comfyui) ? forecastComfyJobs(deps, projectId) : forecastNothing,
  ])
  const alive = hosts.filter(({ isAlive }) => isAlive).length
  const { limits, spent, providers: figures } = project
  const atOnce = { ...spending.atOnce, comfyui: Math.max(1, alive) }
  const answer = estimateWork({
    work: planWork(work, forecast),
    isHourFree: spending.gpuHourMicros === 0,
    figures,
    everybodys,
    prices: spending.prices,
    atOnce,
    limits,
    spent,
  })
  return { ...about, ...answer }
}

const comfyui = 'comfyui'
const forecastNothing: JobForecast = () => undefined

/** By provider; on a GPU of ours by what its jobs take, since a draft takes a fraction of an animation. */
function planWork(work: readonly SpecWork[], forecast: JobForecast): PlannedWork[] {
  const sums = new Map<string, PlannedWork>()
  for (const { spec, stage = 'final', jobs: more } of work) {
    const { provider } = spec
    const each = provider === comfyui ? forecast(spec, stage) : undefined
    const key = JSON.stringify([provider, stage, each])
    const { jobs, jobsMax } = sums.get(key) ?? { jobs: 0, jobsMax: 0 }
    sums.set(key, {
      ...{ provider, jobs: jobs + more.jobs, jobsMax: jobsMax + more.jobsMax },
      ...(each === undefined ? {} : { each }),
      ...(stage === 'draft' ? { stage } : {}),
    })
  }
  return [...sums.values()].sort((a, b) => (a.provider < b.provider ? -1 : 1))
}
