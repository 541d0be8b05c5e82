import { describe, expect, it } from 'vitest'
import { defaultProviderOf } from '../../../core/generation/default-provider.js'
import { listContentHash } from '../../../core/intake/list-content.js'
import { refineOrder } from '../../../core/intake/refine-order.js'
import { checkProjectSettings } from '../../../core/project-settings/check-project-settings.js'
import type { RunOptions } from '../../../core/run-options.js'
import { buildRunOptions } from '../../support/catalogue-scenario.js'

const available = ['procedural', 'comfyui', 'elevenlabs']
const byDefault: Partial<RunOptions> = {
  ...{ provider: 'comfyui', providerBy: 'default', availableProviders: available },
}
const list = 'prop: barrel\nitem: sword\nsound: coin, 0.3 s'
const refine = (text: string, options: Partial<RunOptions>, name = 'props.txt') =>
  refineOrder({ name, text, options: buildRunOptions(options) })
const madeBy = (text: string, options: Partial<RunOptions>, name?: string) =>
  refine(text, options, name).specs.map(({ provider }) => provider)

describe('a list that names no provider', () => {
  it('has its pictures made by the ComfyUI and its sounds here, with a note for each reason', () => {
    expect(madeBy(list, byDefault)).toEqual(['comfyui', 'comfyui', 'procedural'])
    const told = refine(list, byDefault).notes.filter(({ message }) => message.startsWith('no provider'))
    expect(told).toMatchObject([
      { line: 1, kind: 'default', message: expect.stringMatching(/ComfyUI.*\(2 assets\)$/) as string },
      { line: 3, kind: 'default', message: expect.stringMatching(/synthesiser; [^(]*$/) as string },
    ])
  })

  it('has them made as ever where nothing was chosen, whatever is set up by now', () => {
    expect(madeBy(list, { availableProviders: available })).toEqual(Array(3).fill('procedural'))
    const [plain, chosen] = [buildRunOptions(), buildRunOptions(byDefault)]
    expect(Object.keys(plain)).not.toContain('providerBy')
    const hash = (options: RunOptions) => listContentHash({ name: 'a', text: list, options })
    expect(hash(plain)).not.toBe(hash(chosen))
  })

  it('asks whom the settings name before the ComfyUI: of the type before of all, and only who makes the kind', () => {
    const settings = {
      defaults: { provider: 'procedural' },
      assetTypes: { item: { defaults: { provider: 'sdxl' } }, sfx: { defaults: { provider: 'elevenlabs' } } },
    }
    expect(madeBy(list, { ...byDefault, settings })).toEqual(['procedural', 'comfyui', 'elevenlabs'])
    const common = { defaults: { provider: 'elevenlabs' } }
    expect(defaultProviderOf('prop', available, common)).toMatchObject({ provider: 'comfyui' })
    expect(defaultProviderOf('sfx', available, common)).toMatchObject({ provider: 'elevenlabs' })
  })

  it('says when one of the settings is not set up, and goes on without it', () => {
    const chosen = defaultProviderOf('prop', ['procedural'], { defaults: { provider: 'openai-images' } })
    expect(chosen).toMatchObject({ provider: 'procedural' })
    expect(chosen!.reason).toMatch(
      /openai-images, which the settings of the project name, is not set up here/,
    )
  })

  it('is told that it stays with the provider of an earlier revision', () => {
    const read = refine(list, { availableProviders: available, providerBy: 'earlier' })
    expect(read.specs.map(({ provider }) => provider)).toEqual(Array(3).fill('procedural'))
    expect(read.notes[0]).toMatchObject({
      line: 1,
      message: expect.stringMatching(/stays|earlier/) as string,
    })
  })

  it('is read so as free text and as files too, where a spec that names somebody wins', () => {
    const prose = '# Props\n\n- A water barrel, 32x32\n\n# Sounds\n\n- A coin sound, 0.3 seconds\n'
    expect(madeBy(prose, byDefault, 'wishes.md')).toEqual(['comfyui', 'procedural'])
    const file = (more: string) =>
      `id: barrel\ngeneration: { type: image${more} }\nprompt: { base: water barrel }\n`
    const read = refine(file(''), byDefault, 'barrel.yaml')
    expect(read.specs).toMatchObject([{ provider: 'comfyui' }])
    expect(read.notes).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/^no provider: .*COMFYUI_URLS/) as string }),
    )
    expect(madeBy(file(', provider: procedural'), byDefault, 'barrel.yaml')).toEqual(['procedural'])
  })
})

it('settings may name only providers that can make what they are named for', () => {
  const membersOf = (settings: object) =>
    checkProjectSettings(settings).problems.map(({ member, hint }) => [member, hint.length > 0])
  expect(membersOf({ defaults: { provider: 'comfyui' } })).toEqual([])
  expect(membersOf({ defaults: { provider: 'elevenlabs' } })).toEqual([])
  expect(membersOf({ defaults: { provider: 'comfyiu' } })).toEqual([['defaults.provider', true]])
  expect(membersOf({ assetTypes: { prop: { defaults: { provider: 'elevenlabs' } } } })).toEqual([
    ['assetTypes.prop.defaults.provider', true],
  ])
})
