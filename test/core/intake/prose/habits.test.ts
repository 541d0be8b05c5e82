import { describe, expect, it } from 'vitest'
import { refineText } from '../../../../core/intake/refine-text.js'

const read = (text: string, fileName = 'wish.md') =>
  refineText({ fileName, text, options: { palette: [], variantsPerSpec: null, provider: 'procedural' } })
const keysOf = (text: string) => read(text).specs.map(({ key, assetType }) => `${key} ${assetType}`)
const outcomesOf = (text: string) => read(text).outcomes.map(({ outcome }) => outcome)

describe('people lay their lists out', () => {
  it.each([
    [
      'as an outline',
      '1. Enemies\n   1. bog imp\n   2. moor hag\n2. FX\n   - spark\n',
      ['bog-imp character', 'moor-hag character', 'spark vfx'],
    ],
    ['in capitals', 'TRACK TILES 24x24\ngravel\nmud\n\nSFX\nbell\n', ['gravel tile', 'mud tile', 'bell sfx']],
    ['with emoji', '## Props\n🌵 bench\n🌵 lamp post\n', ['bench prop', 'lamp-post prop']],
    [
      'with labels and bare lines',
      'monsters:\nbog imp\nmoor hag, walk 4f\nhud:\nhp bar\n',
      ['bog-imp character', 'moor-hag character', 'hp-bar ui'],
    ],
    [
      'between semicolons',
      '## Items\nspanner; bolt cutter; fuse\n',
      ['spanner item', 'bolt-cutter item', 'fuse item'],
    ],
    [
      'under a noun',
      '## Footsteps\n- on snow\n## Gems\n- red\n- blue\n',
      ['footstep-on-snow sfx', 'gem-red item', 'gem-blue item'],
    ],
    [
      'under a title of sounds',
      '# Sound list\n## Weapons\n- axe: swing, impact\n## Creatures\n- moor hag\n',
      ['axe-swing sfx', 'axe-impact sfx', 'moor-hag sfx'],
    ],
    [
      'with an aside',
      'Oh, and we need a red kite. Besides that, please add a blue kite.',
      ['red-kite prop', 'blue-kite prop'],
    ],
    [
      'with a question for a heading',
      'What about sound? A dull thud, a sharp crack.',
      ['dull-thud sfx', 'sharp-crack sfx'],
    ],
  ])('%s', (_how, text, keys) => {
    expect(keysOf(text)).toEqual(keys)
  })
})

describe('one thing has', () => {
  it.each([
    ['words behind its name', '- old watchman, asleep, hat over his eyes', ['old-watchman character']],
    ['states that its members share', '- two urns (a slim one, a stout one), each whole or cracked', 4],
    ['states in words', '## UI\n- a map button with normal and pressed states', ['map-button ui']],
    ['levels in brackets', '## Props\n- mill (levels 1-2)', ['mill-level-1 prop', 'mill-level-2 prop']],
    [
      'a label in its brackets',
      '## Items\n- oar (materials: wood, iron)',
      ['oar-wood item', 'oar-iron item'],
    ],
  ])('%s', (_what, text, keys) => {
    if (typeof keys === 'number') expect(read(text).specs).toHaveLength(keys)
    else expect(keysOf(text)).toEqual(keys)
  })

  it('animations that its words name', () => {
    const { specs } = read('- a stork that sleeps, 6 frames, 3 fps\n- a pennant, waving, 4 frames, 8 fps\n')
    expect(specs.map(({ animations }) => animations?.map(({ name, frames }) => `${name} ${frames}`))).toEqual(
      [['sleep 6'], ['wave 4']],
    )
  })

  it('room between its corners', () => {
    expect(read('## UI\n- note panel, nine-slice, 10 px corners').specs[0]).toMatchObject({
      size: { width: 30, height: 30 },
      nineSlice: { left: 10 },
    })
  })
})

describe('what asks for no picture', () => {
  it.each([
    ['a limit', 'Please stay inside 32 colours.', ['constraint']],
    ['the screen', 'Resolution: 640x360', ['constraint']],
    ['files', 'Please give us ogg and wav.', ['constraint']],
    ['a greeting', 'Hi Robin!', ['constraint']],
    ['a reminder', 'TODO: ask Robin about the music', ['not-understood']],
    ['frames of nothing', 'only the eyes do (2 frames)', ['constraint']],
  ])('%s', (_what, text, outcomes) => {
    const list = `## Props\n- jug\n\n${text}`
    expect(outcomesOf(list).slice(2)).toEqual(outcomes)
    expect(read(list).specs).toHaveLength(1)
    expect(read(list).specs[0]).toMatchObject({ key: 'jug', size: { width: 32, height: 32 } })
    expect(read(list).specs[0]?.animations).toBeUndefined()
  })

  it('below what is left out counts and engines hold', () => {
    const { specs, targets } = read(
      '- jug\n\n## Not in scope\n- cutscenes\n\nTwo variants of each. Deliver for Godot.',
    )
    expect([specs.length, specs[0]?.variants, targets]).toEqual([1, 2, ['godot']])
  })
})

describe('a line of a plain list', () => {
  it('takes animations, states and borders, and keeps other words', () => {
    const { specs, problems } = read(
      [
        'character: keeper, 24x32, idle (4 frames, 6 fps), walk 6 frames 10 fps',
        'prop: chest (closed / open)',
        'ui: panel, nine-slice, 6 px corners, 32x32',
        'ui: map button: normal, hover',
        'prop: barrel, crate',
        'vfx: splash, 99 frames',
      ].join('\n'),
      'list.txt',
    )
    expect(specs.map(({ key }) => key)).toEqual([
      'keeper',
      'chest-closed',
      'chest-open',
      'panel',
      'map-button',
      'barrel-crate',
      'splash',
    ])
    expect(specs[0]?.animations).toEqual([
      { name: 'idle', frames: 4, fps: 6, loop: true },
      { name: 'walk', frames: 6, fps: 10, loop: true },
    ])
    expect([specs[3]?.nineSlice?.left, specs[4]?.states]).toEqual([6, ['normal', 'hover']])
    expect(problems).toMatchObject([{ line: 6, message: expect.stringContaining('99 frames') }])
  })
})
