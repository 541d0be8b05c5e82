import { failing, type Mutation } from './mutation.js'

const waits = 'test/core/http/waits-for.test.ts'
const report = 'test/core/http/compose-report.test.ts'
const catalogue = 'test/adapters/postgres/postgres-catalogue.test.ts'

/** Faults that would let people believe what is not so: of losses, absences, waits and secrets. */
export const seeingMutations: readonly Mutation[] = [
  {
    name: 'a run that has ended still waits',
    file: 'core/http/waits-for.ts',
    find: 'if (terminalRunStages.includes(facts.run.stage)) return []',
    replace: "if (facts.run.stage === 'done') return []",
    ...failing(waits, 'is nothing once the run has ended'),
  },
  {
    name: 'the report forgets lost decisions',
    file: 'core/http/compose-report.ts',
    find: "    { what: 'accepted decisions', count: integrity.decisionsLost },\n",
    replace: '',
    ...failing(report, 'shows every loss and doubling'),
  },
  {
    name: 'an interval inside another one begins an absence',
    file: 'core/http/compose-report.ts',
    find: 'reachedMs = Math.max(reachedMs, toMs)',
    replace: 'reachedMs = toMs',
    ...failing(report, 'never overlap an interval'),
  },
  {
    name: 'a closed message counts as on its way',
    file: 'adapters/postgres/report-figures.ts',
    find: ' || q.decision_id AND o.closed_at IS NULL)))) AS',
    replace: ' || q.decision_id)))) AS',
    ...failing(catalogue, 'is counted: an accepted decision'),
  },
  {
    name: 'an absence is taken for running',
    file: 'adapters/postgres/oversight.repository.ts',
    find: "AND last_seen > clock_timestamp() - $3 * interval '1 millisecond' RETURNING 1",
    replace: 'AND $3::float8 >= 0 RETURNING 1',
    ...failing(catalogue, 'is one interval while a boot'),
  },
  {
    name: 'a summary is longer than Temporal takes',
    file: 'core/workflow-texts.ts',
    find: 'const limit = bytesMax - bytesOf(ellipsis)',
    replace: 'const limit = bytesMax',
    ...failing('test/core/workflow-texts.test.ts', 'are never longer than Temporal'),
  },
  {
    name: 'the view of a run waits for a Temporal that hangs',
    file: 'api/watch-temporal.ts',
    find: 'return await withinDeadline(limits.watchDeadlineMs, askRetries(runId), known?.value ?? null)',
    replace: 'return (await askRetries(runId)) ?? (await withinDeadline(1, Promise.resolve(null), null))',
    ...failing('test/api/report.test.ts', 'does not wait for a Temporal', /timed out/),
  },
  {
    name: 'the doctor overlooks a secret that others can read',
    file: 'clients/cli/doctor/check-home.ts',
    find: '(found.mode & 0o077) !== 0',
    replace: '(found.mode & 0o022) !== 0',
    ...failing('test/clients/doctor.test.ts', 'is a secret that others'),
  },
  {
    name: 'the seconds left jump with every measurement',
    file: 'core/http/run-pace.ts',
    find: 'Math.max(0, expected + (measured - expected) * blendShare)',
    replace: 'Math.max(0, measured + 0 * blendShare)',
    ...failing('test/core/http/describe-run.test.ts', 'count down with the clock'),
  },
  {
    name: 'the bar of a picture goes back with its next node',
    file: 'clients/progress/live-jobs.ts',
    find: 'Math.max(share, kept ?? 0)',
    replace: 'Math.max(share, 0 * (kept ?? 0))',
    ...failing('test/clients/describe-time-left.test.ts', 'have a share that never goes back'),
  },
  {
    name: 'the range of the time left ignores how uneven pictures are',
    file: 'core/http/run-pace.ts',
    find: 'const errorMs = deviationMs * Math.sqrt(',
    replace: 'const errorMs = 0 * deviationMs * Math.sqrt(',
    ...failing('test/core/http/describe-run.test.ts', 'is wider for uneven pictures'),
  },
  {
    name: 'what is left of pictures that come in bursts is told by single gaps',
    file: 'core/http/run-pace.ts',
    find: 'const row = Math.min(remaining, Math.floor(gapsMs.length / 2))',
    replace: 'const row = 1',
    ...failing('test/core/http/describe-run.test.ts', 'is narrow for pictures that come in even bursts'),
  },
  {
    name: 'a run above its cap is not warned of',
    file: 'core/spending/warn-of-run.ts',
    find: 'return costMicros < cap\n',
    replace: 'return costMicros > cap\n',
    ...failing('test/core/spending/estimate-work.test.ts', 'is warned of from four fifths on'),
  },
]
