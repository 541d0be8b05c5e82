import { failing, type Mutation } from './mutation.js'

/** Faults in what jobs may name, and in what is never done twice. */
export const chainMutations: readonly Mutation[] = [
  {
    name: 'a cancellation that overtakes the start of its run is dropped',
    file: 'adapters/temporal/temporal-gateway.ts',
    find: `if (signal === 'cancelRun') return { status: 'retry', message:`,
    replace: `if (signal === 'cancelRun') return { status: 'gone', message:`,
    ...failing('test/workflows/cancel-at-start.test.ts', 'comes before the message that starts it'),
  },
  {
    name: 'a pause that waited is sent after the resumption that was pressed later',
    file: 'core/outbox-delivery.ts',
    find: `message.signal !== 'cancelRun' && (await outbox.isOvertaken(row))`,
    replace: `message.signal !== 'cancelRun' && row.attempts < 0`,
    ...failing('test/core/outbox-delivery.test.ts', 'only the one that was pressed last'),
  },
  {
    name: 'an expression reaches what an object inherits',
    file: 'core/chain/json-value.ts',
    find: 'return Object.hasOwn(object, name) ? object[name] : undefined',
    replace: 'return object[name]',
    ...failing('test/core/chain/resolve-expressions.test.ts', '$output.constructor.name has no value'),
  },
  {
    name: 'a job that failed is ended again by a late success',
    file: 'adapters/postgres/chain-stages.ts',
    find: `WHERE project_id = $1 AND job_id = $2 AND stage IN ('waiting', 'running') RETURNING`,
    replace: `WHERE project_id = $1 AND job_id = $2 AND stage <> 'done' RETURNING`,
    ...failing('test/adapters/postgres/postgres-catalogue.test.ts', 'keeps the first end of a job'),
  },
]
