import { z } from 'zod'
import type { EstimateView, BudgetView } from '../spending-api.js'
import type { PartEstimate } from '../../spending/estimate-work.js'
import { count, idOf, micros } from './pieces.schema.js'
import { intakeProblem } from './intake-rows.schema.js'
import { routeContract } from './route-contract.js'

const spread = z.strictObject({ low: z.number(), likely: z.number(), high: z.number() })
const limits = z.strictObject({
  budgetMicros: micros.nullable(),
  monthlyLimitMicros: micros.nullable(),
  safetyBufferMicros: micros,
  runCapMicros: micros.nullable(),
})
const providerFigures = z.strictObject({
  provider: z.string(),
  variants: count,
  approved: count,
  executions: count,
  costMicros: micros,
  monthMicros: micros,
  paintMs: spread,
  jobMicros: spread,
})
const part = {
  jobs: count,
  jobsMax: count,
  costMicros: spread,
  costBasis: z.enum(['measured', 'assumed', 'prices', 'unknown']),
  workMs: spread.nullable(),
  measured: count,
} satisfies { [K in keyof PartEstimate]: z.ZodType }

/** What work will take and cost. */
export const estimateView = z
  .strictObject({
    providers: z.array(
      z.strictObject({ provider: z.string(), ...part, drafts: z.strictObject(part).exactOptional() }),
    ),
    costMicros: spread,
    wallMs: spread.nullable(),
    leftMicros: micros.nullable(),
    warnings: z.array(z.string()),
    specs: count,
    unchanged: count,
    problems: z.array(intakeProblem),
  })
  .meta({ id: 'Estimate' }) satisfies z.ZodType<EstimateView>

export const readBudget = routeContract({
  operationId: 'readBudget',
  method: 'get',
  path: '/projects/{projectId}/budget',
  tag: 'Spending',
  summary: 'What the project has spent on what, and what is left',
  scope: 'project',
  role: 'viewer',
  answers: {
    200: z
      .strictObject({
        projectId: idOf('project'),
        limits,
        spent: z.strictObject({ totalMicros: micros, monthMicros: micros }),
        providers: z.array(providerFigures),
        assets: count,
        dearestRuns: z.array(z.strictObject({ runId: idOf('run'), name: z.string(), costMicros: micros })),
        leftMicros: micros.nullable(),
        costPerAssetMicros: z.number().nullable(),
        warnings: z.array(z.string()),
      })
      .meta({ id: 'Budget' }) satisfies z.ZodType<BudgetView>,
  },
})

export const estimateRun = routeContract({
  operationId: 'estimateRun',
  method: 'get',
  path: '/runs/{runId}/estimate',
  tag: 'Spending',
  summary: 'What the run will still take and cost',
  scope: 'run',
  role: 'viewer',
  answers: { 200: estimateView },
})
