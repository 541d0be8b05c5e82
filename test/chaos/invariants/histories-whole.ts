import type { Client } from '@temporalio/client'
import { Worker } from '@temporalio/worker'
import { existsSync } from 'node:fs'
import { checkSqliteFile } from '../check-sqlite-file.js'
import type { Evidence, Invariant } from './invariant.js'

/** Histories replayed of one run: those of the roots and bundles, and assetRuns spread over the list. */
const replayedMax = 80
const namedMax = 3
const bundlePath = 'dist/workflow-bundle.js'

export const historiesWhole: Invariant = {
  id: 'I8',
  promise: "Temporal's file is whole and every history replays with today's workflows",
  async check(evidence) {
    const files = evidence.lab.temporalFiles().filter((path) => path.endsWith('.sqlite'))
    const damaged: string[] = []
    for (const path of files) damaged.push(...(await checkSqliteFile(path, evidence.tell)))
    return [...damaged, ...(await replayHistories(evidence))]
  },
}

async function replayHistories({ lab, temporal, runId, tell }: Evidence): Promise<string[]> {
  if (!existsSync(bundlePath)) return [`${bundlePath} is missing: run npm run build`]
  const found = await chooseExecutions(temporal, runId, tell)
  const chosen = found.filter(({ executionId }) => !lab.ofOtherBuild.has(executionId))
  const histories = (async function* () {
    for (const { workflowId, executionId } of chosen)
      yield { workflowId, history: await temporal.workflow.getHandle(workflowId, executionId).fetchHistory() }
  })()
  const broken: string[] = []
  const results = Worker.runReplayHistories({ workflowBundle: { codePath: bundlePath } }, histories)
  for await (const { workflowId, error } of results) if (error) broken.push(`${workflowId}: ${error.message}`)
  if (chosen.length === 0) return ['the run has no history in Temporal']
  return broken.length === 0
    ? []
    : [`${broken.length} histories do not replay: ${broken.slice(0, namedMax).join('; ')}`]
}

async function chooseExecutions(
  temporal: Client,
  runId: string,
  tell: (note: string) => void,
): Promise<{ workflowId: string; executionId: string }[]> {
  const roots: { workflowId: string; executionId: string }[] = []
  const assets: { workflowId: string; executionId: string }[] = []
  for await (const one of temporal.workflow.list({ query: `ProductionRunId = '${runId}'` })) {
    const execution = { workflowId: one.workflowId, executionId: one.runId }
    if (one.type === 'assetRun') assets.push(execution)
    else roots.push(execution)
  }
  const room = Math.max(1, replayedMax - roots.length)
  if (assets.length > room)
    tell(`I8 replayed ${replayedMax} histories of a run: all roots and bundles, assetRuns spread evenly`)
  const step = Math.max(1, assets.length / room)
  const spread = Array.from(
    { length: Math.min(room, assets.length) },
    (_, at) => assets[Math.floor(at * step)],
  )
  return [...roots.slice(0, replayedMax), ...spread.filter((one) => one !== undefined)]
}
