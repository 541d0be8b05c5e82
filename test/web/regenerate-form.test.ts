import { describe, expect, it } from 'vitest'
import { readChanges, type RegenerateFields } from '../../clients/web/review/regenerate-form.js'

const before: RegenerateFields = {
  ...{
    prompt: 'small tent',
    negative: 'people',
    seed: '',
    steps: '',
    cfg: '',
    isFromThis: false,
    strength: 50,
  },
}
const read = (fields: Partial<RegenerateFields>) => readChanges({ ...before, ...fields }, before, 'var_1')

describe('readChanges', () => {
  it('asks for a round as the spec says where nothing was changed', () => {
    expect(read({})).toEqual({ changes: null })
    expect(read({ prompt: ' small\n tent ' })).toEqual({ changes: null })
  })

  it('sends only what was changed', () => {
    expect(read({ prompt: 'large tent', negative: '', seed: '7', cfg: '6.5' })).toEqual({
      changes: { prompt: 'large tent', negative: '', seed: 7, cfg: 6.5 },
    })
    expect(read({ isFromThis: true, strength: 35 })).toEqual({ changes: { from: 'var_1', strength: 0.35 } })
  })

  it('says what is wrong with a field instead of sending it', () => {
    expect(read({ prompt: '  ' })).toEqual({ wrong: { prompt: expect.stringContaining('What is it?') } })
    expect(read({ seed: '-1', steps: '3.5', cfg: 'much' })).toEqual({
      wrong: {
        seed: expect.stringContaining('whole number from 0'),
        steps: expect.stringContaining('whole number from 1'),
        cfg: expect.stringContaining('number from 0'),
      },
    })
  })
})
