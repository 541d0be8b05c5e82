import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePaletteFile } from '../../../core/palette/parse-palette-file.js'

describe('a .hex palette', () => {
  it('gives its colours in order, in lower case, without duplicates', () => {
    const { colours, problems } = parsePaletteFile('dune.hex', '2B1D1A\n#5a3626\n\n2b1d1a\n')
    expect(colours).toEqual(['#2b1d1a', '#5a3626'])
    expect(problems).toEqual([])
  })

  it('is read with a byte order mark and with the line ends of any system', () => {
    for (const end of ['\n', '\r\n', '\r'])
      expect(parsePaletteFile('a.hex', `\uFEFF2b1d1a${end}5a3626${end}`)).toEqual({
        colours: ['#2b1d1a', '#5a3626'],
        problems: [],
      })
  })

  it('reports each bad line with its number and keeps the rest', () => {
    const { colours, problems } = parsePaletteFile('a.hex', '2b1d1a\nbrown\nff2b1d1a\n5a3626')
    expect(colours).toEqual(['#2b1d1a', '#5a3626'])
    expect(problems.map(({ file, line, message }) => [file, line, message])).toEqual([
      ['a.hex', 2, '"brown" is no colour'],
      ['a.hex', 3, '"ff2b1d1a" has an alpha part'],
    ])
    expect(problems.every(({ hint }) => hint.length > 0)).toBe(true)
  })

  it('stops at 256 colours and says where', () => {
    const lines = Array.from({ length: 300 }, (_, index) => index.toString(16).padStart(6, '0'))
    const { colours, problems } = parsePaletteFile('a.hex', lines.join('\n'))
    expect(colours).toHaveLength(256)
    expect(problems).toMatchObject([{ line: 257, message: 'more than 256 colours' }])
  })
})

describe('a .gpl palette', () => {
  const header = 'GIMP Palette\nName: Keep 16\nColumns: 8\n#\n'

  it('gives its colours with and without names', () => {
    const { colours, problems } = parsePaletteFile('keep.gpl', `${header} 13  11  20\tink\n250 222 148\n`)
    expect(colours).toEqual(['#0d0b14', '#fade94'])
    expect(problems).toEqual([])
  })

  it('reports numbers beyond 255, lines that are no colour and a missing header', () => {
    const { colours, problems } = parsePaletteFile('keep.gpl', '1 2 3\n256 0 0 red\n1 2\n')
    expect(colours).toEqual(['#010203'])
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3])
  })

  it('is known by its header when the name does not tell', () => {
    expect(parsePaletteFile('palette.txt', `${header}1 2 3`).colours).toEqual(['#010203'])
    expect(parsePaletteFile('palette.txt', '010203').colours).toEqual(['#010203'])
  })
})

describe('a palette without colours', () => {
  it.each([
    ['a.hex', ''],
    ['a.hex', '; only a comment'],
    ['a.gpl', 'GIMP Palette\n#\n'],
    ['a.gpl', 'GIMP\0\u0001\u0002'],
    ['a.hex', '#'.repeat(300_000)],
  ])('is a problem with a hint (%s)', (name, text) => {
    const { colours, problems } = parsePaletteFile(name, text)
    expect(colours).toEqual([])
    expect(problems.length).toBeGreaterThan(0)
    expect(problems[0]!.hint).not.toBe('')
  })
})

it('whatever the text: colours are well formed, and without colours there is a problem', () => {
  const pieces = [
    '2b1d1a',
    '#',
    '\r',
    '\n',
    '\uFEFF',
    'GIMP Palette',
    '255 0 0',
    ' 7',
    '\0',
    'é',
    '999 1 1',
    ';',
    '\t',
  ]
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.constantFrom('a.hex', 'a.gpl', 'a'), fc.oneof(texts, fc.string()), (name, text) => {
      const { colours, problems } = parsePaletteFile(name, text)
      for (const colour of colours) expect(colour).toMatch(/^#[0-9a-f]{6}$/)
      expect(colours.length + problems.length).toBeGreaterThan(0)
    }),
  )
})
