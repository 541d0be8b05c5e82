import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readYaml } from '../../../core/spec-files/read-yaml.js'
import { goodSpec, problemsOf, readOne, readTexts } from './spec-text.js'

const spec = 'version: "1.0"\nid: jar\nprompt:\n  base: clay jar\n  style: flat\n'
const faultOf = (text: string) => {
  const answer = readYaml('a.yaml', text)
  if (!('problem' in answer)) throw new Error('it was read')
  return answer.problem
}
const utf16 = (text: string, isLittle: boolean): Uint8Array => {
  const units = [0xfeff, ...Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))]
  return Uint8Array.from(
    units.flatMap((unit) => (isLittle ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])),
  )
}

describe('the text of a file', () => {
  it('may have a byte order mark, CRLF, or be UTF-16 that says so', () => {
    const whole = spec.replace('clay', 'глина 🏺 חרס')
    const wanted = readOne(whole)
    expect(wanted.prompt.positive).toBe('глина 🏺 חרס jar, flat')
    const bytes = new TextEncoder().encode(`\uFEFF${whole}`)
    for (const same of [bytes, utf16(whole, true), utf16(whole, false), whole.replaceAll('\n', '\r\n')]) {
      const { specs, problems } = readTexts({ 'one.yaml': same })
      expect(problems).toEqual([])
      expect(specs).toEqual([wanted])
    }
  })

  it('is refused alone where it is no text, and the rest of the folder is read', () => {
    const noMark = utf16(spec, true).slice(2)
    const files = {
      'a.yaml': Uint8Array.of(0xc3, 0x28),
      'b.yaml': noMark,
      'c.yaml': new Uint8Array(1_048_577).fill(97),
      'd.yaml': Uint8Array.of(0xff, 0xfe, 0x00),
      'good.yaml': goodSpec,
    }
    expect(readTexts(files).specs.map(({ key }) => key)).toEqual(['good'])
    expect(problemsOf(files)).toEqual([
      'a.yaml:1: not text: it is not valid UTF-8 | Save the file as UTF-8 text.',
      'b.yaml:1: not text: it holds NUL bytes | It may be UTF-16 without its byte order mark. Save the file as UTF-8 text.',
      'c.yaml:1: the file has 1048577 bytes, the limit is 1048576 | Split it into several files.',
      'd.yaml:1: not text: it is not valid UTF-16LE | Save the file as UTF-8 text.',
    ])
  })

  it('keeps emoji and right-to-left names apart as keys', () => {
    const { specs, problems } = readTexts({
      'a.yaml': spec.replace('id: jar', 'id: "🏺"'),
      'b.yaml': spec.replace('id: jar', 'id: כד'),
    })
    expect(problems).toEqual([])
    expect(specs.map(({ key }) => key)).toEqual([
      expect.stringMatching(/^prop-\w{8}$/),
      expect.stringMatching(/^prop-\w{8}$/),
    ])
  })
})

describe('YAML', () => {
  it('lets anchors, aliases and merge keys share what they share', () => {
    const answer = readYaml(
      'a.yaml',
      'base: &base { type: image, provider: comfyui }\ngeneration: { <<: *base, provider: procedural }\nagain: *base\n',
    )
    expect(answer).toMatchObject({
      value: {
        generation: { type: 'image', provider: 'procedural' },
        again: { type: 'image', provider: 'comfyui' },
      },
    })
  })

  it('tells a fault inside an alias at the alias', () => {
    const text = `${spec}post_processing:\n  - &step { action: validate, checks: [has_alpha] }\n  - *step\nintegration: *step\n`
    expect(problemsOf({ 'a.yaml': text })).toEqual([
      expect.stringContaining('a.yaml:9:1: unknown key "action" in integration'),
      expect.stringContaining('a.yaml:9:1: unknown key "checks" in integration'),
    ])
  })

  it('keeps dates and yes and no as text', () => {
    expect(readYaml('a.yaml', '%YAML 1.1\n---\na: 2025-11-01\nb: no\nc: on\n')).toMatchObject({
      value: { a: '2025-11-01', b: 'no', c: 'on' },
    })
  })

  it.each([
    ['a: [1, 2', 1, 'Flow sequence'],
    ['a: "open', 1, 'Missing closing "quote'],
    ['a:\n\tb: 1', 2, 'a tab indents this line'],
    ['a: 1\nb: 2\na: 3', 3, 'the key "a" is there twice'],
    ['a: 1\n---\nb: 2', 2, 'a second document begins here'],
    ['a: !secret x', 1, 'the tag "!secret" is not read'],
    ['a: !!binary aGk=', 1, 'the tag "tag:yaml.org,2002:binary" is not read'],
    ['a: &a [*a]', 1, 'an alias refers to itself'],
    ['a: *gone', 1, ''],
    ['base: {{kind}} sound', 1, 'a bare {{'],
    ['? [a, b]\n: 1', 1, 'a key has to be a word'],
    ['# only a comment', 1, 'there is nothing in this file'],
  ])('is refused with its line: %j', (text, line, message) => {
    const fault = faultOf(text)
    expect(fault).toMatchObject({ file: 'a.yaml', line, hint: expect.stringMatching(/\w/) })
    expect(fault.message).toContain(message)
  })

  it('says that a value with {{ in front wants quotes', () => {
    expect(faultOf('base: {{kind}}').hint).toContain('Put quotes around')
    expect(faultOf('base: {{kind}} sound').hint).toContain('Put quotes around')
  })

  it('tells an empty key and goes on as if it were not there', () => {
    const { specs, notes } = readTexts({ 'a.yaml': spec.replace('style: flat', 'style:') })
    expect(specs[0]?.prompt.positive).toBe('clay jar')
    expect(notes).toContainEqual({
      file: 'a.yaml',
      line: 5,
      message: 'prompt.style is empty: as if it were not there',
    })
  })
})

