import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectIntake } from '../../../../core/intake/detect-intake.js'
import { parseProse } from '../../../../core/intake/prose/parse-prose.js'
import { refineText } from '../../../../core/intake/refine-text.js'
import { assetSpecSchema } from '../../../../core/spec/asset-spec.schema.js'
import { limits } from '../../../../core/spec/spec-limits.js'

function read(text: string, palette: readonly string[] = []) {
  const options = { palette, variantsPerSpec: null, provider: 'procedural' }
  const result = parseProse({ fileName: 'wish.md', text, options })
  for (const spec of result.specs) assetSpecSchema.parse(spec)
  expect(new Set(result.specs.map(({ key }) => key)).size).toBe(result.specs.length)
  return result
}

const prompts = (text: string) => read(text).specs.map(({ prompt }) => prompt.positive)

describe('a series', () => {
  it.each([
    ['- chest: open, closed', ['chest, open', 'chest, closed']],
    ['- iron gate open / closed', ['iron gate, open', 'iron gate, closed']],
    ['- oil lamp, lit and unlit', ['oil lamp, lit', 'oil lamp, unlit']],
    ['- straw hut; the same hut burnt', ['straw hut', 'straw hut, burnt']],
    ['- clay jar; a broken one', ['clay jar', 'clay jar, broken']],
    ['- 2 flasks: red (fire), blue (frost)', ['flask, red, fire', 'flask, blue, frost']],
    ['- iron nail, copper nail, bone nail', ['iron nail', 'copper nail', 'bone nail']],
    [
      '- glider: straight, banking left, banking right',
      ['glider, straight', 'glider, banking left', 'glider, banking right'],
    ],
    ['- red, blue and green gems', ['gem, red', 'gem, blue', 'gem, green']],
    ['- a pair of statues', ['statue', 'statue']],
    ['- boulder x3', ['boulder', 'boulder', 'boulder']],
    ['- 2x anvil', ['anvil', 'anvil']],
    ['- forge, levels 1 to 3', ['forge, level 1', 'forge, level 2', 'forge, level 3']],
    ['- knight with sword and shield', ['knight with sword and shield']],
    ['- barrel and crate', ['barrel', 'crate']],
    ['- Old Marrow, a blind ferryman in oilskins', ['Old Marrow, a blind ferryman in oilskins']],
    ['- saguaro cactus, tall', ['saguaro cactus, tall']],
    ['- potions:\n  - red (health)\n  - blue', ['potion, red, health', 'potion, blue']],
    ['# Tiles\n- wet ledge top, ledge corner', ['wet ledge top', 'wet ledge corner']],
    ['# Tiles\n- slate, three variations', ['slate', 'slate', 'slate']],
    [
      '# Sounds\ntwo knocks on wood (short), a gust',
      ['knock on wood, short', 'knock on wood, short', 'gust'],
    ],
  ])('%s', (text, expected) => {
    expect(prompts(text)).toEqual(expected)
  })

  it('of numbers has numbered keys, and a name gives the key alone', () => {
    expect(read('- three boulders').specs.map(({ key }) => key)).toEqual([
      'boulder-1',
      'boulder-2',
      'boulder-3',
    ])
    expect(read('- Old Marrow, a blind ferryman').specs[0]?.key).toBe('old-marrow')
    expect(read('- Old Marrow: a blind ferryman').specs[0]?.key).toBe('old-marrow')
    expect(read('- jar key=clay-jar, cracked').specs[0]?.key).toBe('clay-jar')
  })

  it.each([
    ['# Characters\n- ghost of a baker, floating, rolling pin in hand, 32x32', ['ghost-of-a-baker']],
    ['- vase, cracked\n- vase, gilded', ['vase-cracked', 'vase-gilded']],
    ['- vase, gilded\n- vase', ['vase-gilded', 'vase']],
    [
      '# Sounds\n- three knocks on wood (short, dry)',
      ['knock-on-wood-1', 'knock-on-wood-2', 'knock-on-wood-3'],
    ],
  ])('%s: a description joins the key only where names are the same', (text, keys) => {
    expect(read(text).specs.map(({ key }) => key)).toEqual(keys)
  })

  it('of one UI thing is one spec with states', () => {
    const { specs } = read(
      '## UI\n- shield full / half / empty\n- button: normal, hover, pressed\n- digits 0-9\n- A-Z',
    )
    expect(specs.map(({ states }) => states?.length)).toEqual([3, 3, 10, 26])
    expect(specs[0]).toMatchObject({ key: 'shield', states: ['full', 'half', 'empty'] })
  })

  it('of layers is one backdrop, from far to near', () => {
    for (const text of [
      '- parallax coast with 3 layers: sky, sea, dunes',
      '- coast: three layers (sky, sea, dunes)',
    ])
      expect(read(`## Backgrounds\n${text}`).specs).toMatchObject([
        { assetType: 'backdrop', background: 'transparent', states: ['sky', 'sea', 'dunes'] },
      ])
  })

  it('whose number and names differ is a problem, and the names win', () => {
    const { specs, problems } = read('- 3 flasks: red, blue')
    expect(specs).toHaveLength(2)
    expect(problems).toMatchObject([{ line: 1, message: 'it says 3 and names 2' }])
  })
})

