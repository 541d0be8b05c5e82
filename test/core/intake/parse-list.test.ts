import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectIntake } from '../../../core/intake/detect-intake.js'
import { parseWishlistList } from '../../../core/intake/parse-list.js'
import { assetSpecSchema } from '../../../core/spec/asset-spec.schema.js'
import { limits } from '../../../core/spec/spec-limits.js'

const palette = ['#2b1d1a', '#f7e6c0']

function parse(text: string, options: { variantsPerSpec?: number; fileName?: string } = {}) {
  const result = parseWishlistList({
    fileName: options.fileName ?? 'list.txt',
    text,
    options: { palette, variantsPerSpec: options.variantsPerSpec ?? null, provider: 'procedural' },
  })
  for (const spec of result.specs) assetSpecSchema.parse(spec)
  expect(new Set(result.specs.map((spec) => spec.key)).size).toBe(result.specs.length)
  return result
}

const outpost = `# desert outpost, prop pass 1 (pixel art, 32x32 unless said otherwise)
prop: saguaro cactus, tall
prop: broken covered wagon, 64x48
prop: wooden signpost pointing left

# camp
prop: campfire, burning
this line has no category and must be reported
prop: clay jar, cracked

# rocks
tile: cracked dry mud
prop: red sandstone boulder, 48x48
`

describe('a list as a team writes it', () => {
  it('gives every good line and reports the bad one with its number', () => {
    const { specs, problems } = parse(outpost)
    expect(specs.map((spec) => spec.key)).toEqual([
      'saguaro-cactus-tall',
      'broken-covered-wagon',
      'wooden-signpost-pointing-left',
      'campfire-burning',
      'clay-jar-cracked',
      'cracked-dry-mud',
      'red-sandstone-boulder',
    ])
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ file: 'list.txt', line: 8 })
    expect(problems[0]?.hint).toContain('prop: this line has no category')
  })

  it('takes sizes out of the prompt and keeps everything else of it', () => {
    const { specs } = parse(outpost)
    expect(specs.map(({ prompt, size }) => [prompt.positive, size.width, size.height])).toEqual([
      ['saguaro cactus, tall', 32, 32],
      ['broken covered wagon', 64, 48],
      ['wooden signpost pointing left', 32, 32],
      ['campfire, burning', 32, 32],
      ['clay jar, cracked', 32, 32],
      ['cracked dry mud', 32, 32],
      ['red sandstone boulder', 48, 48],
    ])
  })

  it('reports what it inferred from comments', () => {
    const { specs, notes } = parse(outpost)
    const messages = notes.map((note) => `${note.line}: ${note.message}`).join('\n')
    expect(messages).toContain('1: inferred from "32x32 unless said otherwise": size 32x32')
    expect(messages).toContain('1: inferred from "pixel art"')
    expect(messages).toContain('comment that sets no default: "desert outpost, prop pass 1"')
    expect(specs[0]?.tags).toEqual(['pixel art'])
    expect(specs[3]?.tags).toEqual(['pixel art', 'camp'])
  })

  it('makes tiles seamless and opaque, and stands props on their feet', () => {
    const { specs } = parse('tile: sand\nprop: barrel\nicon: heart\ncharacter: knight')
    expect(specs.map((s) => [s.assetType, s.seamless, s.background, s.pivot.y])).toEqual([
      ['tile', true, 'opaque', 0.5],
      ['prop', false, 'transparent', 1],
      ['ui', false, 'transparent', 0.5],
      ['character', false, 'transparent', 1],
    ])
  })

  it('keeps where each spec comes from', () => {
    const { specs } = parse('\uFEFF# head\r\n\r\n  prop:\tbarrel\u00a0, 16x16 \r\n')
    expect(specs[0]?.source).toEqual({ file: 'list.txt', line: 3, text: 'prop:\tbarrel\u00a0, 16x16' })
    expect(specs[0]?.prompt.positive).toBe('barrel')
  })
})

describe('the demo list in examples/', () => {
  it('has 32 assets, no bad line, and a palette of eight colours beside it', () => {
    const text = readFileSync(new URL('../../../examples/desert-props.txt', import.meta.url), 'utf8')
    const { specs, problems } = parse(text)
    expect(problems).toEqual([])
    expect(specs).toHaveLength(32)
    const colours = readFileSync(new URL('../../../examples/dune8.hex', import.meta.url), 'utf8')
    expect(colours.trim().split('\n')).toHaveLength(8)
  })
})

