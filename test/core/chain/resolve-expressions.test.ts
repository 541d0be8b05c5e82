import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../../core/chain/json-value.js'
import { resolveExpressions, type ExpressionScope } from '../../../core/chain/resolve-expressions.js'

const scope: ExpressionScope = {
  projectId: 'prj_1',
  jobId: 'job_1',
  input: { seed: 7, tags: ['a', 'b'] },
  output: {
    key: 'barrel',
    originalsDir: 'jobs/job_1/originals',
    images: [{ name: 'barrel-r1-v1.png', width: 32 }],
    nothing: null,
    echo: '$output.key $input.seed',
  },
}

const resolve = (input: JsonObject) => resolveExpressions(input, scope)
const valueOf = (value: JsonValue) => resolve({ value }).value?.['value']
const problemOf = (value: JsonValue) => resolve({ value }).problems[0]

describe('expressions', () => {
  it('that are the whole value keep its type', () => {
    expect(valueOf('$input.seed')).toBe(7)
    expect(valueOf('$output.images')).toEqual([{ name: 'barrel-r1-v1.png', width: 32 }])
    expect(valueOf('$output.images.0.width')).toBe(32)
    expect(valueOf('$output.nothing')).toBeNull()
    expect(valueOf('$output')).toEqual(scope.output)
    expect([valueOf('$projectId'), valueOf('$jobId')]).toEqual(['prj_1', 'job_1'])
  })

  it('within a text become text, and what follows a member stays', () => {
    expect(valueOf('$output.originalsDir/...')).toBe('jobs/job_1/originals/...')
    expect(valueOf('seed $input.seed of $output.key.')).toBe('seed 7 of barrel.')
    expect(valueOf('$jobId.png costs $$5, or $6')).toBe('job_1.png costs $5, or $6')
  })

  it('are found at any depth, and what they become is not read again', () => {
    expect(valueOf([{ deep: ['$output.echo'] }])).toEqual([{ deep: ['$output.key $input.seed'] }])
    expect(valueOf('$output.echo!')).toBe('$output.key $input.seed!')
  })

  it.each([
    ['$output.missing', 'has no member missing', 'key'],
    ['$output.images.1', 'has no member 1', 'a list of 1'],
    ['$output.key.length', 'has no member length', 'no members'],
    ['$output.__proto__', 'has no member __proto__', 'It has'],
    ['$output.constructor.name', 'has no member constructor', 'It has'],
    ['$input.toString', 'has no member toString', 'seed, tags'],
    ['x $output.images', 'a list, which cannot stand within a text', 'whole value'],
    ['x $output.nothing', 'null, which cannot stand within a text', 'whole value'],
    ['$env.HOME', '$env is no expression', '$$'],
    ['$outputs.key', '$outputs is no expression', '$output.NAME'],
  ])('%s has no value: the problem names the member and says what there is', (text, message, hint) => {
    expect(problemOf([{ path: text }])).toMatchObject({ member: 'input.value[0].path' })
    expect(problemOf(text)?.message).toContain(message)
    expect(problemOf(text)?.hint).toContain(hint)
  })

  it('of a job before have no value in the first job', () => {
    const first = resolveExpressions(
      { a: '$output.key', b: '$jobId' },
      { ...scope, input: null, output: null },
    )
    expect(first.problems).toMatchObject([{ member: 'input.a', message: expect.stringContaining('none') }])
  })

  it('cannot make megabytes of a large output', () => {
    const large: ExpressionScope = { ...scope, output: { text: 'x'.repeat(40_000) } }
    expect(resolveExpressions({ a: '$output.text' }, large).problems).toEqual([])
    const many = Array.from({ length: 500 }, () => '$output.text$output.text')
    const { value, problems } = resolveExpressions({ many }, large)
    expect(value).toBeNull()
    expect(problems[0]?.message).toContain('longer than')
    expect(problems.length).toBeLessThanOrEqual(20)
  })

  it('leave every text without a dollar sign as it is, and never throw', () => {
    const plain = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('$', ''))
    fc.assert(fc.property(plain, (text) => valueOf(text) === text))
    const wild = fc.stringMatching(/^[$a-zA-Z0-9._/{}-]{0,60}$/)
    fc.assert(fc.property(wild, (text) => Array.isArray(resolve({ text }).problems)))
  })
})
