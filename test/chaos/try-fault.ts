import { Client, Connection } from '@temporalio/client'
import pg from 'pg'
import { readBundleEvidence } from './bundle-evidence.js'
import type { ChaosRow } from './chaos-table.js'
import type { Fault } from './fault.js'
import { bundleIsApprovedSet } from './invariants/bundle-is-approved-set.js'
import { exactVariants } from './invariants/exact-variants.js'
import { executionsBounded } from './invariants/executions-bounded.js'
import { historiesWhole } from './invariants/histories-whole.js'
import type { Baseline, Evidence, Invariant } from './invariants/invariant.js'
import { noWorkflowBroken } from './invariants/no-workflow-broken.js'
import { oneChargeAJob } from './invariants/one-charge-a-job.js'
import { oneDecisionAVersion } from './invariants/one-decision-a-version.js'
import { permitsWithinCap } from './invariants/permits-within-cap.js'
import type { Lab } from './lab.js'
import { PermitSampler, type PermitSamples } from './permit-sampler.js'
import { readRunFacts } from './run-facts.js'
import { settleAfterRun } from './settle-after-run.js'

/** Checked after every fault, in this order. */
export const invariants: readonly Invariant[] = [
  exactVariants,
  oneChargeAJob,
  oneDecisionAVersion,
  bundleIsApprovedSet,
  executionsBounded,
  noWorkflowBroken,
  permitsWithinCap,
  historiesWhole,
]

export interface Trial {
  readonly lab: Lab
  readonly fault: Fault
  /** Key of the project, new for every fault. */
  readonly projectKey: string
  readonly list: string
  readonly random: () => number
  readonly baselines: Map<Fault['review'], Baseline>
  readonly tell: (note: string) => void
}

/** Runs a list, hurts the stack in the middle, waits for the end and counts. Throws when the run does not end. */
export async function tryFault(trial: Trial): Promise<ChaosRow> {
  const { lab, fault, random } = trial
  lab.beginFault()
  await lab.ensure(fault)
  const sampler = new PermitSampler(() => lab.stack?.databaseUrl ?? null)
  let samples: PermitSamples
  let recoverySeconds: number
  const runId = await lab.submit(trial.projectKey, trial.list, fault.review)
  try {
    await fault.hurt(lab, runId, random)
    const hurtMs = performance.now()
    await lab.untilEnded(runId, fault.ends)
    recoverySeconds = (performance.now() - hurtMs) / 1000
    for (const other of lab.otherRuns) await lab.untilEnded(other.runId)
  } catch (error) {
    await lab.cancelQuietly([runId, ...lab.otherRuns.map((one) => one.runId)])
    throw error
  } finally {
    samples = await sampler.stop()
  }
  const row = await judgeRun(trial, { fault, runId, samples })
  const others: string[] = []
  for (const { runId: otherId, review } of lab.otherRuns) {
    const judged = await judgeRun(trial, { fault: { ...fault, review }, runId: otherId, samples })
    if (judged.verdict !== 'ok') others.push(`second run ${judged.verdict}`)
  }
  const verdicts = [...(row.verdict === 'ok' ? [] : [row.verdict]), ...others]
  return { ...row, recoverySeconds, verdict: verdicts.length === 0 ? 'ok' : verdicts.join('; ') }
}

async function judgeRun(
  { lab, baselines, tell }: Trial,
  run: { fault: Fault; runId: string; samples: PermitSamples },
): Promise<ChaosRow> {
  const { fault, runId } = run
  const stack = lab.stack!
  const db = new pg.Client({ connectionString: stack.databaseUrl, query_timeout: 120_000 })
  await db.connect()
  const connection = await Connection.connect({ address: stack.temporalAddress })
  try {
    await settleAfterRun(db, runId)
    const evidence: Evidence = {
      ...{ lab, fault, runId, db, tell },
      specs: lab.specs,
      facts: await readRunFacts(db, runId),
      bundle: fault.ends === 'cancelled' ? null : await readBundleEvidence(lab, db, runId),
      baseline: baselines.get(fault.review) ?? null,
      samples: run.samples,
      temporal: new Client({ connection }),
    }
    const wrong: string[] = []
    for (const invariant of invariants)
      for (const sentence of await invariant.check(evidence)) wrong.push(`${invariant.id} ${sentence}`)
    const { facts, bundle } = evidence
    // The first run of its kind is the undisturbed one.
    if (evidence.baseline === null && bundle !== null)
      baselines.set(fault.review, {
        decisions: facts.decisions,
        bundleHash: bundle.hash,
        bundleLines: bundle.lines,
      })
    const waste = facts.variants === 0 ? 0 : (facts.executions - facts.variants) / facts.variants
    return {
      fault: fault.name,
      specs: facts.specs,
      variants: facts.variants,
      executions: facts.executions,
      wastePercent: Math.round(waste * 1000) / 10,
      ledger: facts.commits,
      decisions: facts.decisions,
      bundleHash: bundle?.hash ?? 'none',
      verdict: wrong.length === 0 ? 'ok' : `FAILED: ${wrong.join('; ')}`,
    }
  } finally {
    await connection.close()
    await db.end()
  }
}
