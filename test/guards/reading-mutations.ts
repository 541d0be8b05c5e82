import { failing, type Mutation } from './mutation.js'

const connections = 'test/adapters/postgres/connection-loss.test.ts'
const catalogue = 'test/adapters/postgres/postgres-catalogue.test.ts'
const migrated = 'whose columns a migration has changed since goes on'

/** Faults in what makes reads of a large catalogue cheap (docs/decisions/017). */
export const readingMutations: readonly Mutation[] = [
  {
    name: 'a statement whose columns changed is not sent again',
    file: 'adapters/postgres/transaction.ts',
    find: 'if (isStalePlan(error) && ++stale <= staleMax) continue',
    replace: 'if (isStalePlan(error) && ++stale <= 6) continue',
    ...failing(connections, migrated, /Unavailable|cached plan/),
  },
  {
    name: 'a connection with statements of older columns is used again',
    file: 'adapters/postgres/transaction.ts',
    find: 'return isConnectionLoss(error) || isStalePlan(error)',
    replace: 'return isConnectionLoss(error)',
    ...failing(connections, migrated, /Unavailable|cached plan/),
  },
  {
    name: 'no statement is prepared',
    file: 'adapters/postgres/prepared-statements.ts',
    find: 'if (prepared >= preparedMax) return null',
    replace: 'if (prepared < preparedMax) return null',
    ...failing(connections, 'is prepared from the second time on'),
  },
  {
    name: 'drafts are counted as planned variants',
    file: 'adapters/postgres/count-run.ts',
    find: ' AND stage IS NULL GROUP BY spec_revision_id',
    replace: ' GROUP BY spec_revision_id',
    ...failing(catalogue, 'draft'),
  },
  {
    name: 'what a run carries is not counted',
    file: 'adapters/postgres/run-states.ts',
    find: 'AND origin_run_id IS NOT NULL`',
    replace: 'AND origin_run_id IS NULL`',
    ...failing(catalogue, 'carr'),
  },
  {
    name: 'all decisions of a run that specs are carried from are shown',
    file: 'adapters/postgres/review.repository.ts',
    find: 'FROM run_specs rs WHERE rs.run_id = $1)) IS TRUE',
    replace: 'FROM run_specs rs WHERE rs.run_id = $1)) IS NOT NULL',
    ...failing(catalogue, 'shows the decisions of the specs that it has'),
  },
  {
    name: 'scores of an earlier round count for the round',
    file: 'adapters/postgres/spec-snapshots.ts',
    find: 'FILTER (WHERE v.round = rs.round) AS scored',
    replace: 'FILTER (WHERE v.round <= rs.round) AS scored',
    ...failing(catalogue, 'is seen on a spec for the round'),
  },
  {
    name: 'figures over a whole catalogue are read at once',
    file: 'api/remember-figures.ts',
    find: 'const turn = last.then(work)',
    replace: 'const turn = work()',
    ...failing('test/api/remember-figures.test.ts', 'are read one after another'),
  },
  {
    name: 'dear figures are kept no longer than others',
    file: 'api/remember-answers.ts',
    find: 'const keptForTimes = 100',
    replace: 'const keptForTimes = 0',
    ...failing('test/api/remember-answers.test.ts', 'a hundred times as long'),
  },
]
