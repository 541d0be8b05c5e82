import { failing, type Mutation } from './mutation.js'

const generating = 'test/activities/generation.test.ts'

/** What the fault matrix found, or leans on, in the small tests that hold it. */
export const chaosMutations: readonly Mutation[] = [
  {
    name: 'a workflow task that the SDK lost holds its execution for ever',
    file: 'workers/temporal-log.ts',
    find: 'entry.message === lostActivationMessage) onLostActivation()',
    replace: "entry.message === lostActivationMessage && least === 'debug') onLostActivation()",
    ...failing('test/workers/temporal-log.test.ts', 'end the process when the core has lost'),
  },
  {
    name: 'a review that starts again forgets the scores that come',
    file: 'core/review/asset-review.ts',
    find: 'score: scores.get(one.variantId) ?? one.score',
    replace: 'score: one.score',
    ...failing('test/core/review/asset-review.test.ts', 'takes the scores of pictures'),
  },
  {
    name: 'a read that was cut short counts as damage',
    file: 'adapters/object-store/object-bytes.ts',
    find: 'if (!(await found.isWhole())) continue',
    replace: 'if (!(await found.isWhole())) break',
    ...failing(
      'test/adapters/faults/faulty-disk.test.ts',
      'costs reads and gives no wrong byte',
      /is damaged/,
    ),
  },
  {
    name: 'a painted picture is thrown away when the store is full',
    file: 'activities/generate-variant.ts',
    find: 'await keepTrying(() => store.put(bytes), waiting)',
    replace: 'await store.put(bytes)',
    ...failing(generating, 'keeps what it painted while the store is full', /the store is full/),
  },
  {
    name: 'a picture that never comes is begun for ever',
    file: 'activities/generate-variant.ts',
    find: 'executions > executionsMax',
    replace: 'executions < 0',
    ...failing(generating, 'is given up after twelve beginnings'),
  },
  {
    name: 'a cancelled wishlistRun leaves its run to be started again',
    file: 'workflows/wishlist-run.ts',
    find: 'if (isCancellation(error)) return await',
    replace: "if (isCancellation(error) && runId === '') return await",
    ...failing(
      'test/workflows/cancel-at-start.test.ts',
      'a run that is cancelled at its very start',
      /still waiting|AssertionError/,
    ),
  },
  {
    name: 'the API waits for a catalogue that hangs',
    file: 'api/answer-in-time.ts',
    find: '      void answer(error, request, response, next)\n',
    replace: '      void error\n',
    ...failing(
      'test/api/answer-in-time.test.ts',
      'a catalogue that hangs is answered 503',
      /timed out|AssertionError/,
    ),
  },
]
