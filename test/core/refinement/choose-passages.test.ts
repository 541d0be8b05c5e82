import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { sha256Hex } from '../../../core/hash.js'
import { choosePassages } from '../../../core/refinement/choose-passages.js'
import { refinementLimits } from '../../../core/refinement/refinement-limits.js'
import { searchWords } from '../../../core/refinement/search-words.js'
import { splitDocument } from '../../../core/refinement/split-document.js'

const document = (name: string, text: string) => ({ name, sha256: sha256Hex(text), text })
const { passageCharsMax, passagesCharsMax, passagesMax, piecesMax, headingCharsMax } = refinementLimits

describe('the pieces of a document', () => {
  it('stand under their headings, of both kinds, and not under what is code', () => {
    const text = [
      '\uFEFFBefore any heading.',
      '',
      'Harbour',
      '=======',
      'All is wet.',
      '',
      'Still wet.',
      '### Signals ###',
      '```md',
      '# no heading',
      '```',
      'Bell\r',
      'Lamps',
      '-----',
      '#hash is a word',
      '## ',
      'untitled',
    ].join('\n')
    expect(splitDocument(text, 99)).toEqual([
      { heading: '', text: 'Before any heading.' },
      { heading: 'Harbour', text: 'All is wet.\n\nStill wet.' },
      { heading: 'Harbour > Signals', text: '```md\n# no heading\n```\nBell\nLamps\n-----\n#hash is a word' },
      { heading: 'Harbour', text: 'untitled' },
    ])
  })

  it('are cut at the end of a sentence or a word, and never within a pair of surrogates', () => {
    const sentence = 'The sluice is old. '
    const pieces = splitDocument(sentence.repeat(200), 99)
    expect(pieces.length).toBeGreaterThan(2)
    expect(pieces.every(({ text }) => text.endsWith('old.'))).toBe(true)
    const emoji = splitDocument('x' + '🪝'.repeat(2_000), 99)
    expect(emoji.map(({ text }) => text).join('')).toBe('x' + '🪝'.repeat(2_000))
    expect(emoji.every(({ text }) => !/\p{Surrogate}/u.test(text))).toBe(true)
  })
})

describe('words of a search', () => {
  it('are compared without case, width, plural and empty words', () => {
    expect(searchWords('The Ｂｒａｓｓ cranes, berries & boxes of the Ärger; gas')).toEqual([
      ...['brass', 'crane', 'berry', 'boxe', 'ärger', 'gas'],
    ])
    expect(searchWords('Boxes')).toEqual(searchWords('boxe'))
    expect(searchWords('灯台の鍵')).toEqual(['灯台', '台の', 'の鍵'])
  })
})

