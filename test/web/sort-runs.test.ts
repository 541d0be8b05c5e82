import { describe, expect, it } from 'vitest'
import { sortRuns, type ListedRun } from '../../clients/web/home-page/sort-runs.js'
import type { RunRow } from '../../core/ports.js'
import { options } from './run-options.js'

const listed = (more: Partial<RunRow>): ListedRun => {
  const row = { runId: 'run', stage: 'reviewing', paused: false, options, ...more }
  return { run: row as RunRow, view: undefined }
}
const groupOf = (one: ListedRun) =>
  Object.entries(sortRuns([one])).flatMap(([name, runs]) => (runs.length === 0 ? [] : [name]))

describe('a run of which only its row is read', () => {
  it('waits for a person while it is reviewed by people', () => {
    expect(groupOf(listed({}))).toEqual(['waits'])
  })

  it('goes on while it is made, and while nobody is asked', () => {
    expect(groupOf(listed({ stage: 'generating' }))).toEqual(['runs'])
    expect(groupOf(listed({ options: { ...options, review: 'auto' } }))).toEqual(['runs'])
  })

  it('needs a hand while it is paused, and has ended when it has', () => {
    expect(groupOf(listed({ paused: true }))).toEqual(['needs'])
    expect(groupOf(listed({ stage: 'cancelled' }))).toEqual(['ended'])
  })
})
