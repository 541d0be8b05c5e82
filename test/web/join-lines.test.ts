import { describe, expect, it } from 'vitest'
import type { ReadingLine } from '../../core/http/compose-reading.js'
import { findThings, type Thing } from '../../clients/web/find/find-things.js'
import { byUrgency, cutText, joinLines } from '../../clients/web/intake/join-lines.js'
import { faultOfColours, splitColours, splitTags } from '../../clients/web/settings/named-lists.js'

const line = (more: Partial<ReadingLine>): ReadingLine => ({
  ...{ file: 'a.md', line: 1, lastLine: 1, text: '', outcome: 'spec', keys: [], dropped: [] },
  ...{ problems: [], notes: [], ...more },
})

describe('sentences and what they became', () => {
  const text = '- oil lamp. The bank is closed.\n- jar\n'
  const lines = joinLines([
    line({ text: 'oil lamp', keys: ['oil-lamp'] }),
    line({ text: 'The bank is closed', outcome: 'not-understood' }),
    line({ line: 2, lastLine: 2, text: 'jar', keys: ['jar'] }),
  ])

  it('have the number of their place, and a colour only where something came of them', () => {
    expect(lines.map(({ number, colour }) => [number, colour])).toEqual([
      [1, 0],
      [2, null],
      [3, 1],
    ])
  })

  it('stand with what nobody understood first', () => {
    expect(byUrgency(lines).map(({ number }) => number)).toEqual([2, 1, 3])
  })

  it('are cut out of the text without losing a letter of it', () => {
    const rows = cutText(text, lines)
    expect(rows.map((pieces) => pieces.map((one) => one.text).join('')).join('\n')).toBe(text)
    expect(rows[0]?.filter(({ of }) => of !== null).map((one) => one.text)).toEqual([
      'oil lamp',
      'The bank is closed',
    ])
  })

  it('have their line whole where it is written otherwise than it is quoted', () => {
    const quoted = joinLines([line({ text: 'strong lamp', keys: ['lamp'] })])
    expect(cutText('- **strong** lamp', quoted)[0]).toEqual([{ text: '- **strong** lamp', of: quoted[0] }])
  })
})

describe('things that are found', () => {
  const thing = (label: string, detail = ''): Thing => ({ id: label, kind: 'spec', label, detail, act: '#/' })

  it('begin with those whose name begins so, and have every word somewhere', () => {
    const things = [
      thing('old-lamp'),
      thing('glamp'),
      thing('lamp'),
      thing('jar', 'a lamp in it'),
      thing('wagon'),
    ]
    expect(findThings(things, 'lamp').map(({ label }) => label)).toEqual(['lamp', 'old-lamp', 'glamp', 'jar'])
    expect(findThings(things, 'lamp old').map(({ label }) => label)).toEqual(['old-lamp'])
    expect(findThings(things, '')).toHaveLength(things.length)
  })
})

describe('words of the settings', () => {
  it('are colours in one form, each once, and tags with their spaces', () => {
    expect(splitColours('1B1B1B, #E0B45C\n#e0b45c')).toEqual(['#1b1b1b', '#e0b45c'])
    expect(splitTags('boss,  cave bat ,boss')).toEqual(['boss', 'cave bat'])
    expect(faultOfColours(['#fff'])).toContain('"#fff" is no colour')
    expect(faultOfColours(['#ffffff'])).toBe('')
  })
})