describe('facts beside a name', () => {
  const one = (text: string) => read(text).specs[0]

  it.each([
    ['- owl 24x24', 24],
    ['- owl, 24 px', 24],
    ['- owl (24×24 each)', 24],
    ['- owl on a 24x24 canvas', 24],
    ['- 24x24 owl', 24],
    ['- owl 24 by 24', 24],
  ])('%s', (text, width) => {
    expect(one(text)).toMatchObject({ key: 'owl', size: { width, height: width } })
  })

  it('animations with frames, fps and loop, and what is not said is filled in and told', () => {
    const { specs, notes } = read(
      '- fencer: idle (4 frames, 6 fps, loops), lunge 5 frames 12 fps, does not loop',
    )
    expect(specs[0]?.animations).toEqual([
      { name: 'idle', frames: 4, fps: 6, loop: true },
      { name: 'lunge', frames: 5, fps: 12, loop: false },
    ])
    expect(
      notes
        .filter(({ kind }) => kind === 'default')
        .map(({ message }) => message)
        .join(),
    ).not.toContain('fps')
    const bare = read('- fencer, idle and walk')
    expect(bare.specs[0]?.animations).toMatchObject([
      { name: 'idle', frames: 4, fps: 8, loop: true },
      { name: 'walk', frames: 4, fps: 8, loop: true },
    ])
    expect(bare.notes.map(({ message }) => message)).toContain('no fps given for idle: 8')
  })

  it('numbers said once are for all names before them', () => {
    expect(one('- scout, 32x32, idle/run/jump, 6 frames each at 10 fps')?.animations).toMatchObject([
      { name: 'idle', frames: 6, fps: 10 },
      { name: 'run', frames: 6, fps: 10 },
      { name: 'jump', frames: 6, fps: 10, loop: false },
    ])
  })

  it('pivots, borders, soft alpha and seams', () => {
    expect(one('- owl, pivot at the feet')?.pivot).toEqual({ x: 0.5, y: 1 })
    expect(one('- owl, pivot top-left')?.pivot).toEqual({ x: 0, y: 0 })
    expect(one('- owl, pivot 0.25, 0.75')?.pivot).toEqual({ x: 0.25, y: 0.75 })
    expect(one('- speech panel, nine-slice, 32x32, 6 px corners')).toMatchObject({
      assetType: 'ui',
      nineSlice: { left: 6, top: 6, right: 6, bottom: 6 },
    })
    expect(one('## Effects\n- fog wisp, soft alpha')?.alpha).toBe('soft')
    expect(one('- slate floor, must tile seamlessly')).toMatchObject({ assetType: 'tile', seamless: true })
  })

  it('lengths of sounds', () => {
    const { specs } = read(
      '# Audio\n- bell, 0.5 s\n- harbour theme, 90 seconds\n- rain loop\n- door slam, wav',
    )
    expect(specs.map(({ assetType }) => assetType)).toEqual(['sfx', 'music', 'sfx', 'sfx'])
    expect(specs[0]?.sound?.durationMs).toEqual({ min: 400, max: 600 })
    expect(specs[1]?.sound).toMatchObject({
      loop: true,
      loudnessLufs: -16,
      durationMs: { min: 72_000, max: 108_000 },
    })
    expect(specs[2]?.sound?.loop).toBe(true)
    expect(specs[3]?.sound?.formats).toEqual(['wav'])
  })

  it('may stand in later sentences and nested items', () => {
    const text =
      '- scout. Needs idle (4 frames), pivot at the feet\n- guard\n  - idle 2 frames\n  - walk 6 frames'
    const { specs, outcomes } = read(text)
    expect(specs.map(({ animations }) => animations?.length)).toEqual([1, 2])
    expect(outcomes.find(({ line }) => line === 4)).toMatchObject({ outcome: 'spec', keys: ['guard'] })
  })
})

