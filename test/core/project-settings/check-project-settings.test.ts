import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtInPresets } from '../../../core/project-settings/built-in-presets.js'
import { checkProjectSettings } from '../../../core/project-settings/check-project-settings.js'

const problemsOf = (value: unknown) =>
  checkProjectSettings(value).problems.map(({ member, message, hint }) => ({ member, message, hint }))

describe('checkProjectSettings', () => {
  it('names the member, what is wrong with it and what may stand there', () => {
    expect(problemsOf({ artDirektion: 'warm' })).toEqual([
      expect.objectContaining({ member: 'artDirektion', message: 'is not known' }),
    ])
    expect(problemsOf({ artDirektion: 'warm' })[0]?.hint).toContain('Did you mean artDirection?')
    expect(
      problemsOf({ assetTypes: { prop: { defaults: { size: { width: 2, height: 32 } } } } })[0]?.member,
    ).toBe('assetTypes.prop.defaults.size.width')
    expect(problemsOf({ assetTypes: { dragon: {} } })[0]?.member).toContain('assetTypes')
    expect(problemsOf({ stylePresets: { 'My Style': {} } })[0]?.member).toContain('stylePresets')
    expect(problemsOf({ assetTypes: { prop: { postChain: ['sharpen'] } } })[0]?.member).toBe(
      'assetTypes.prop.postChain.0',
    )
  })

  it('refuses names of styles, palettes, LoRAs and checkpoints that are not there', () => {
    expect(
      problemsOf({
        style: 'noir',
        defaults: { palette: 'ash' },
        stylePresets: { dusk: { palette: 'sea', lora: [{ name: 'lines', weight: 1 }] } },
        loras: { people: {} },
        checkpoints: { 'base-xl': {} },
        assetTypes: { prop: { generation: { checkpoint: 'other' } } },
      }).map(({ member }) => member),
    ).toEqual([
      'style',
      'defaults.palette',
      'stylePresets.dusk.palette',
      'stylePresets.dusk.lora.0.name',
      'assetTypes.prop.generation.checkpoint',
    ])
  })

  it('takes every preset that is built in as a preset of a project', () => {
    expect(problemsOf({ style: 'handheld', stylePresets: builtInPresets })).toEqual([])
  })

  it('holds to its limits', () => {
    const names = Array.from({ length: 51 }, (_, index) => [`style-${index}`, {}])
    expect(problemsOf({ stylePresets: Object.fromEntries(names) })[0]?.message).toContain('the limit is 50')
    const colours = Array.from({ length: 256 }, () => '#123456')
    const palettes = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`p${index}`, colours]))
    expect(problemsOf({ palettes })).toEqual([])
    expect(problemsOf({ artDirection: 'x'.repeat(1001) })[0]?.member).toBe('artDirection')
  })

  it('gives an answer for anything', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const { settings, problems } = checkProjectSettings(value)
        expect(settings === null).toBe(problems.length > 0)
      }),
      { numRuns: 300 },
    )
  })
})
