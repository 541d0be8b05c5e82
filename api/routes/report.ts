import type { Router } from 'express'
import { visibleProjects } from '../../core/access/principal.js'
import { composeReport, type ReportView } from '../../core/http/compose-report.js'
import { readReport } from '../../core/http/contracts/oversight-contracts.schema.js'
import { isLengthOfTime, parseSince } from '../../core/http/parse-since.js'
import { workflowIds } from '../../core/ids.js'
import type { RunRow } from '../../core/ports.js'
import type { ApiContext } from '../api-deps.js'
import { mountOperations, operation } from '../operations.js'
import { problem } from '../problem.js'
import { happenedFreshMs } from '../remember-figures.js'

const defaultSince = '18h'
/** The record of running is read from so long before the report: what came before it tells a start from an absence. */
const recordBeforeMs = 32 * 86_400_000
/** A younger run may be on its way to Temporal. */
const youngMs = 60_000
const openRunsMax = 1_000
const askDeadlineMs = 3_000

/** GET /report?since: what happened, what failed, what waits, in what the principal may see; `18h`, `yesterday` (UTC) or an ISO time. */
export function addReportRoute(router: Router, deps: ApiContext): void {
  const { catalogue, limits, now } = deps
  const freshMs = happenedFreshMs(limits.figuresFreshMs)
  mountOperations(router, deps, [
    operation(readReport, async ({ query, principal, allow }, response) => {
      const nowMs = now()
      const { since: text = defaultSince, projectId } = query
      if (projectId !== undefined) allow(projectId)
      const projectIds = projectId === undefined ? visibleProjects(principal) : [projectId]
      const sinceMs = parseSince(text, nowMs)
      if (sinceMs === null)
        throw problem(
          409,
          'invalid-query',
          'since is no time within the last year.',
          'Write it like 18h, 2d, yesterday or 2026-11-20T18:00:00Z.',
        )
      const since = new Date(isLengthOfTime(text) ? coarseOf(sinceMs, nowMs, freshMs) : sinceMs).toISOString()
      const recordSince = new Date(sinceMs - recordBeforeMs).toISOString()
      const [figures, integrity, service, temporal, runsWithoutExecution] = await Promise.all([
        catalogue.oversight.figuresSince(since, projectIds),
        catalogue.oversight.integrity(projectIds),
        catalogue.oversight.intervals('service', recordSince),
        catalogue.oversight.intervals('temporal', recordSince),
        countRunsWithoutExecution(deps, nowMs, projectIds),
      ])
      const answer: ReportView = composeReport({
        ...{ sinceMs, nowMs, figures, integrity, service, temporal, runsWithoutExecution },
      })
      response.json(answer)
    }),
  ])
}

/** "18h" is so many hours to a thousandth, so that all who ask it in the same minute ask the same. */
function coarseOf(sinceMs: number, nowMs: number, freshMs: number): number {
  if (freshMs <= 0) return sinceMs
  const grainMs = Math.max(freshMs, (nowMs - sinceMs) / 1_000)
  return Math.floor(sinceMs / grainMs) * grainMs
}

/** Open runs that nothing in Temporal works on, young ones aside; null when Temporal cannot be asked. */
async function countRunsWithoutExecution(
  { catalogue, executions }: ApiContext,
  nowMs: number,
  projectIds: readonly string[] | null,
): Promise<number | null> {
  const open = (await catalogue.runs.listOpen(openRunsMax)).filter(
    ({ projectId }) => projectIds === null || projectIds.includes(projectId),
  )
  const ids = open.filter((run) => nowMs - Date.parse(run.createdAt) >= youngMs).map(rootOf)
  if (ids.length === 0) return 0
  const missing = await executions.notOpen(ids, askDeadlineMs).catch(() => null)
  return missing === null ? null : missing.length
}

function rootOf(run: RunRow): string {
  return run.stage === 'refining'
    ? workflowIds.wishlistRun(run.wishlistRevisionId)
    : workflowIds.productionRun(run.runId)
}
