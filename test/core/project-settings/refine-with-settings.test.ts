import { describe, expect, it } from 'vitest'
import { diffSpecs } from '../../../core/intake/diff-specs.js'
import { refineOrder } from '../../../core/intake/refine-order.js'
import { refineText } from '../../../core/intake/refine-text.js'
import { packSpecFiles } from '../../../core/spec-files/pack-spec-files.js'
import { checkProjectSettings } from '../../../core/project-settings/check-project-settings.js'
import { specSettingsOf } from '../../../core/project-settings/spec-settings.js'
import type { RunOptions } from '../../../core/run-options.js'
import { assetSpecSchema, type AssetSpec } from '../../../core/spec/asset-spec.schema.js'

const options: RunOptions = {
  seed: 1,
  variantsPerSpec: null,
  provider: 'procedural',
  review: 'person',
  targets: ['generic'],
  palette: [],
  windowSize: 4,
  undoWindowMs: 1000,
}

const studio = {
  artDirection: 'muted oils,\n low sun',
  scenario: 'a drowned harbour',
  style: 'dusk',
  defaults: { size: { width: 40, height: 40 }, variants: 3, negative: 'text' },
  stylePresets: {
    dusk: {
      prompt: { before: 'sprite of', after: 'long shadows' },
      negative: 'neon, text',
      nativeSize: { width: 24, height: 24 },
      palette: 'ash',
      lora: [{ name: 'dusk-lines', weight: 0.8 }],
    },
  },
  palettes: { ash: ['#101010', '#a0a0a0'], sea: ['#002233', '#aaddee'] },
  assetTypes: {
    item: { defaults: { size: { width: 12, height: 12 }, palette: 'sea', variants: 2 } },
    character: {
      lora: [{ name: 'people', weight: 1 }],
      generation: { steps: 28, sampler: 'euler', cfg: 5 },
      postChain: ['remove-background', 'reduce', 'match-palette', 'binary-alpha'],
    },
  },
  loras: { people: { scope: 'baseline' }, 'dusk-lines': {} },
  tagGroups: { mood: ['calm', 'grim'] },
}

function refine(text: string, settings: unknown, name = 'list.txt') {
  const checked = checkProjectSettings(settings)
  expect(checked.problems).toEqual([])
  const snapshot = specSettingsOf(checked.settings!)
  const order = { name, text, options: snapshot === undefined ? options : { ...options, settings: snapshot } }
  const refined = refineOrder(order)
  for (const spec of refined.specs) expect(assetSpecSchema.safeParse(spec).error).toBeUndefined()
  const of = (key: string): AssetSpec => refined.specs.find((one) => one.key === key)!
  return { ...refined, of }
}

