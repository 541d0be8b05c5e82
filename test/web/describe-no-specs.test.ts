import { describe, expect, it } from 'vitest'
import { describeEmptyQueue, describeNoSpecs } from '../../clients/web/review/describe-no-specs.js'
import { runStages, terminalRunStages, type RunStage } from '../../core/run-options.js'

const run = (stage: RunStage, failure: string | null = null) => ({ stage, failure, problems: [] })
const problem = { file: 'camp.txt', line: 1, message: 'it has no category', hint: 'Write "prop: ..."' }

describe('a run without specs', () => {
  it('says that its list is read as long as it is, and never once the run has ended', () => {
    for (const stage of runStages) {
      const isOver = terminalRunStages.includes(stage)
      expect(describeNoSpecs(run(stage)).includes('being read')).toBe(!isOver)
      expect(describeEmptyQueue(run(stage), true)).toBe(isOver ? 'No specs.' : 'The list is being read.')
    }
  })

  it('says how it ended: cancelled, failed with the reason, or with nothing to make', () => {
    expect(describeNoSpecs(run('cancelled'))).toContain('cancelled before its list was read')
    expect(describeNoSpecs(run('failed', 'the disk is full.'))).toBe(
      'This run has no specs. It failed: the disk is full.',
    )
    expect(describeNoSpecs(run('failed'))).toContain('the reason was not recorded')
    expect(describeNoSpecs(run('done'))).toContain('nothing to make')
  })

  it('names the list where no line of it could be used', () => {
    expect(describeNoSpecs({ ...run('failed', 'no usable line'), problems: [problem] })).toContain(
      'no line of its list could be used',
    )
  })

  it('says nothing below the list of specs before these are there', () => {
    expect(describeEmptyQueue(run('generating'), false)).toBe('')
    expect(describeEmptyQueue(null, false)).toBe('')
  })
})
