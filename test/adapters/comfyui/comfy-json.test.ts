import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseComfyJson, stringifyComfyJson } from '../../../adapters/comfyui/comfy-json.js'
import { AssetloomError } from '../../../core/errors.js'

test('reads and writes what JSON itself does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value)
      // Those are the next test's.
      fc.pre(!/\d{16}/.test(text))
      expect(parseComfyJson(text)).toEqual(JSON.parse(text))
      expect(stringifyComfyJson(JSON.parse(text))).toBe(JSON.stringify(JSON.parse(text)))
    }),
    { numRuns: 50 },
  )
})

test('keeps every digit of a whole number, whatever its size', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }), (seed) => {
      const text = `{"seed":${seed}}`
      const read = parseComfyJson(text) as { seed: number | bigint }
      expect(BigInt(read.seed)).toBe(seed)
      expect(stringifyComfyJson(read)).toBe(text)
      expect(typeof read.seed).toBe(Number.isSafeInteger(Number(seed)) ? 'number' : 'bigint')
    }),
  )
})

test('reads the tokens that Python writes for floats, and refuses to write them', () => {
  expect(parseComfyJson(' [NaN, Infinity, -Infinity, 1.5e3] ')).toEqual([
    Number.NaN,
    Infinity,
    -Infinity,
    1_500,
  ])
  for (const value of [Number.NaN, [Infinity], { a: () => 1 }])
    expect(() => stringifyComfyJson(value)).toThrow(AssetloomError)
})

test('a member cannot become the prototype, and nesting has an end both ways', () => {
  const read = parseComfyJson('{"__proto__":{"polluted":1}}') as Record<string, unknown>
  expect(Object.keys(read)).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  expect(() => parseComfyJson('['.repeat(100_000))).toThrow('nested deeper than 100 levels')
  const cycle: unknown[] = []
  cycle.push(cycle)
  expect(() => stringifyComfyJson(cycle)).toThrow('nested deeper')
})

test.each([
  '',
  '{',
  '{"a"}',
  '[1,]',
  '{"a":1,}',
  '"\u0001"',
  '"\\x"',
  '01',
  'nul',
  '1 2',
  "{'a':1}",
  '+1',
  '"',
])('says where %j is no JSON', (text) => {
  expect(() => parseComfyJson(text)).toThrow(/character \d+/)
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
})
