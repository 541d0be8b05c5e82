import { failing, type Mutation } from './mutation.js'

/** Faults in what jobs may name, and in what is never done twice. */
export const chainMutations: readonly Mutation[] = [
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