describe('what a text says for many assets', () => {
  it('by heading, by word, with exceptions, the nearest winning', () => {
    const text = `All sprites 24x24, light from the top, no outlines.
Characters are 48x48.

## Characters
- monk
- giant, 96x96

## Tiles (16x16)
- slate

## Props
- jug

Three variants of each, except tiles (two) and giants (1).`
    const { specs } = read(text)
    expect(specs.map(({ key, size, variants }) => [key, size.width, variants])).toEqual([
      ['monk', 48, 3],
      ['giant', 96, 1],
      ['slate', 16, 2],
      ['jug', 24, 3],
    ])
    expect(specs.every(({ light }) => light === 'top')).toBe(true)
    expect(specs[3]?.outlinePx).toBe(0)
  })

  it.each([
    ['3 each unless it is HUD (1)', [3, 1]],
    ['Two options per asset; five for the HUD', [2, 5]],
    ['We want 2 versions of each to pick from', [2, 2]],
  ])('%s', (rule, expected) => {
    const { specs } = read(`# Props\n- jug\n\n# HUD\n- compass\n\n${rule}.`)
    expect(specs.map(({ variants }) => variants)).toEqual(expected)
  })

  it('targets, palettes, colours and things to avoid', () => {
    const text =
      'We ship on Godot and a web build. Use the dusk palette (palettes/dusk.gpl). No text, no gradients.\n\n- jug'
    const { specs, targets, palettes, notes } = read(text)
    expect(targets).toEqual(['godot', 'pixi'])
    expect(palettes).toEqual(['palettes/dusk.gpl'])
    expect(specs[0]?.prompt.negative).toBe('text, gradients')
    expect(notes.map(({ message }) => message).join('\n')).toContain(
      'palette palettes/dusk.gpl is named: give it with --palette',
    )
    expect(
      read(text, ['#ffffff'])
        .notes.map(({ message }) => message)
        .join('\n'),
    ).not.toContain('give it')
    expect(read('At most 12 colours.\n\n- jug').outcomes[0]).toMatchObject({ outcome: 'constraint' })
  })

  it('of which only what says something is a tag', () => {
    const { specs } = read(
      '# Look\n\nEverything has to read at 32 px, moody and dark.\n\n## Props\n\n- barrel\n',
    )
    expect(specs[0]?.tags).toContain('moody')
    expect(specs[0]?.tags).not.toContain('read')
  })

  it('style as tags, and what nobody understands as such', () => {
    const { specs, outcomes } = read(
      'A cosy side-view platformer, pastel.\nThe bank is closed on Mondays.\n\n- jug',
    )
    expect(specs[0]?.tags).toEqual(['cosy side-view platformer', 'pastel'])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['constraint', 'not-understood', 'spec'])
  })

  it('what is not wanted or wanted later', () => {
    const { specs } = read('## Props\n- jug\n\n## Nice to have\n- harp\n\n## Out of scope\n- anvil')
    expect(specs.map(({ key, tags }) => [key, tags.includes('optional')])).toEqual([
      ['jug', false],
      ['harp', true],
    ])
  })
})