describe('sizes', () => {
  it.each([
    ['barrel, 64x48', 'barrel', 64, 48],
    ['barrel 64 x 48', 'barrel', 64, 48],
    ['barrel (64×48 px), old', 'barrel, old', 64, 48],
    ['barrel,64X48', 'barrel', 64, 48],
    ['barrel, 24px', 'barrel', 24, 24],
    ['16 px barrel', '16 px barrel', 32, 32],
    ['barrel with 2px outline', 'barrel with 2px outline', 32, 32],
    ['crate type 1,64x48', 'crate type 1', 64, 48],
    ['a 64x48 barrel', 'a barrel', 64, 48],
    ['barrel, 64x48.', 'barrel', 64, 48],
    ['chest 32x32, closed, 32x32', 'chest, closed', 32, 32],
  ])('%s', (written, prompt, width, height) => {
    const { specs, problems } = parse(`prop: ${written}`)
    expect(problems).toEqual([])
    expect(specs[0]).toMatchObject({ prompt: { positive: prompt }, size: { width, height } })
  })

  it.each([
    '100000x100000',
    '100,000x100,000',
    '100000px',
    '1025x8',
    '3x3',
    '0x0',
    '32.5x32',
    '9'.repeat(400) + 'x4',
  ])('%s is a problem that names the limit', (size) => {
    const { specs, problems } = parse(`prop: barrel, ${size}\nprop: crate`)
    expect(specs.map((spec) => spec.key)).toEqual(['crate'])
    expect(problems).toHaveLength(1)
    expect(`${problems[0]?.message} ${problems[0]?.hint}`).toContain('1024')
  })

  it('two on one line are a problem', () => {
    expect(parse('prop: barrel 16x16 or 32x32').problems[0]?.message).toContain('two sizes')
  })

  it('of the asset type are noted once where nothing says one', () => {
    const { specs, notes } = parse('prop: a\nprop: b\nitem: c')
    expect(specs.map((spec) => spec.size.width)).toEqual([32, 32, 16])
    expect(notes.filter((note) => note.message.startsWith('no size given'))).toHaveLength(2)
  })

  it('in the head can be for one category', () => {
    const { specs } = parse('# 24x24 unless said otherwise, tiles 16x16\nprop: a\ntile: b\ntile: c, 8x8')
    expect(specs.map((spec) => spec.size.width)).toEqual([24, 16, 8])
  })

  it('in the head that cannot be are reported, and the type default holds', () => {
    const { specs, problems } = parse('# 9000x9000 each\nprop: a')
    expect(problems).toMatchObject([{ line: 1 }])
    expect(specs[0]?.size.width).toBe(32)
  })
})

describe('variants, outline and light', () => {
  it('come from the order, else the line, else the head, else four', () => {
    const text = '# three variants each\nprop: a\nprop: b, 2 variants'
    expect(parse(text).specs.map((spec) => spec.variants)).toEqual([3, 2])
    expect(parse(text, { variantsPerSpec: 7 }).specs.map((spec) => spec.variants)).toEqual([7, 7])
    expect(parse('prop: a').specs[0]?.variants).toBe(4)
    expect(parse(text).specs[1]?.prompt.positive).toBe('b')
  })

  it('beyond the limit are a problem', () => {
    expect(parse('prop: a, 17 variants').problems[0]?.message).toContain('1 to 16')
    expect(parse('# 0 variants each\nprop: a').problems[0]?.line).toBe(1)
  })

  it('are read from the head', () => {
    const [spec] = parse('# no outline; light from the upper right.\nprop: a').specs
    expect(spec).toMatchObject({ outlinePx: 0, light: 'upper-right' })
  })
})