describe('the chosen passages', () => {
  const lore = document(
    'lore.md',
    '# World\nRain falls on all of the harbour.\n\n## Sluice\nThe crank of the sluice is brass, with a green handle.\n\n' +
      '## Buoys\nBell buoys carry a red lamp.\n\n## Food\nNobody eats fish.',
  )

  it('are those that share rare words with the lines, with the name, hash and heading of their document', () => {
    const [first, second, ...others] = choosePassages([lore], ['gizmo: sluice crank', 'thing: bell buoy'])
    expect(new Set([first?.heading, second?.heading])).toEqual(new Set(['World > Buoys', 'World > Sluice']))
    expect(first).toMatchObject({ name: 'lore.md', sha256: lore.sha256 })
    expect(others).toEqual([])
    expect(choosePassages([lore], ['a lighthouse', 'of the and'])).toEqual([])
    expect(choosePassages([], ['sluice'])).toEqual([])
  })

  it('are found by the words of their heading alone', () => {
    expect(choosePassages([lore], ['food']).map(({ text }) => text)).toEqual(['Nobody eats fish.'])
  })

  it('give every line its first choice before any line its second', () => {
    const many = Array.from({ length: 20 }, (_, n) => `## ${n}\nA crank, a crank, number ${n}.`).join('\n')
    const documents = [document('a.md', many), document('z.md', 'One anchor among quite a few other words.')]
    const chosen = choosePassages(documents, ['crank', 'anchor'])
    expect(chosen).toHaveLength(passagesMax)
    expect(chosen.slice(0, 2).some(({ name }) => name === 'z.md')).toBe(true)
  })

  it('that are equally good come by name and place, whatever order the documents are in', () => {
    const documents = ['c.md', 'a.md', 'b.md'].map((name) => document(name, '# One\ncrank\n# Two\ncrank'))
    const chosen = choosePassages(documents, ['crank'])
    expect(chosen.map(({ name, heading }) => `${name} ${heading}`)).toEqual([
      ...['a.md One', 'a.md Two', 'b.md One', 'b.md Two', 'c.md One', 'c.md Two'],
    ])
    expect(choosePassages(documents.toReversed(), ['crank'])).toEqual(chosen)
  })

  it('have bounds together; one that does not fit leaves its room to a shorter one', () => {
    const long = Array.from({ length: 9 }, (_, n) => `## Long ${n}\n${'crank '.repeat(195)}`)
    const text = [...long, '## Short\nA crank, with many other words around it here.'].join('\n')
    const chosen = choosePassages([document('a.md', text)], ['crank', 'short'])
    const chars = chosen.reduce((sum, one) => sum + one.heading.length + one.text.length, 0)
    expect(chars).toBeLessThanOrEqual(passagesCharsMax)
    expect(chosen.map(({ heading }) => heading)).toContain('Short')
    expect(chosen).toHaveLength(7)
  })

  it('come of a hostile document of very many pieces in bounds', () => {
    const pieces = splitDocument('#\nx\n'.repeat(131_072), piecesMax)
    expect(pieces).toHaveLength(piecesMax)
  })
})

test('whatever documents and lines say: passages are bounded, of the documents, and always the same ones', () => {
  const word = fc.constantFrom(
    'crank',
    'sluice',
    '# Head',
    '\n',
    '\n\n',
    '```',
    '===',
    'x'.repeat(900),
    '🪝',
    ' ',
  )
  const text = fc.oneof(
    fc.array(word, { maxLength: 60 }).map((words) => words.join(' ')),
    fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
    fc.string({ unit: 'binary', maxLength: 300 }),
  )
  const documents = fc.uniqueArray(
    fc.record({ name: fc.constantFrom('a.md', 'b.md', 'c.txt', 'd.md'), text }),
    { selector: ({ name }) => name },
  )
  fc.assert(
    fc.property(documents, fc.array(text, { maxLength: 6 }), (given, lines) => {
      const all = given.map(({ name, text: content }) => document(name, content))
      const chosen = choosePassages(all, lines)
      expect(choosePassages(all.toReversed(), lines)).toEqual(chosen)
      expect(chosen.length).toBeLessThanOrEqual(passagesMax)
      const chars = chosen.reduce((sum, one) => sum + one.heading.length + one.text.length, 0)
      expect(chars).toBeLessThanOrEqual(passagesCharsMax)
      const shared = new Set(lines.flatMap(searchWords))
      for (const one of chosen) {
        expect(one.text.length).toBeLessThanOrEqual(passageCharsMax)
        expect(one.heading.length).toBeLessThanOrEqual(headingCharsMax)
        expect(searchWords(`${one.heading}\n${one.text}`).some((found) => shared.has(found))).toBe(true)
        const source = all.find(({ name }) => name === one.name)
        expect(source?.sha256).toBe(one.sha256)
        // Nothing but line ends and blanks is changed.
        const bare = (written: string) => written.replace(/\s/g, '')
        expect(bare(source?.text ?? '')).toContain(bare(one.text))
      }
      expect(new Set(chosen.map((one) => JSON.stringify(one))).size).toBeLessThanOrEqual(chosen.length)
    }),
    { numRuns: 300 },
  )
})
