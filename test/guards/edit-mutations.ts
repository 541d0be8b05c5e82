import { failing, type Mutation } from './mutation.js'

const catalogue = 'test/adapters/postgres/postgres-catalogue.test.ts'
const applying = 'test/core/spec-edits/apply-spec-edits.test.ts'
const routes = 'test/api/spec-edits.test.ts'

export const editMutations: readonly Mutation[] = [
  {
    name: 'an edit that gives no valid spec is used all the same',
    file: 'core/spec-edits/apply-spec-edits.ts',
    find: 'refuseChanges(spec, set ?? {}) ?? checkSpec(changed)',
    replace: 'refuseChanges(spec, set ?? {})',
    ...failing(applying, 'that give borders without a middle'),
  },
  {
    name: 'an added spec wins over the list',
    file: 'core/spec-edits/add-drafts.ts',
    find: 'if (known.has(key))',
    replace: "if (known.has(key) && key === '')",
    ...failing(applying, 'give way to the list'),
  },
  {
    name: 'a list that is submitted again loses its edits',
    file: 'api/edit-specs.ts',
    find: 'return optionsWith(held, before.specEdits ?? [])',
    replace: 'return optionsWith(held, before.specEdits?.slice(0, 0) ?? [])',
    ...failing(routes, 'edits stay with the list'),
  },
  {
    name: 'the later of two edits at once overwrites the other',
    file: 'adapters/postgres/intake.repository.ts',
    find: '    refuseMovedOn(input, newest)',
    replace: "    if (name === '') refuseMovedOn(input, newest)",
    ...failing(catalogue, 'takes the place of a held run'),
  },
  {
    name: 'an edit asks the model again',
    file: 'activities/propose-specs.ts',
    find: 'if (earlier.notes.length > 0) {',
    replace: 'if (earlier.notes.length > 1_000) {',
    ...failing(routes, 'a proposal of a model is accepted or declined'),
  },
  {
    name: 'a held run goes on beside the one that takes its place',
    file: 'adapters/postgres/held-runs.ts',
    find: "AND stage = 'generating' RETURNING run_id",
    replace: "AND stage = 'done' RETURNING run_id",
    ...failing(catalogue, 'takes the place of a held run'),
  },
  {
    name: 'a run that makes something is taken for a held one',
    file: 'adapters/postgres/held-runs.ts',
    find: "AND s.stage <> 'waiting')",
    replace: "AND s.stage = 'unknown')",
    ...failing(catalogue, 'takes the place of a held run'),
  },
]