describe('categories', () => {
  it.each([
    ['Props', 'prop'],
    ['ENEMIES', 'character'],
    ['ui-icon', 'ui'],
    ['VFX_frames', 'vfx'],
    ['pickups', 'item'],
    ['backgrounds', 'backdrop'],
    ['- particle', 'particle'],
  ])('%s is understood', (category, assetType) => {
    expect(parse(`${category}: thing`).specs[0]?.assetType).toBe(assetType)
  })

  it('that are unknown are reported with the nearest known one', () => {
    const { specs, problems } = parse('prop: a\nporp: b\nspaceship: c\nscent: boing\nprop: d\nprop: e')
    expect(specs).toHaveLength(3)
    expect(problems.map((problem) => problem.line)).toEqual([2, 3, 4])
    expect(problems[0]?.hint).toContain('Did you mean "prop"?')
    expect(problems[1]?.hint).toMatch(/^Known categories: character, prop/)
  })

  it('may ask for sound and music, with what a line says of its length', () => {
    const { specs, notes } = parse(
      '# 64x64\nsfx: jump, 0.3 s\nmusic: cave theme\nsound: wind, loop, wav\nprop: a',
    )
    expect(specs.map(({ assetType, size }) => [assetType, size.width])).toEqual([
      ['sfx', 128],
      ['music', 128],
      ['sfx', 128],
      ['prop', 64],
    ])
    expect(specs[0]?.sound).toEqual({
      durationMs: { min: 240, max: 360 },
      loop: false,
      formats: ['ogg'],
      peakDb: -1,
      trimBelowDb: -40,
    })
    expect(specs[1]?.sound).toMatchObject({ loop: true, loudnessLufs: -16 })
    expect(specs[2]?.sound).toMatchObject({ loop: true, formats: ['wav'] })
    expect(specs[3]?.sound).toBeUndefined()
    expect(notes.filter(({ message }) => message.startsWith('no size given'))).toEqual([])
  })

  it('without a prompt are reported', () => {
    expect(parse('prop:\nprop: 32x32\nprop: ,,\nprop: b').problems.map((p) => p.line)).toEqual([1, 2, 3])
  })
})

describe('keys', () => {
  it('of repeated prompts are numbered with a note, past numbers that prompts have themselves', () => {
    const { specs, notes } = parse('prop: crate\nprop: crate\nprop: Crate!\nprop: crate 2')
    expect(specs.map((spec) => spec.key)).toEqual(['crate', 'crate-3', 'crate-4', 'crate-2'])
    expect(notes.map((note) => note.message)).toContain('as on line 1: this one has the key crate-3')
  })

  it('fold accents, and stand for other scripts and emoji by a hash', () => {
    const { specs } = parse(
      'prop: Glühweinstraße, Øl\nprop: 仙人掌\nprop: 🔥 barrel\nprop: 💧 barrel\nprop: barrel',
    )
    const [first, cactus, fire, water, plain] = specs.map((spec) => spec.key)
    expect([first, plain]).toEqual(['gluhweinstrasse-ol', 'barrel'])
    expect(cactus).toMatch(/^prop-[0-9a-f]{8}$/)
    expect([fire, water].every((key) => /^barrel-[0-9a-f]{8}$/.test(key ?? ''))).toBe(true)
    expect(parse('prop: x\nprop：仙人掌').specs[1]?.key).toBe(cactus)
  })

  it('of long prompts stay apart and within the limit', () => {
    const { specs } = parse(`prop: ${'old '.repeat(60)}barrel\nprop: ${'old '.repeat(60)}crate`)
    expect(specs.every((spec) => spec.key.length <= 80)).toBe(true)
  })

  it('do not change when lines above come, go or move', () => {
    const line = fc.constantFrom(
      'prop: crate',
      'prop: crate 2',
      'prop: barrel',
      'item: key',
      'nonsense',
      '# c',
      '',
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (above) => {
        const { specs } = parse([...above, 'prop: brass telescope'].join('\n'))
        expect(specs.at(-1)?.key).toBe('brass-telescope')
      }),
    )
  })
})

