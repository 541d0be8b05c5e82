import { Client, Connection } from '@temporalio/client'
import pg from 'pg'
import { projectRequests } from '../../../clients/http/project-requests.js'
import { readBundleEvidence } from '../bundle-evidence.js'
import type { Fault } from '../fault.js'
import { exactVariants } from '../invariants/exact-variants.js'
import type { Baseline, Evidence } from '../invariants/invariant.js'
import { PermitSampler, type PermitSamples } from '../permit-sampler.js'
import { readRunFacts } from '../run-facts.js'
import { settleAfterRun } from '../settle-after-run.js'
import { invariants } from '../try-fault.js'
import type { ComfyFault } from './comfy-fault.js'
import { judgeComfy, readSubmissionFacts } from './comfy-invariants.js'
import type { ComfyLab } from './comfy-lab.js'
import type { ComfyRow } from './comfy-table.js'
import type { StandInCounts } from './stand-in-process.js'

export interface ComfyTrial {
  readonly lab: ComfyLab
  readonly fault: ComfyFault
  /** Key of the project, new for every fault: what one has made would be taken by the next. */
  readonly projectKey: string
  readonly random: () => number
  /** What the undisturbed run gave; the first run of all is that one. */
  readonly baseline: { current: Baseline | null }
  readonly tell: (note: string) => void
}

const nouns = ['barrel', 'clay jar', 'oil lamp', 'wooden bench', 'stack of crates', 'saguaro cactus']

/** Runs a list, hurts it on its way, waits for the end and counts. Throws when the run does not end. */
export async function tryComfyFault(trial: ComfyTrial): Promise<ComfyRow> {
  const { lab, fault, random } = trial
  lab.beginFault()
  await lab.useHosts(fault.hosts ?? 1)
  lab.allowLosses(fault.submissionsLost ?? fault.losses ?? 0)
  // Each variant of an automatic review has its decision.
  lab.expectMoreDecisions(-(fault.refused ?? 0))
  await lab.forgetCaches()
  const before = await lab.counts()
  const startedMs = performance.now()
  const sampler = new PermitSampler(() => lab.stack?.databaseUrl ?? null)
  let samples: PermitSamples
  const runId = await order(trial)
  try {
    await fault.hurt?.(lab, runId, random)
    await lab.untilEnded(runId, fault.ends)
  } catch (error) {
    await lab.cancelQuietly([runId])
    throw error
  } finally {
    samples = await sampler.stop()
  }
  const seconds = (performance.now() - startedMs) / 1000
  return { ...(await judgeRun(trial, { runId, samples, before })), seconds }
}

async function order({ lab, fault, projectKey }: ComfyTrial): Promise<string> {
  const { arm, specs = lab.specs } = fault
  const settings = fault.settings?.(lab)
  if (settings !== undefined) {
    const client = lab.client()
    const { projectId } = await client.ensureProject({ key: projectKey, name: 'chaos' })
    await projectRequests(client, projectId).saveSettings({ settings, expectedRevision: 0 })
  }
  if (arm !== undefined) await lab.first.arm(arm)
  const lines = Array.from({ length: specs }, (_, at) => `prop: ${nouns[at % nouns.length]} ${at + 1}`)
  return await lab.submit(projectKey, lines.join('\n'))
}

async function judgeRun(
  { lab, fault, baseline, tell }: ComfyTrial,
  run: { readonly runId: string; readonly samples: PermitSamples; readonly before: StandInCounts },
): Promise<ComfyRow> {
  const { runId, samples, before } = run
  const stack = lab.stack!
  const db = new pg.Client({ connectionString: stack.databaseUrl, query_timeout: 120_000 })
  await db.connect()
  const connection = await Connection.connect({ address: stack.temporalAddress })
  try {
    await settleAfterRun(db, runId)
    const evidence: Evidence = {
      ...{ lab, runId, db, tell, samples },
      fault: asFault(fault),
      specs: fault.specs ?? lab.specs,
      facts: await readRunFacts(db, runId),
      bundle: fault.ends === 'cancelled' ? null : await readBundleEvidence(lab, db, runId),
      baseline: fault.specs === undefined ? baseline.current : null,
      temporal: new Client({ connection }),
    }
    const wrong: string[] = []
    // A spec whose job is refused for good goes on with fewer variants than were asked for.
    const checked =
      fault.refused === undefined ? invariants : invariants.filter((one) => one !== exactVariants)
    for (const invariant of checked)
      for (const sentence of await invariant.check(evidence)) wrong.push(`${invariant.id} ${sentence}`)
    const { facts, bundle } = evidence
    const submissions = await readSubmissionFacts(db, runId)
    const done = since(before, await lab.counts())
    const { running, pending } = await lab.prompts()
    wrong.push(...judgeComfy({ fault, facts, done, submissions, promptsLeft: running + pending }))
    if (baseline.current === null && bundle !== null && wrong.length === 0)
      baseline.current = {
        decisions: facts.decisions,
        bundleHash: bundle.hash,
        bundleLines: bundle.lines,
      }
    return {
      fault: fault.name,
      ...{ jobs: facts.jobs, executions: done.executions, submissions: submissions.made },
      ...{ images: facts.variants, ledger: facts.commits },
      verdict: wrong.length === 0 ? 'ok' : `FAILED: ${wrong.join('; ')}`,
    }
  } finally {
    await connection.close()
    await db.end()
  }
}

/** As the invariants of all suites know it. */
function asFault({ name, ends, refused }: ComfyFault): Fault {
  return {
    ...{ name, review: 'auto', hurt: async () => {} },
    ...(ends === undefined ? {} : { ends }),
    // The score chooses among the variants that are there.
    ...(refused === undefined ? {} : { otherBundle: true }),
  }
}

function since(before: StandInCounts, now: StandInCounts): StandInCounts {
  const faults = Object.entries(now.faults).map(([kind, count]) => [kind, count - (before.faults[kind] ?? 0)])
  return {
    accepted: now.accepted - before.accepted,
    executions: now.executions - before.executions,
    faults: Object.fromEntries(faults) as Record<string, number>,
  }
}
