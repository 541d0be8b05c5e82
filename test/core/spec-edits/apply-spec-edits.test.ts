import { describe, expect, it } from 'vitest'
import { diffSpecs } from '../../../core/intake/diff-specs.js'
import { refineOrder } from '../../../core/intake/refine-order.js'
import type { RunOptions } from '../../../core/run-options.js'
import { assetSpecSchema } from '../../../core/spec/asset-spec.schema.js'
import { draftOfProposal, variantsPerRoundOf } from '../../../core/spec-edits/draft-spec.js'
import type { SpecEdit } from '../../../core/spec-edits/spec-edit.schema.js'

const options: RunOptions = {
  seed: 7,
  variantsPerSpec: null,
  provider: 'procedural',
  review: 'person',
  targets: ['godot'],
  palette: ['#2b1d1a', '#e0c9a0'],
  windowSize: 4,
  undoWindowMs: 60_000,
}
const list = 'prop: rain barrel, 32x32\nitem: brass key, 16x16\ngizmo: iron crank\nsfx: door creak'

function read(specEdits: readonly SpecEdit[], text = list, more: Partial<RunOptions> = {}) {
  return refineOrder({ name: 'list.txt', text, options: { ...options, ...more, specEdits } })
}

function specOf(specEdits: readonly SpecEdit[], key: string, text = list) {
  const found = read(specEdits, text).specs.find((spec) => spec.key === key)
  if (found === undefined) throw new Error(`no ${key}`)
  return found
}

describe('edits of specs', () => {
  it('change what they name and leave the rest as the list says, also when the list changes later', () => {
    const edits: SpecEdit[] = [
      { key: 'rain-barrel', set: { size: { width: 48, height: 40 }, prompt: { negative: 'people' } } },
    ]
    const edited = read(edits)
    const { changed, added, removed, unchanged } = diffSpecs(read([]).specs, edited.specs)
    expect(changed.map(({ key, words }) => [key, words])).toEqual([
      ['rain-barrel', 'prompt, size 32x32 -> 48x40'],
    ])
    expect([added, removed, unchanged]).toEqual([[], [], 2])
    expect(edited.edits).toEqual([
      { key: 'rain-barrel', state: 'applied', words: 'prompt, size 32x32 -> 48x40' },
    ])
    const reworded = list.replace('rain barrel, 32x32', 'tall rain barrel, key=rain-barrel, 24x24')
    expect(specOf(edits, 'rain-barrel', reworded)).toMatchObject({
      prompt: { positive: 'tall rain barrel', negative: 'people' },
      size: { width: 48, height: 40 },
    })
  })

  it('wait while the list has no such spec, and work again when it comes back', () => {
    const edits: SpecEdit[] = [
      { key: 'brass-key', remove: true },
      { key: 'rain-barrel', set: { variants: 2 } },
    ]
    const without = read(edits, 'prop: post')
    expect(without.edits.map(({ state }) => state)).toEqual(['waiting', 'waiting'])
    expect(without.problems).toEqual([])
    expect(without.notes.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining('the edit of rain-barrel waits')]),
    )
    expect(read(edits).specs.map(({ key, variants }) => [key, variants])).toEqual([
      ['rain-barrel', 2],
      ['door-creak', 4],
    ])
  })

  it.each([
    ['a size that is too large', { size: { width: 5000, height: 32 } }, 'set.size.width'],
    [
      'animations with states',
      { states: ['a', 'b'], animations: [{ name: 'idle', frames: 2, fps: 4, loop: true }] },
      'set.animations',
    ],
    [
      'too many frames',
      { animations: ['a', 'b'].map((name) => ({ name, frames: 60, fps: 4, loop: true })) },
      'set.animations',
    ],
    ['one name twice', { states: ['up', 'up'] }, 'set.states'],
    ['borders without a middle', { nineSlice: { left: 16, right: 16, top: 1, bottom: 1 } }, 'set.nineSlice'],
    ['a sound of a picture', { sound: { loop: true } }, 'set.sound'],
  ])('that give %s are a problem with its member and a hint, and change nothing', (_, set, member) => {
    const { specs, problems, edits } = read([{ key: 'rain-barrel', set }])
    expect(specs).toEqual(read([]).specs)
    expect(edits).toMatchObject([{ state: 'refused', member, hint: expect.stringMatching(/\w/) }])
    const own = problems.filter(({ message }) => message.startsWith('the edit of rain-barrel is not used'))
    expect(own).toMatchObject([{ file: 'list.txt', line: 1, hint: expect.stringMatching(/\w/) }])
  })

  it('make a picture of a sound and a sound of a picture, with what is usual for the new type', () => {
    const toSound = specOf([{ key: 'brass-key', set: { assetType: 'sfx' } }], 'brass-key')
    expect(toSound).toMatchObject({
      assetType: 'sfx',
      size: { width: 128, height: 32 },
      sound: { loop: false },
    })
    const toPicture = specOf([{ key: 'door-creak', set: { assetType: 'vfx' } }], 'door-creak')
    expect(toPicture.sound).toBeUndefined()
    for (const spec of [toSound, toPicture]) expect(assetSpecSchema.safeParse(spec).success).toBe(true)
    const longer = specOf([{ key: 'door-creak', set: { sound: { loop: true } } }], 'door-creak')
    expect(longer.sound).toEqual({ ...specOf([], 'door-creak').sound, loop: true })
  })

  it('take members away with null and say so when nothing differs', () => {
    const animated = 'character: baker, idle 2 frames 4 fps loops'
    const animation = { name: 'idle', frames: 2, fps: 4, loop: true }
    const withOne: SpecEdit[] = [{ key: 'post', set: { animations: [animation] } }]
    expect(specOf(withOne, 'post', 'prop: post').animations).toEqual([animation])
    const text = `${animated}\nprop: post`
    const both = read([{ key: 'post', set: { animations: null } }], text)
    expect(both.edits).toMatchObject([{ state: 'applied', words: 'as the list says' }])
    expect(both.specs).toEqual(read([], text).specs)
  })
})