describe('how a text is laid out', () => {
  it.each([
    ['Markdown', '## Enemies\n* slime\n* bat'],
    ['set underlined', 'Enemies\n-------\n- slime\n- bat'],
    ['bold', '**Enemies**\n• slime\n• bat'],
    ['labels', 'Enemies:\n– slime\n– bat'],
    ['one line', 'Enemies: slime, bat'],
    ['bare lines', 'Enemies\nslime\nbat'],
    ['nested', '- Enemies:\n  - slime\n  - bat'],
    ['numbers and CRLF', '\uFEFF## Enemies\r\n1. slime\r\n2) bat\r\n'],
    ['tabs', '##\tEnemies\n-\tslime\n-\tbat'],
    ['a table', '| name | type |\n|---|---|\n| slime | enemies |\n| bat | enemies |'],
    ['prose', 'For the enemies we need a slime and a bat.'],
  ])('%s', (_, text) => {
    const { specs } = read(text)
    expect(specs.map(({ key, assetType }) => `${assetType} ${key}`)).toEqual([
      'character slime',
      'character bat',
    ])
  })

  it('lines that were wrapped are one, and each entry knows where it starts', () => {
    const text =
      'In this first pass of the pictures we would like to see one lighthouse with a red door, two\nrowing boats and an anchor.\n\n- a long coat that hangs\n  on a hook'
    const { specs } = read(text)
    expect(specs.at(-1)).toMatchObject({
      prompt: { positive: 'long coat that hangs on a hook' },
      source: { line: 4 },
    })
    expect(specs.filter(({ source }) => source.line === 1).map(({ key }) => key)).toEqual([
      'lighthouse-with-a-red-door',
      'rowing-boat-1',
      'rowing-boat-2',
      'anchor',
    ])
  })

  it('emoji and other scripts pass through', () => {
    expect(prompts('- 🔥 brazier\n- 仙人掌\n- شجرة')).toEqual(['🔥 brazier', '仙人掌', 'شجرة'])
  })

  it('lists stay lists, and labels of sections do not make one', () => {
    expect(detectIntake('prop: jug\nprop: anvil\nnonsense')).toBe('list')
    expect(detectIntake('Characters: monk, nun\nProps: jug\nSounds: bell')).toBe('prose')
    expect(detectIntake('jug\nanvil\ntwo boats')).toBe('prose')
    expect(
      refineText({
        fileName: 'a.md',
        text: '- jug',
        options: { palette: [], variantsPerSpec: 7, provider: 'p' },
      }).specs,
    ).toMatchObject([{ variants: 7 }])
  })
})

