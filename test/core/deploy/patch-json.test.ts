import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson, type JsonNode } from '../../../core/deploy/parse-json.js'
import { patchJson, type JsonPatch } from '../../../core/deploy/patch-json.js'

function rootOf(text: string): JsonNode {
  const parsed = parseJson(text)
  if ('fault' in parsed) throw new Error(parsed.fault.message)
  return parsed.root
}

const merge = (members: Record<string, JsonPatch>): JsonPatch => ({
  kind: 'merge',
  members: new Map(Object.entries(members)),
})
const set = (value: unknown): JsonPatch => ({ kind: 'set', value })
const patched = (text: string, patch: JsonPatch) => patchJson(text, rootOf(text), patch)

describe('parseJson', () => {
  it('takes what JSON.parse takes and refuses what it refuses', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-0.5e3',
      '01',
      'true',
      'null',
      ' ',
      '\n',
      '"\\u00e9"',
      '"\t"',
      'x',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(piece, { maxLength: 12 }).map((all) => all.join('')),
        ),
        (text) => {
          let isJson = true
          try {
            JSON.parse(text)
          } catch {
            isJson = false
          }
          expect('root' in parseJson(text)).toBe(isJson)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('says line and column of what is wrong', () => {
    expect(parseJson('{\n  "a": 1,\n}')).toMatchObject({
      fault: { line: 3, column: 1, message: 'a comma too many' },
    })
    expect(parseJson('\uFEFF{\r\n  // why\r\n}')).toMatchObject({ fault: { line: 2, column: 3 } })
    expect(parseJson('{"a": "b')).toMatchObject({ fault: { line: 1, column: 7 } })
    expect(parseJson('['.repeat(5000))).toMatchObject({ fault: { line: 1 } })
    expect(parseJson('')).toMatchObject({ fault: { message: 'it ends too early' } })
  })
})

describe('patchJson', () => {
  it('changes one value and not a character around it', () => {
    const text = '\uFEFF{\r\n\t"b":  [1,2 ,3],\r\n\t"a" : {"x":1.0, "y": "old"}\r\n}\r\n\r\n'
    expect(patched(text, merge({ a: merge({ y: set('new') }) }))).toBe(text.replace('"old"', '"new"'))
    expect(patched(text, merge({ a: merge({ x: set(1) }) }))).toBe(text)
  })

  it('adds members in the style of the file: tabs, CRLF, one line for each sibling', () => {
    expect(patched('{\r\n\t"a": 1\r\n}', merge({ b: set({ c: 2 }) }))).toBe(
      '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": 2\r\n\t}\r\n}',
    )
    const rows = '{\n    "images": {\n        "a": { "path": "a.png" }\n    }\n}\n'
    expect(patched(rows, merge({ images: merge({ b: set({ path: 'b.png' }) }) }))).toBe(
      '{\n    "images": {\n        "a": { "path": "a.png" },\n        "b": { "path": "b.png" }\n    }\n}\n',
    )
    expect(patched('{"a":1}', merge({ b: merge({ c: set([1, 2]) }) }))).toBe('{"a":1,"b":{"c":[1,2]}}')
    expect(patched('{\n  "a": {}\n}\n', merge({ a: merge({ b: set(1) }) }))).toBe(
      '{\n  "a": {\n    "b": 1\n  }\n}\n',
    )
  })

  it('removes members with their commas', () => {
    const text = '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n'
    const without = (key: string) => patched(text, merge({ [key]: { kind: 'remove' } }))
    expect(without('a')).toBe('{\n  "b": 2,\n  "c": 3\n}\n')
    expect(without('c')).toBe('{\n  "a": 1,\n  "b": 2\n}\n')
    expect(patched('{ "a": 1 }', merge({ a: { kind: 'remove' } }))).toBe('{}')
  })

  it('means the same as changing the parsed value, for any document and any spacing', () => {
    const value = fc.jsonValue({ maxDepth: 2 })
    const objects = fc.dictionary(
      fc.string({ maxLength: 3 }),
      fc.dictionary(fc.constantFrom('x', 'y', 'z'), value),
    )
    fc.assert(
      fc.property(
        objects,
        fc.constantFrom(undefined, 1, 2, 4, '\t'),
        fc.boolean(),
        fc.constantFrom('x', 'y', 'w'),
        fc.string({ maxLength: 3 }),
        fc.option(value, { nil: undefined }),
        (document, indent, isCrlf, member, key, newValue) => {
          const plain = JSON.stringify(document, null, indent)
          const text = isCrlf ? plain.replaceAll('\n', '\r\n') : plain
          const patch: JsonPatch = newValue === undefined ? { kind: 'remove' } : set(newValue)
          const result = patched(text, {
            kind: 'merge',
            members: new Map([[key, merge({ [member]: patch })]]),
          })
          const wanted = structuredClone(document)
          // A plain assignment to __proto__ would set no member.
          const define = (target: object, name: string, content: unknown) =>
            Object.defineProperty(target, name, {
              value: content,
              enumerable: true,
              configurable: true,
              writable: true,
            })
          if (!Object.hasOwn(wanted, key)) define(wanted, key, {})
          const inner = wanted[key]!
          if (newValue === undefined) delete inner[member]
          else define(inner, member, JSON.parse(JSON.stringify(newValue)))
          expect(JSON.parse(result)).toEqual(JSON.parse(JSON.stringify(wanted)))
          if (text.includes('\r\n')) expect(/[^\r]\n/.test(result)).toBe(false)
          // Doing it again changes nothing that is there already.
          if (newValue === null || typeof newValue !== 'object')
            expect(
              patched(result, { kind: 'merge', members: new Map([[key, merge({ [member]: patch })]]) }),
            ).toBe(result)
        },
      ),
      { numRuns: 500 },
    )
  })
})