describe('added specs', () => {
  const crank: SpecEdit = {
    key: 'iron-crank',
    add: {
      assetType: 'prop',
      prompt: { positive: 'iron crank of a sluice' },
      refinedBy: 'llm:tiny',
      from: { line: 3, text: 'gizmo: iron crank' },
    },
  }

  it('stand behind the list, and the line that they answer is no problem any more', () => {
    const before = read([])
    expect(before.problems.map(({ line }) => line)).toEqual([3])
    const { specs, problems, notes } = read([crank])
    expect(problems).toEqual([])
    expect(specs.map(({ key }) => key)).toEqual(['rain-barrel', 'brass-key', 'door-creak', 'iron-crank'])
    expect(specs.at(-1)).toMatchObject({
      size: { width: 32, height: 32 },
      palette: options.palette,
      source: { line: 3, text: 'gizmo: iron crank' },
    })
    expect(notes.map(({ message }) => message)).toContain('iron-crank: added as llm:tiny proposed it')
    const moved = read([crank], `# more\nprop: post\n${list}`)
    expect(moved.specs.at(-1)?.source.line).toBe(5)
    expect(moved.problems).toEqual([])
    const gone = read([crank], 'prop: post').notes.map(({ message }) => message)
    expect(gone.join()).toContain('its line is no longer in the list')
  })

  it('give way to the list when it has their key, and can be changed like any other', () => {
    const listed = read([crank], 'prop: big iron crank, key=iron-crank')
    expect(listed.specs.map(({ prompt }) => prompt.positive)).toEqual(['big iron crank'])
    expect(listed.edits).toMatchObject([{ key: 'iron-crank', state: 'listed' }])
    const changed: SpecEdit = { ...crank, set: { variants: 1 } }
    expect(specOf([changed], 'iron-crank').variants).toBe(1)
    const bad: SpecEdit = { ...crank, set: { variants: 99 } }
    expect(read([bad]).edits).toMatchObject([{ state: 'refused', member: 'set.variants' }])
    expect(read([bad]).specs.at(-1)?.key).toBe('iron-crank')
  })

  it('have the words of the project, as lines of the list have them', () => {
    const settings = { artDirection: 'chunky shapes' }
    const { specs } = read([crank], list, { settings })
    expect(specs.map(({ prompt }) => prompt.positive.endsWith('chunky shapes'))).not.toContain(false)
  })

  it('keep of a proposal what the list does not give, so that another palette is theirs too', () => {
    const [spec] = read([], 'prop: iron crank, 24x24').specs
    if (spec === undefined) throw new Error('no spec')
    const draft = draftOfProposal(spec, 'llm:tiny', options)
    expect(draft).toEqual({
      assetType: 'prop',
      prompt: { positive: 'iron crank' },
      size: { width: 24, height: 24 },
      refinedBy: 'llm:tiny',
      from: { line: 1, text: 'prop: iron crank, 24x24' },
    })
    const other = read([{ key: 'x', add: draft }], list, { palette: ['#ffffff'] })
    expect(other.specs.at(-1)).toMatchObject({ palette: ['#ffffff'], size: { width: 24, height: 24 } })
  })
})

it('a number of variants that was given by hand wins over that of the order', () => {
  const specEdits: SpecEdit[] = [{ key: 'rain-barrel', set: { variants: 2 } }]
  const order = { ...options, variantsPerSpec: 6, specEdits }
  const { specs } = refineOrder({ name: 'list.txt', text: list, options: order })
  expect(specs.map((spec) => variantsPerRoundOf(spec, order))).toEqual([2, 6, 6])
})
