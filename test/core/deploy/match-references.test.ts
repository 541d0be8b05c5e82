import { describe, expect, it } from 'vitest'
import { ReferenceMatcher, type Needle } from '../../../core/deploy/match-references.js'

const needles: Needle[] = [
  { leaver: 'coin', text: 'coin', kind: 'name' },
  { leaver: 'coin', text: 'camp/images/items/coin.png', kind: 'path' },
  { leaver: 'coin', text: 'coin.png', kind: 'file' },
  { leaver: 'c++', text: 'c++', kind: 'name' },
]
const found = (file: string, text: string) =>
  new ReferenceMatcher(needles).find(file, text).map(({ line, text: what }) => `${line} ${what}`)

describe('ReferenceMatcher', () => {
  it('finds a key as a value and not as a word of a comment or a part of another key', () => {
    expect(
      found('a.ts', "// the coin\nplay('coin')\nplay('coin-big', 'big-coin', coin)\nplay(`coin:spin`)"),
    ).toEqual(['2 coin', '4 coin'])
    expect(found('a.gd', 'play(&"coin")\r\nplay("items/coin")')).toEqual(['1 coin', '2 coin'])
    expect(found('a.yaml', 'sprite: coin\nother: coins\n')).toEqual(['1 coin'])
    expect(found('a.lua', "x = 'c++'")).toEqual(['1 c++'])
  })

  it('finds a path anywhere, and a bare file name where a text begins with it', () => {
    expect(found('a.tscn', 'path="res://assets/camp/images/items/coin.png"')).toEqual([
      '1 camp/images/items/coin.png',
    ])
    expect(found('a.js', 'load(dir + "coin.png")\nload("other/bitcoin.png")')).toEqual(['1 coin.png'])
    expect(found('a.js', 'load("camp/images/items/coin.pngx")')).toEqual(['1 coin'])
  })

  it('stops at 200 finds in one file and finds nothing with no needles', () => {
    expect(found('a.js', 'p("coin")\n'.repeat(500))).toHaveLength(200)
    const keys = Array.from({ length: 5000 }, (_, index) => ({
      leaver: 'x',
      text: `key-${index}`,
      kind: 'name' as const,
    }))
    const long = 'play("key-4999") // nothing else in this line\n'.repeat(20_000)
    expect(
      new ReferenceMatcher(keys).find('a.js', `${'no keys here, '.repeat(70_000)}\r\n${long}`)[1],
    ).toMatchObject({
      line: 3,
      text: 'key-4999',
    })
    expect(new ReferenceMatcher([]).find('a.js', 'anything')).toEqual([])
  })
})
