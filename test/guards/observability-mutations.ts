import { failing, notReplaying, type Mutation } from './mutation.js'

const log = 'test/adapters/log/create-log.test.ts'
const api = 'test/api/observe.test.ts'
const scope = 'test/workers/activity-scope.test.ts'
const rules = 'test/infra/observability.test.ts'
const figures = 'test/adapters/postgres/catalogue-figures.test.ts'

/** Faults in what is seen: logs that lose a run or tell a secret, figures that lie, names that nobody serves. */
export const observabilityMutations: readonly Mutation[] = [
  {
    name: 'a log line shows known secrets',
    file: 'adapters/log/redact-secrets.ts',
    find: 'clean = clean.split(secret).join(hidden)',
    replace: 'clean = clean.split(secret).join(secret)',
    ...failing(log, 'are in no line'),
  },
  {
    name: 'a log line shows the password of an address',
    file: 'adapters/log/redact-secrets.ts',
    find: '`$1:${hidden}@`',
    replace: "'$&'",
    ...failing(log, 'are in no line'),
  },
  {
    name: 'a log line leaves out its scope',
    file: 'adapters/log/create-log.ts',
    find: '...own, ...currentLogFields(), ...fields, ...own',
    replace: '...own, ...fields, ...own',
    ...failing(log, 'gives its fields to every line inside'),
  },
  {
    name: 'an activity drops the run id of its job',
    file: 'workers/activity-scope.ts',
    find: "for (const source of [named['job'], named]",
    replace: 'for (const source of [named]',
    ...failing(scope, 'gives every line below it the ids'),
  },
  {
    name: 'failed activities are not counted',
    file: 'workers/activity-scope.ts',
    find: '            metrics.countActivityFailure(info.activityType, type)\n',
    replace: '',
    ...failing(scope, 'that fails says of what type'),
  },
  {
    name: 'a request is logged without the ids of its path',
    file: 'api/observe-requests.ts',
    find: 'observed.fields[name] = value',
    replace: 'void value',
    ...failing(api, 'is one line with method, pattern, status'),
  },
  {
    name: 'any text is taken for the id of a request',
    file: 'api/observe-requests.ts',
    find: '/^[\\w.:-]{1,128}$/.test(given)',
    replace: "given !== ''",
    ...failing(api, 'has an id: the one it came with'),
  },
  {
    name: 'old figures stay when the catalogue cannot be read',
    file: 'adapters/metrics/prometheus-metrics.ts',
    find: 'gauges.get(name)?.remove()',
    replace: 'void 0',
    ...failing(api, 'shows the catalogue as it is now'),
  },
  {
    name: 'a settled reservation counts as open',
    file: 'adapters/postgres/catalogue-figures.ts',
    find: "'Reservations without commit or refund.',\n    [],\n    `SELECT count(*)::float8 AS value FROM ledger_entries r WHERE r.kind = 'reserve' AND NOT EXISTS",
    replace:
      "'Reservations without commit or refund.',\n    [],\n    `SELECT count(*)::float8 AS value FROM ledger_entries r WHERE r.kind = 'reserve' OR NOT EXISTS",
    ...failing(figures, 'tell what is there'),
  },
  {
    name: 'an alert asks for a metric under another name',
    file: 'infra/observability/alert-rules.yml',
    find: 'increase(temporal_workflow_task_execution_failed{failure_reason="NonDeterminismError"}[10m])',
    replace:
      'increase(temporal_workflow_task_execution_failed_total{failure_reason="NonDeterminismError"}[10m])',
    ...failing(rules, 'name only metrics of the SDK'),
  },
  {
    name: 'an alert is not PromQL',
    file: 'infra/observability/alert-rules.yml',
    find: 'expr: assetloom_outbox_oldest_seconds > 60',
    replace: 'expr: assetloom_outbox_oldest_seconds > > 60',
    ...failing(rules, 'are all found and all PromQL'),
  },
  {
    name: 'following the ids of a run issues a command of its own',
    file: 'workflows/work-ids.ts',
    find: '        scheduleActivity(input, next) {\n',
    replace: '        scheduleActivity(input, next) {\n          void next(input)\n',
    ...notReplaying(),
  },
]
