import { describe, expect, test } from 'vitest'
import { awaitRecorded } from '../../api/decision-records.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { DecisionRequestRow } from '../../core/review-ports.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'
import { createIds } from './api-fixture.js'

/** A catalogue in which the request `decisionId` is pending until it was asked for `pendingQuestions` times. */
function withRequest(pendingQuestions: number) {
  const catalogue = createMemoryCatalogue({ ids: createIds() })
  const seen = { questions: 0 }
  const findRequest = (): Promise<DecisionRequestRow> => {
    seen.questions += 1
    const state = seen.questions <= pendingQuestions ? 'pending' : 'applied'
    return Promise.resolve({ state } as DecisionRequestRow)
  }
  const review: Catalogue['review'] = { ...catalogue.review, findRequest }
  return { catalogue: { ...catalogue, review }, seen }
}

describe('waiting until a decision is recorded', () => {
  test('ends with the first answer that says so', async () => {
    const { catalogue, seen } = withRequest(6)
    await awaitRecorded(catalogue, 'dec_1')
    expect(seen.questions).toBe(7)
  })

  test('asks more often at first than later, is no busy loop, and gives up quietly', async () => {
    const { catalogue, seen } = withRequest(Number.POSITIVE_INFINITY)
    await awaitRecorded(catalogue, 'dec_1')
    // Every 25 ms of the 2 s would be 80. How long the waits take does not count, only how long they were meant to be.
    expect(seen.questions).toBeGreaterThan(84)
    expect(seen.questions).toBeLessThan(120)
  })
})
