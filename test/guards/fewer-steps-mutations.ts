import { failing, notReplaying, type Mutation } from './mutation.js'

const catalogue = 'test/adapters/postgres/postgres-catalogue.test.ts'
const workflows = 'test/workflows/production-run.test.ts'
const activities = 'test/activities/generation.test.ts'
const reconciling = 'test/adapters/temporal/reconcile.test.ts'

const roundMutations: readonly Mutation[] = [
  {
    name: 'a run that fills its window never goes on as new',
    file: 'workflows/production-run.ts',
    find: "if (this.isLong() && patched('go-on-while-filling')) await",
    replace: "if (this.isLong() && !patched('go-on-while-filling')) await",
    ...failing(workflows, 'goes on as new between two pages', /AssertionError|still waiting/),
  },
  {
    name: 'open reviews come back one window a poll after a loss',
    file: 'workflows/production-run.ts',
    find: "return stage !== 'reviewing' || !patched('reviews-need-no-place')",
    replace: "return stage !== 'reviewing' || patched('reviews-need-no-place')",
    ...failing(
      'test/workflows/asset-review.test.ts',
      'no review waits for another',
      /timed out|still waiting/i,
    ),
  },
  {
    name: 'a run that goes on as new forgets what was settled',
    file: 'workflows/production-run.ts',
    find: 'this.mustAsk = input.asksFirst ?? false',
    replace: 'this.mustAsk = false',
    ...failing(workflows, 'goes on as new with a small limit', /still waiting/),
  },
  {
    name: 'a round that a person asked for is shown within the workflow task',
    file: 'workflows/asset-run.ts',
    find: "const isLaterRound = stage === 'generating' && this.review.round > 1",
    replace: "const isLaterRound = stage === 'generating' && this.review.round > 100",
    ...failing(workflows, 'begin a round that a person asked for'),
  },
  {
    name: 'late scores give back the permit of a later round',
    file: 'adapters/postgres/permits.ts',
    find: 'SELECT 1 WHERE $4::int IS NULL OR NOT EXISTS (',
    replace: 'SELECT 1 WHERE $4::int IS NULL OR true OR NOT EXISTS (',
    ...failing(catalogue, 'comes too late for a round after it'),
  },
  {
    name: 'scores leave the permit of their round taken',
    file: 'adapters/postgres/generation.repository.ts',
    find: 'if (endsRound !== undefined) await releaseRound(tx, input, endsRound)',
    replace: 'if (endsRound === 0) await releaseRound(tx, input, endsRound)',
    ...failing(catalogue, 'gives the permit back and refunds what was not painted'),
  },
  {
    name: 'refused scores give the permit back all the same',
    file: 'adapters/postgres/generation.repository.ts',
    find: 'await releaseRound(tx, input, endsRound)',
    replace:
      "await releaseRound(tx, input, endsRound).then(async () => void (await queryTx(tx, 'COMMIT AND CHAIN', [])))",
    ...failing(catalogue, 'is not there when the scores are refused'),
  },
  {
    name: 'an attempt that comes late moves a scored spec back',
    file: 'adapters/postgres/run-spec-stages.ts',
    find: 'AND (NOT $9 OR NOT EXISTS (',
    replace: 'AND (NOT $9 OR true OR NOT EXISTS (',
    ...failing(catalogue, 'lets no late attempt of work move a spec back'),
  },
  {
    name: 'an attempt that comes late moves a finished spec back',
    file: 'adapters/postgres/run-spec-stages.ts',
    find: 'AND ($10::text IS NULL OR rs.finished_variant_id',
    replace: 'AND ($10::text IS NULL OR true OR rs.finished_variant_id',
    ...failing(catalogue, 'lets no late attempt of finishing move a spec back'),
  },
  {
    name: 'the scores of any round make a permit idle',
    file: 'adapters/postgres/permits.ts',
    find: 'AND v.spec_revision_id = p.spec_revision_id AND v.round = (',
    replace: 'AND v.spec_revision_id = p.spec_revision_id AND v.round <= (',
    ...failing(catalogue, 'is seen on a permit that is held still'),
  },
  {
    name: 'reconcile leaves the permit of a holder whose round is scored',
    file: 'adapters/temporal/reconcile.ts',
    find: 'if (!roundScored && (await',
    replace: 'if ((!roundScored || roundScored) && (await',
    ...failing(reconciling, 'takes a permit back from an open holder whose round is scored'),
  },
]

const stepMutations: readonly Mutation[] = [
  {
    name: "a person's decision is written within the workflow task",
    file: 'workflows/decision-texts.ts',
    find: 'reviewer === bestScorePolicy',
    replace: "reviewer === bestScorePolicy || reviewer !== ''",
    ...failing(workflows, 'keep what a person decided by an activity of the queue'),
  },
  {
    name: 'a step that fails once is given up instead of queued',
    file: 'workflows/catalogue-steps.ts',
    find: 'if (isCancellation(error) || isFinal(error)) throw error',
    replace: 'if (isCancellation(error) || isFinal(error) || error) throw error',
    ...failing(
      workflows,
      'go to the queue when the catalogue does not take them',
      /AssertionError|still waiting/,
    ),
  },
  {
    name: 'an execution that began before takes the fewer steps',
    file: 'workflows/asset-run.ts',
    find: 'this.fewerSteps = input.fewerSteps ?? false',
    replace: 'this.fewerSteps = input.fewerSteps ?? true',
    ...notReplaying(),
  },
  {
    name: 'finishing trusts its cache and does not read the picture',
    file: 'activities/finish-asset.ts',
    find: '  const delivered = await store.get(variant.sha256)\n',
    replace:
      '  const known = frames?.get(variant.sha256, variant.specRevisionId)\n  const delivered = known ? new Uint8Array() : await store.get(variant.sha256)\n',
    ...failing(activities, 'notice a damaged picture though its frame is known'),
  },
  {
    name: 'a cached frame serves any spec revision',
    file: 'activities/frame-cache.ts',
    find: '`${pictureSha256} ${specRevisionId}`',
    replace: 'specRevisionId === specRevisionId.trim() ? pictureSha256 : specRevisionId',
    ...failing('test/activities/frame-cache.test.ts', 'gives a frame for its picture and spec revision only'),
  },
]

/** Faults in what lets an asset take three activities, and in what holds that safe. */
export const fewerStepsMutations: readonly Mutation[] = [...roundMutations, ...stepMutations]