describe('what cannot be', () => {
  it.each([
    ['- imp, 0 frames', 'limits of 1 to 64'],
    ['- imp, 200 frames', 'limits of 1 to 64'],
    ['- imp, 4 frames 0 fps', 'limits of 1 to 60'],
    ['- imp 32x32 and 64x64', 'two sizes'],
    ['- imp 5000x5000', '4 to 1024'],
    ['- 500 imps', 'limits of 1 to 100'],
    ['- speech panel, nine-slice, 16x16, 8 px corners', 'leave nothing to stretch'],
    ['- chime sound, 9000 s', 'limits of 10 to 120000 ms'],
    ['- imp, 40 candidates', '1 to 16'],
  ])('%s is a problem with its line, and the spec keeps its default', (text, message) => {
    const { specs, problems } = read(`- jug\n${text}\n- anvil`)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ file: 'wish.md', line: 2, message: expect.stringContaining(message) })
    expect(problems[0]?.hint).not.toBe('')
    expect(specs).toHaveLength(3)
  })

  it('too many lines, rules and assets are said once', () => {
    const lines = read(`${'\n'.repeat(5000)}- jug`)
    expect(lines.problems).toMatchObject([{ line: 5001 }])
    const text = Array.from({ length: 300 }, () => '- three owls x90').join('\n')
    const { specs, problems } = read(text)
    expect(specs.length).toBe(limits.specsPerWishlistMax)
    expect(problems.at(-1)?.message).toContain('10000')
  })

  it('text made to be slow is read', () => {
    const long = 100_000
    const slow = [
      `a${' '.repeat(long)}b`,
      'a, '.repeat(long / 4),
      '('.repeat(long),
      '()'.repeat(long / 2),
      'a/'.repeat(long / 2),
      '[a]('.repeat(long / 4),
      '1,111'.repeat(long / 5),
      `- ${'open '.repeat(390)}\n`.repeat(50),
      `${'one two '.repeat(230)}. `.repeat(50),
      `${'nine-slice-'.repeat(170)}. `.repeat(50),
      '| a '.repeat(long / 4),
    ]
    // What takes time squared would not end within the time that every test has.
    for (const text of slow) expect(read(text).specs.length).toBeLessThanOrEqual(limits.specsPerWishlistMax)
  })
})

describe('any text', () => {
  const word = fc.constantFrom(
    ...[
      'jug',
      'owl',
      'owls',
      'red',
      'open',
      'closed',
      'idle',
      '4 frames',
      '6 fps',
      '16x16',
      'three',
      'x2',
      'each',
      'and',
    ],
    ...[
      ',',
      ':',
      ';',
      '.',
      '(',
      ')',
      '/',
      '-',
      '–',
      '#',
      '##',
      '*',
      '|',
      'Tiles',
      'Sounds:',
      'We need',
      'all',
      'except',
    ],
    ...[
      'variants',
      'layers',
      'key=a',
      '0-9',
      'A-Z',
      '🔥',
      'loop',
      'pivot',
      'the same',
      'no',
      '  ',
      '\t',
      '0',
      '999999',
    ],
  )
  const line = fc.oneof(
    { weight: 3, arbitrary: fc.array(word, { maxLength: 9 }).map((words) => words.join(' ')) },
    { weight: 1, arbitrary: fc.array(word, { maxLength: 6 }).map((words) => `  - ${words.join('')}`) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  )

  it('gives valid specs and an outcome for every line, the same each time', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const text = lines.join('\n')
        fc.pre(!/[\0\uFFFD]|\p{Surrogate}/u.test(text))
        const result = read(text)
        expect(read(text)).toEqual(result)
        const told = new Set<number>()
        for (const { line: first, lastLine } of result.outcomes)
          for (let at = first; at <= lastLine; at++) told.add(at)
        const written = text
          .replace(/^\uFEFF/, '')
          .split(/\r\n|\n|\r/)
          .flatMap((one, index) => (one.trim() === '' ? [] : [index + 1]))
        expect(written.filter((at) => !told.has(at))).toEqual([])
        const keys = new Set(result.outcomes.flatMap((outcome) => outcome.keys))
        expect(result.specs.every(({ key }) => keys.has(key))).toBe(true)
      }),
      { numRuns: 400 },
    )
    // Thousands of lines are read twice each: a busy machine needs its time.
  }, 90_000)

  it('keeps its keys when a section moves', () => {
    const section = fc.constantFrom(
      '## Props\n- jug\n- anvil, two sizes\n',
      '## Enemies (24x24)\n- slime: green, blue\n- bat, idle 4 frames\n',
      '## UI\n- shield full / empty\n',
      '## Sounds\nbell, gong\n',
    )
    fc.assert(
      fc.property(fc.uniqueArray(section, { minLength: 2, maxLength: 4 }), (sections) => {
        const keysOf = (parts: readonly string[]) =>
          read(parts.join('\n'))
            .specs.map(({ key }) => key)
            .sort()
        expect(keysOf(sections.toReversed())).toEqual(keysOf(sections))
      }),
    )
  })
})
