import { describe, expect, it } from 'vitest'
import { AssetloomError } from '../../../core/errors.js'
import { refineWithModel } from '../../../core/refinement/refine-with-model.js'
import type { ChatRequest, LanguageModel } from '../../../core/refinement/refinement-ports.js'
import { answer, listWithOpenLines, proposal, refinementInput } from './refinement-fixture.js'

const input = refinementInput(listWithOpenLines)
const quiet = new AbortController().signal

/** A model that says its lines in turn; an error among them is thrown. */
function scripted(...lines: readonly (string | Error)[]): LanguageModel & { readonly asked: ChatRequest[] } {
  const asked: ChatRequest[] = []
  return {
    name: 'scripted',
    asked,
    complete: async (request) => {
      const line = lines[asked.push(request) - 1] ?? new Error('asked too often')
      if (line instanceof Error) throw line
      return { text: line, isCutOff: false }
    },
  }
}

describe('refinement with a model', () => {
  it('adds proposals to what the rules made and says who made them', async () => {
    const model = scripted(answer(proposal()))
    const result = await refineWithModel(model, input, quiet)
    expect(result.rules).toBe(input.rules)
    expect(result.refinedBy).toBe('llm:scripted')
    expect(result.proposals.map(({ spec }) => spec.key)).toEqual(['sluice-crank'])
    expect(result.summary).toMatch(
      /^llm:scripted was asked about 2 open lines and proposes 1 \(answer [0-9a-f]{12}, question [0-9a-f]{12}\)$/,
    )
    expect(model.asked).toHaveLength(1)
  })

  it('does not ask when the rules understood all', async () => {
    const model = scripted()
    const result = await refineWithModel(model, { ...input, openLines: [] }, quiet)
    expect(model.asked).toHaveLength(0)
    expect(result).toMatchObject({ refinedBy: 'rules', proposals: [] })
    expect(result.summary).toContain('understood every line')
  })

  it('lets a broken answer be repaired once', async () => {
    const model = scripted('{"proposals": [', answer(proposal()))
    const result = await refineWithModel(model, input, quiet)
    expect(result.proposals).toHaveLength(1)
    expect(result.summary).toContain('after one repair')
    expect(model.asked[1]?.messages.at(-1)?.content).toContain('the answer is not JSON')
  })

  it('keeps the good proposals of the first answer when the repair is worse or fails', async () => {
    const half = answer(proposal(), proposal({ prompt: '../x' }))
    for (const second of ['nonsense', answer(), new AssetloomError('Unavailable', 'gone', 'wait')]) {
      const result = await refineWithModel(scripted(half, second), input, quiet)
      expect(result.proposals.map(({ spec }) => spec.key)).toEqual(['sluice-crank'])
      expect(result.dropped[0]?.text).toContain('a path')
    }
  })

  it.each([
    [
      'an answer that is broken twice',
      ['no', 'no'],
      2,
      'gave no usable answer twice: the answer is not JSON',
    ],
    [
      '10,000 specs',
      [answer(...Array(10_000).fill(proposal()))],
      1,
      'it proposes 10000 specs, the limit is 200',
    ],
    [
      'a server that is away',
      [new AssetloomError('Unavailable', 'no answer within 3 s', 'raise LLM_TIMEOUT_MS')],
      1,
      'was not used: no answer within 3 s (raise LLM_TIMEOUT_MS)',
    ],
    ['a mistake of the program', [new TypeError('secret detail')], 1, 'was not used: unexpected TypeError'],
  ])('leaves the rules alone after %s', async (_name, lines, rounds, why) => {
    const model = scripted(...lines)
    const result = await refineWithModel(model, input, quiet)
    expect(result).toMatchObject({ refinedBy: 'rules', proposals: [] })
    expect(result.rules).toBe(input.rules)
    expect(result.summary).toContain(why)
    expect(result.summary).toContain('the rules stand alone')
    expect(result.summary).not.toContain('secret detail')
    expect(model.asked).toHaveLength(rounds)
  })

  it('ends with the reason of its signal, not with a result', async () => {
    const stop = new AbortController()
    const model: LanguageModel = {
      name: 'slow',
      complete: async () => {
        stop.abort(new Error('cancelled'))
        throw new Error('socket closed')
      },
    }
    await expect(refineWithModel(model, input, stop.signal)).rejects.toThrow('cancelled')
  })
})