describe('input that is no list', () => {
  const onlyProblem = (text: string, fileName?: string) => {
    const { specs, problems } = parse(text, fileName === undefined ? {} : { fileName })
    expect(specs).toEqual([])
    expect(problems).toHaveLength(1)
    return problems[0]
  }

  it('empty, blank or only comments: one problem that shows a line', () => {
    for (const text of ['', ' \n\t\r\n', '# nothing yet\n\n# more', '\uFEFF'])
      expect(onlyProblem(text)?.message).toBe('the list is empty')
  })

  it('binary or not UTF-8: one problem that names the line', () => {
    expect(onlyProblem('prop: a\nprop: \0b\nprop: c')).toMatchObject({
      line: 2,
      message: expect.stringContaining('not text'),
    })
    expect(onlyProblem('prop: caf\uFFFD')?.message).toContain('UTF-8')
    expect(onlyProblem('prop: \uD800')?.message).toContain('UTF-8')
  })

  it('more than the limit of bytes: one problem that names it', () => {
    expect(onlyProblem('prop: a\n'.repeat(262_144))?.message).toContain(String(limits.wishlistBytesMax))
    expect(onlyProblem(`prop: ${'仙'.repeat(350_000)}`)?.message).toContain('too large')
  })

  it('Markdown prose: one problem that says what is accepted', () => {
    const prose =
      '# Keep\n\nTop-down crawler.\n\n## Characters\n- the Keeper: an old man, 32x32\n\n## Props\n- brass lantern\n'
    expect(onlyProblem(prose)?.hint).toContain('known categories')
    expect(onlyProblem('We need some barrels.', 'wish.md')?.hint).toContain('Lists are accepted')
    expect(parse('## Props\n- prop: barrel\n- no category').problems.map((problem) => problem.line)).toEqual([
      3,
    ])
  })
})

describe('limits', () => {
  it('a line of more than 2,000 characters is one problem', () => {
    const { specs, problems } = parse(`prop: ${'a'.repeat(2000)}\nprop: b`)
    expect(specs).toHaveLength(1)
    expect(problems).toMatchObject([{ line: 1, message: expect.stringContaining('2000') }])
  })

  it('assets beyond the limit are counted in one problem on the first line beyond', () => {
    const text = Array.from({ length: limits.specsPerWishlistMax + 3 }, (_, i) => `prop: thing ${i}`).join(
      '\n',
    )
    const { specs, problems } = parse(text)
    expect(specs).toHaveLength(limits.specsPerWishlistMax)
    expect(problems).toMatchObject([
      {
        line: limits.specsPerWishlistMax + 1,
        message: expect.stringContaining('3 more than the limit of 10000'),
      },
    ])
  })

  it('thousands of bad lines are counted after the first thousand', () => {
    const { specs, problems } = parse(`prop: a\n${'bad\n'.repeat(5000)}`)
    expect(specs).toHaveLength(1)
    expect(problems).toHaveLength(1001)
    expect(problems.at(-1)?.message).toContain('4000 more problems')
  })

  it('a list made to be slow to read is read', () => {
    const slow = [
      `prop: a${' '.repeat(1_000_000)}b`,
      `prop: 1${',111'.repeat(480)}y\n`.repeat(500),
      `prop: a 2 variants${', '.repeat(900)}a 64x48\n`.repeat(500),
      Array.from({ length: 35_000 }, (_, i) => `abcdefghi${i}: b`).join('\n'),
    ]
    // What takes time squared would not end within the time that every test has.
    for (const text of slow) expect(parse(text).specs.length).toBeLessThanOrEqual(limits.specsPerWishlistMax)
  })

  it('control characters cost their own line only', () => {
    expect(parse('prop: a\u0007\nprop: b').problems).toMatchObject([{ line: 1 }])
  })
})

describe('whatever is written', () => {
  it('ends as a spec, a comment, a blank line or a problem, and specs satisfy the schema', () => {
    const word = fc.constantFrom(
      'prop',
      'tile',
      ':',
      '：',
      ' ',
      '#',
      '64x48',
      '9x',
      ',',
      '(',
      ')',
      'barrel',
      '仙',
      '🔥',
      '3 variants',
      '\t',
      '- ',
      '0',
      'px',
    )
    const line = fc.oneof(
      fc.array(word, { maxLength: 8 }).map((words) => words.join('')),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (written) => {
        const text = ['prop: first', ...written].join('\n')
        fc.pre(!/[\0\uFFFD]|\p{Surrogate}/u.test(text) && detectIntake(text, 'list.txt') === 'list')
        const { specs, problems } = parse(text)
        const lines = text.split(/\r\n|\n|\r/).map((one) => one.trim())
        const asked = lines.flatMap((one, index) => (one === '' || one.startsWith('#') ? [] : [index + 1]))
        const answered = [
          ...specs.map((spec) => spec.source.line),
          ...problems.map((problem) => problem.line),
        ]
        expect([...new Set(answered)].sort((a, b) => a - b)).toEqual(asked)
      }),
      { numRuns: 500 },
    )
  })
})