describe('a file made to hurt', () => {
  const laughs = ['a: &a [1,1,1,1,1,1,1,1,1,1]']
  for (const [at, name] of 'bcdefghi'.split('').entries())
    laughs.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${'abcdefgh'[at]}`).join(',')}]`)

  it('does not grow by its aliases', () => {
    expect(faultOf(laughs.join('\n')).message).toMatch(/aliases/)
    const few = `a: &a [${'1,'.repeat(900)}1]\nb: [${'*a,'.repeat(20)}*a]`
    expect(faultOf(few)).toMatchObject({ line: 2, message: 'its aliases stand for more than 10000 values' })
    expect(faultOf(`a: &a 1\nb: [${'*a,'.repeat(1000)}*a]`).message).toBe('it has more than 1000 aliases')
  })

  it.each([
    ['brackets', '['.repeat(200_000)],
    ['maps', '{a: '.repeat(100_000)],
    ['dashes', '- '.repeat(200_000)],
    ['questions', '? '.repeat(200_000)],
    ['indentation', Array.from({ length: 400 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    ['a far right line', `a:\n${' '.repeat(500_000)}b: 1`],
  ])('does not nest without end: %s', (_what, text) => {
    expect(faultOf(text).message).toBe('it is nested deeper than 32 levels')
  })

  it.each([
    ['closing brackets', '}'.repeat(1_000_000)],
    ['quotes', '"'.repeat(1_000_000)],
    ['entries', '- a\n'.repeat(250_000)],
    ['keys', Array.from({ length: 100_000 }, (_, at) => `a${at}:`).join('\n')],
    ['line ends', '\n'.repeat(1_000_000)],
    ['tags', '!a '.repeat(300_000)],
  ])('is given up in seconds: a million characters of %s', (_what, text) => {
    const startedAt = Date.now()
    expect(faultOf(text).hint).toMatch(/\w/)
    expect(Date.now() - startedAt).toBeLessThan(30_000)
  })

  it('shares what it may cost with the rest of its folder', () => {
    const many = Object.fromEntries(
      Array.from({ length: 4 }, (_, at) => [`a${at}.yaml`, `id: x\nlist: [${'a,'.repeat(60_000)}a]`]),
    )
    expect(problemsOf(many).filter((problem) => problem.includes('it is too long')).length).toBeGreaterThan(0)
  })
})

describe('whatever a file holds', () => {
  const piece = fc.constantFrom(
    ...[
      'version: "1.0"\n',
      'id: a\n',
      'id: [',
      'prompt:\n',
      '  base: x\n',
      '  style: >\n',
      '    y\n',
      '\t',
      '- ',
      '{{a}}',
      ': ',
    ],
    ...[
      '&x ',
      '*x',
      '!t ',
      '}',
      ']',
      '"',
      "'",
      '#',
      '---\n',
      'template: t\n',
      'parameters:\n',
      'from_template: t\n',
      'instances:\n',
    ],
    ...[
      '  - { name: a, type: enum, values: [b] }\n',
      '  - { a: b }\n',
      '  - a: c\n',
      '\0',
      '\uFFFD',
      '\r\n',
      '__proto__: 1\n',
      'null',
      '1e999',
    ],
  )
  const text = fc.oneof(
    fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  )

  it('ends as specs, problems or notes, each with a line, and never throws', () => {
    fc.assert(
      fc.property(
        text,
        text,
        fc.constantFrom('b.yaml', 'shots.json', 'prompts.txt', 'x.hex', 'y.md'),
        (one, other, name) => {
          const { specs, problems, notes } = readTexts({
            'a.yaml': one,
            [name]: other,
            'good.yaml': goodSpec,
          })
          expect(specs.map(({ source }) => source.file)).toContain('good.yaml')
          for (const problem of problems) {
            expect(problem.hint).not.toBe('')
            expect(problem.line).toBeGreaterThanOrEqual(1)
          }
          const said = new Set([
            ...specs.map(({ source }) => source.file),
            ...[...problems, ...notes].map(({ file }) => file),
          ])
          expect(said.has('a.yaml')).toBe(true)
        },
      ),
      { numRuns: 400 },
    )
  })
})
