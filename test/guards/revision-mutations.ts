import { failing, type Mutation } from './mutation.js'

const catalogue = 'test/adapters/postgres/postgres-catalogue.test.ts'
const workflows = 'test/workflows/wishlist-revisions.test.ts'
const differing = 'test/core/intake/diff-specs.test.ts'

export const revisionMutations: readonly Mutation[] = [
  {
    name: 'a revision makes every spec anew',
    file: 'adapters/postgres/save-refinement.ts',
    find: 'if (listChanged) await carrySpecs',
    replace: 'if (!listChanged) await carrySpecs',
    ...failing(catalogue, 'carries settled specs with their variants'),
  },
  {
    name: 'a revision carries what failed',
    file: 'adapters/postgres/carried-specs.ts',
    find: "o.stage NOT IN ('failed', 'cancelled') AND ow.options",
    replace: "o.stage <> 'unknown' AND ow.options",
    ...failing(catalogue, 'makes all anew for another seed'),
  },
  {
    name: 'a revision carries another seed',
    file: 'adapters/postgres/carried-specs.ts',
    find: "           AND ew.options -> 'seed' = nw.options -> 'seed'\n",
    replace: '',
    ...failing(catalogue, 'makes all anew for another seed'),
  },
  {
    name: 'any text of a known list gives its newest run',
    file: 'adapters/postgres/intake.repository.ts',
    find: 'if (newest?.content_hash === contentHash) {',
    replace: "if (newest && contentHash !== '') {",
    ...failing(catalogue, 'is the newest one for the same text'),
  },
  {
    name: 'nobody is told that a carried spec moved on',
    file: 'adapters/postgres/run-spec-stages.ts',
    find: 'WHERE $8 AND x.origin_run_id = $1',
    replace: 'WHERE NOT $8 AND x.origin_run_id = $1',
    ...failing(catalogue, 'is woken once when its owner'),
  },
  {
    name: 'CHANGES.md compares with another target',
    file: 'adapters/postgres/freeze-bundles.ts',
    find: 'p.target = $4 AND p.content_id <> $5',
    replace: "p.target <> '' AND p.content_id <> $5",
    ...failing(catalogue, 'freezes what it carries'),
  },
  {
    name: 'a bundle of a revision lacks what it carries',
    file: 'adapters/postgres/frozen-assets.ts',
    find: 'JOIN variants v ON v.run_id = rs.owner_run_id',
    replace: 'JOIN variants v ON v.run_id = rs.run_id',
    ...failing(catalogue, 'freezes what it carries'),
  },
  {
    name: 'a cancelled run ends what a newer one has too',
    file: 'workflows/asset-run-children.ts',
    find: 'spec.heldElsewhere !== true && isStarted(spec)',
    replace: 'isStarted(spec)',
    ...failing(workflows, 'goes on when the older run is cancelled', /AssertionError|still waiting/),
  },
  {
    name: 'a spec that its owner gave up is waited for',
    file: 'activities/check-assets.ts',
    find: '    await catalogue.runs.adoptGivenUp(runId)\n',
    replace: '',
    ...failing(workflows, 'makes a carried spec itself', /AssertionError|still waiting/),
  },
  {
    name: 'a difference leaves out what is gone',
    file: 'core/intake/diff-specs.ts',
    find: 'before.filter((spec) => !now.has(spec.key))',
    replace: 'before.filter((spec) => now.has(spec.key) && old.size < 0)',
    ...failing(differing, 'is symmetric: what is added one way'),
  },
  {
    name: 'two lines may write one key',
    file: 'core/intake/parse-list.ts',
    find: '    if (earlier === undefined) return true\n',
    replace: '    if (earlier === undefined || earlier > 0) return true\n',
    ...failing(differing, 'is refused the second time'),
  },
]