describe('refineWithSettings', () => {
  it('lets the list win over the asset type, that over the style, that over the project, that over the product', () => {
    const { of } = refine(
      'item: coin\nitem: big coin, 20x20, 5 variants\nprop: barrel\nprop: crate, style=16bit\nbackdrop: bay',
      studio,
    )
    expect(of('coin').size).toEqual({ width: 12, height: 12 })
    expect(of('coin')).toMatchObject({ palette: ['#002233', '#aaddee'], variants: 2, style: 'dusk' })
    expect(of('big-coin')).toMatchObject({ size: { width: 20, height: 20 }, variants: 5 })
    expect(of('barrel')).toMatchObject({
      size: { width: 24, height: 24 },
      palette: ['#101010', '#a0a0a0'],
      variants: 3,
    })
    expect(of('crate')).toMatchObject({ size: { width: 32, height: 32 }, palette: [], style: '16bit' })
    // A size that is said for all is none for backdrops.
    expect(of('bay').size).toEqual({ width: 320, height: 180 })
  })

  it('joins words before, after, art direction and scenario to every prompt, and what to avoid once', () => {
    const { of } = refine('prop: barrel\nsfx: bell rings', studio)
    expect(of('barrel').prompt).toEqual({
      positive: 'sprite of, barrel, long shadows, muted oils, low sun, a drowned harbour',
      negative: 'neon, text',
    })
    expect(of('barrel').subject).toBe('barrel')
    // A look is no sound; what the game is about is.
    expect(of('bell-rings').prompt).toEqual({
      positive: 'bell rings, muted oils, low sun, a drowned harbour',
      negative: 'text',
    })
    expect(of('bell-rings').style).toBeUndefined()
  })

  it('gives a type its LoRAs in the order of the policy, its parameters and its post chain', () => {
    const character = refine('character: fisher', studio).of('fisher')
    expect(character.loras).toEqual([
      { name: 'people', weight: 1 },
      { name: 'dusk-lines', weight: 0.8 },
    ])
    expect(character.generation).toEqual({ steps: 28, sampler: 'euler', cfg: 5 })
    expect(character.postChain).toEqual(studio.assetTypes.character.postChain)
    const onlyProject = { ...studio, policies: { loraSelection: ['project'] } }
    expect(refine('character: fisher', onlyProject).of('fisher').loras).toEqual([
      { name: 'dusk-lines', weight: 0.8 },
    ])
  })

  it('finds presets that a list names for itself, and keeps keys as they are', () => {
    for (const head of ['# style: 8-bit\n', 'style: 8bit\n', '# all in 8 bit style\n']) {
      const { specs, problems } = refine(`${head}prop: barrel\nprop: crate`, studio)
      expect(problems).toEqual([])
      expect(specs.map(({ key, style, size }) => [key, style, size.width])).toEqual([
        ['barrel', '8bit', 16],
        ['crate', '8bit', 16],
      ])
    }
  })

  it('finds presets that free text names, for all or for one', () => {
    const text =
      '# Harbour\n\nEverything is in dusk style.\n\n## Props\n- wooden barrel\n- rope coil, style=painted-hd\n- anchor\n'
    const { specs, problems } = refine(text, { ...studio, style: '8bit' }, 'harbour.md')
    expect(problems).toEqual([])
    expect(specs.map(({ key, style }) => [key, style])).toEqual([
      ['wooden-barrel', 'dusk'],
      ['rope-coil', 'painted-hd'],
      ['anchor', 'dusk'],
    ])
    expect(specs[1]?.source.text).toContain('style=painted-hd')
  })

  it('reads the style and the parameters of a YAML spec', () => {
    const file = (style: string) =>
      packSpecFiles([
        {
          path: 'barrel.yaml',
          text: `id: barrel\ngeneration: {type: image}\nprompt:\n  base: wooden barrel\n  style: ${style}\n  parameters: {steps: 12}\n`,
        },
      ])
    const named = refine(file('16-bit'), studio, 'specs').specs[0]
    expect(named).toMatchObject({
      style: '16bit',
      size: { width: 32, height: 32 },
      generation: { steps: 12 },
    })
    const unknown = refine(file('moody'), studio, 'specs')
    expect(unknown.specs[0]?.style).toBe('dusk')
    expect(unknown.notes.some(({ message }) => message.includes('"moody" is no style preset'))).toBe(true)
  })

  it('says where an unknown preset is named, with those that there are', () => {
    const { specs, problems, notes } = refine(
      '# style: noir\nprop: barrel, style=watercolor\nprop: crate',
      studio,
    )
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ line: 2, message: 'there is no style preset "watercolor"' })
    expect(problems[0]?.hint).toContain('16bit')
    expect(notes.find(({ line }) => line === 1)?.message).toContain('"noir" is no style preset')
    expect(specs.map(({ key, style }) => [key, style])).toEqual([
      ['barrel', 'dusk'],
      ['crate', 'dusk'],
    ])
  })

  it('tells each kind of default once, however many assets it is for', () => {
    const many = Array.from({ length: 40 }, (_, index) => `prop: barrel ${index}`).join('\n')
    const { notes } = refine(many, studio)
    expect(notes.length).toBeLessThan(8)
    expect(notes.some(({ message }) => message === 'no size given: 24x24, as for every prop')).toBe(true)
    expect(notes.some(({ message }) => message === 'style preset dusk (40 assets)')).toBe(true)
  })

  it('changes nothing without settings, and nothing by settings that only people see', () => {
    const text = '# style: 8bit\nprop: barrel\nprop: crate in dusk style'
    const plain = {
      fileName: 'list.txt',
      text,
      options: { palette: [], variantsPerSpec: null, provider: 'procedural' },
    }
    expect(refine(text, { tagGroups: { mood: ['calm'] }, policies: { concurrency: 3 } }).specs).toEqual(
      refineText(plain).specs,
    )
    expect(specSettingsOf({})).toBeUndefined()
  })

  it('shows in a comparison which specs a changed setting changes', () => {
    const text = 'prop: barrel\nitem: coin'
    const before = refine(text, studio).specs
    const smaller = structuredClone(studio)
    smaller.assetTypes.item.defaults.size = { width: 10, height: 10 }
    const { changed, unchanged } = diffSpecs(before, refine(text, smaller).specs)
    expect(changed.map(({ key, words }) => [key, words])).toEqual([['coin', 'size 12x12 -> 10x10']])
    expect(unchanged).toBe(1)
  })
})
