import { describe, expect, it } from 'vitest'
import {
  foldPrompt,
  saysDuration,
  saysLayers,
  saysLoop,
  saysOutline,
  saysSoft,
  saysTransparent,
} from '../../../core/spec-files/fold-prompt.js'
import { findPictureType, findSoundType } from '../../../core/spec-files/find-asset-type.js'
import { parseAmount } from '../../../core/spec-files/parse-amount.js'
import { chooseProvider, findProvider } from '../../../core/spec-files/provider-names.js'
import { letterOf, specKeyOf } from '../../../core/spec-files/spec-key.js'
import { readOne, readTexts, soundSpec } from './spec-text.js'

describe('the words of a prompt', () => {
  it('become one line: folded base, then the style as phrases', () => {
    expect(
      foldPrompt(['clay jar,\n  seen from above.\n', '- flat shading\n- no outline,\n', undefined]),
    ).toBe('clay jar, seen from above, flat shading, no outline')
    expect(foldPrompt(['glowing jar...'])).toBe('glowing jar...')
  })

  it('tell durations, in whatever unit and with whatever dash', () => {
    const seconds = [
      '0.3-0.5 seconds',
      '0.3 to 0.5 s',
      '300–500 ms',
      '0.5s to 0.3s',
      'about 2 seconds',
      '1 minute',
      '8-bit beep',
      'level 3',
    ].map(saysDuration)
    expect(seconds).toEqual([
      { min: 0.3, max: 0.5 },
      { min: 0.3, max: 0.5 },
      { min: 0.3, max: 0.5 },
      { min: 0.3, max: 0.5 },
      { min: 2, max: 2 },
      { min: 60, max: 60 },
      null,
      null,
    ])
  })

  it('tell loops, outlines, clear backgrounds and soft edges, and what is not wanted', () => {
    expect(
      ['a loop', 'seamlessly looping', 'no loop', 'does not loop', 'one-shot', 'a jar'].map(saysLoop),
    ).toEqual([true, true, false, false, false, null])
    expect(
      [
        'no outline',
        'without dark outlines',
        'bold outline',
        '1 px outline',
        '2px black outline',
        'a jar',
      ].map(saysOutline),
    ).toEqual([0, 0, 2, 1, 2, null])
    expect(
      ['transparent background', 'on a clear background', 'blue background'].map(saysTransparent),
    ).toEqual([true, true, false])
    expect(['soft edge', 'smooth falloff', 'gradient', 'crisp edges'].map(saysSoft)).toEqual([
      true,
      true,
      true,
      false,
    ])
  })

  it('name layers only where they have names', () => {
    expect(saysLayers('hills in three depth layers')).toBeNull()
    expect(saysLayers('hills, layers: far sky, hills and near grass. Calm')).toEqual([
      'far-sky',
      'hills',
      'near-grass',
    ])
    expect(saysLayers('two layers (sky, sky)')).toBeNull()
  })
})

describe('what an asset is', () => {
  const clues = {
    category: undefined,
    manifestPath: undefined,
    manifestSection: undefined,
    id: 'x',
    prompt: 'y',
  }

  it('comes from its category, else its folder, else its id, else the thing that its prompt names', () => {
    const found = [
      { ...clues, category: 'collectibles', manifestPath: 'images/icons/a.png' },
      { ...clues, category: 'level two', manifestPath: 'images/icons/a.png' },
      { ...clues, id: 'tile-grass' },
      { ...clues, prompt: 'tall character with a background of hills' },
      { ...clues, prompt: 'zorple on a transparent background for the player' },
      { ...clues, prompt: 'gleaming coin with the emblem of a knight' },
    ].map((one) => findPictureType(one))
    expect(found.map(({ assetType, from }) => `${assetType} ${from}`)).toEqual([
      'item category',
      'ui folder',
      'tile id',
      'character prompt',
      'prop nothing',
      'item prompt',
    ])
  })

  it('is music only where something says so', () => {
    const found = [
      { ...clues, category: 'music' },
      { ...clues, manifestSection: 'audio.music' },
      { ...clues, id: 'main-theme' },
      { ...clues, prompt: 'calm song of the sea' },
      { ...clues, category: 'sfx', id: 'theme-park-door' },
      { ...clues, prompt: 'door in a theme park' },
    ].map((one) => findSoundType(one).assetType)
    expect(found).toEqual(['music', 'music', 'music', 'music', 'sfx', 'sfx'])
  })
})

describe('a sound', () => {
  it('has its defaults told', () => {
    const { specs, notes } = readTexts({ 'a.yaml': soundSpec('') })
    expect(specs[0]?.sound).toEqual({
      durationMs: { min: 30, max: 250 },
      loop: false,
      formats: ['ogg'],
      peakDb: -1,
      trimBelowDb: -40,
    })
    expect(notes.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'no duration given: 0.03 to 0.25 s',
        'no format given: ogg',
        'no post_processing: peak -1 dB, silence below -40 dB is trimmed',
      ]),
    )
  })

  it('is as long as its check says, else its parameter, else its words', () => {
    const check = 'post_processing: [{ action: validate, checks: [{ duration_range: [0.2 s, 600 ms] }] }]'
    expect(readOne(soundSpec(check, 'beep, 0.3-0.5 seconds')).sound?.durationMs).toEqual({
      min: 200,
      max: 600,
    })
    const asked = soundSpec('', 'beep, 2 seconds').replace(
      'prompt: { ',
      'prompt: { parameters: { durationSeconds: 1 }, ',
    )
    expect(readOne(asked).sound?.durationMs).toEqual({ min: 800, max: 1200 })
    expect(readOne(soundSpec('', 'beep, 0.3-0.5 seconds')).sound?.durationMs).toEqual({ min: 300, max: 500 })
  })

  it('is in the formats of convert and of its file name', () => {
    const more = (path: string) =>
      `post_processing: [{ action: convert, formats: [wav] }]\nintegration: { manifest_path: ${path} }`
    expect(readOne(soundSpec(more('audio/beep.mp3'))).sound).toMatchObject({
      formats: ['mp3', 'wav'],
      bitrateKbps: 192,
    })
    expect(readOne(soundSpec(more('audio/beep.wav'))).sound?.formats).toEqual(['wav'])
  })
})

describe('amounts', () => {
  it('are numbers with the units of their kind', () => {
    expect(['-1.0 dB', '-1', -1, '−1 dBFS', '+0.5db'].map((one) => parseAmount(one, 'decibels'))).toEqual([
      -1, -1, -1, -1, 0.5,
    ])
    expect(
      ['192k', '192 kbps', 192, 192_000, '192000 bit/s'].map((one) => parseAmount(one, 'kilobits')),
    ).toEqual([192, 192, 192, 192, 192])
    expect(['0.3', '300 ms', '0.3 sec'].map((one) => parseAmount(one, 'seconds'))).toEqual([0.3, 0.3, 0.3])
    expect(
      ['loud', '1 dB 2', '', '1k', 'constructor', '1 constructor'].map((one) => parseAmount(one, 'decibels')),
    ).toEqual([null, null, null, null, null, null])
  })
})

describe('providers', () => {
  it('have aliases, whatever their case and marks', () => {
    const names = [
      'dalle-3',
      'DALL·E 3'.replace('·', '-'),
      'stable-diffusion',
      'Stable Diffusion',
      'SDXL',
      'a1111',
    ].map((one) => findProvider(one, 'image'))
    expect(names).toEqual(
      ['openai-images', 'openai-images', 'comfyui', 'comfyui', 'comfyui', 'automatic1111'].map((name) => ({
        name,
      })),
    )
    expect(
      ['bark', 'MusicGen', 'ElevenLabs', 'stable_audio'].map((one) => findProvider(one, 'audio')),
    ).toEqual(['bark', 'musicgen', 'elevenlabs', 'stable-audio'].map((name) => ({ name })))
  })

  it('are chosen in their order, as far as they are there, and the reason is told', () => {
    const order = (...names: string[]) => names.map((name) => ({ name, written: name }))
    const here = new Set(['procedural', 'comfyui'])
    expect(chooseProvider(order('comfyui', 'procedural'), here, 'procedural')).toEqual({
      provider: 'comfyui',
      because: null,
    })
    expect(chooseProvider(order('firefly', 'comfyui'), here, 'procedural')).toEqual({
      provider: 'comfyui',
      because: 'firefly is known but not built: its fallback comfyui makes it',
    })
    expect(chooseProvider(order('bark'), here, 'procedural').because).toBe(
      'bark is not set up here: procedural makes it',
    )
    expect(chooseProvider([], here, 'procedural')).toEqual({ provider: 'procedural', because: null })
  })

  it('that can be used here are what the caller says', () => {
    const spec = 'version: "1.0"\nid: a\ngeneration: { provider: sdxl }\nprompt: { base: jar }\n'
    expect(readOne(spec).provider).toBe('procedural')
    expect(readOne(spec, { availableProviders: ['comfyui'] }).provider).toBe('comfyui')
  })
})

describe('keys and letters', () => {
  it('are kebab-case of ids and file names', () => {
    expect(
      ['sfxJump2a', 'sfxJump2A', 'clay_jar', 'HUDIcon', 'level2Boss', 'Größe 3'].map((id) =>
        specKeyOf(id, 'prop'),
      ),
    ).toEqual(['sfx-jump2a', 'sfx-jump2a', 'clay-jar', 'hud-icon', 'level2-boss', 'grosse-3'])
  })

  it('letter on behind z', () => {
    expect([0, 1, 25, 26, 27, 701, 702].map(letterOf)).toEqual(['a', 'b', 'z', 'aa', 'ab', 'zz', 'aaa'])
  })
})

describe('variants', () => {
  it('are those of the order, else of the file, else 4', () => {
    const spec = (parameters: string) => `version: "1.0"\nid: a\nprompt: { base: jar${parameters} }\n`
    expect(readOne(spec(', parameters: { n_variations: 2 }')).variants).toBe(2)
    expect(readOne(spec(', parameters: { n_variations: 2 }'), { variantsPerSpec: 7 }).variants).toBe(7)
    expect(readOne(spec('')).variants).toBe(4)
  })
})

it('layers without names are told, and the backdrop is one picture', () => {
  const text =
    'version: "1.0"\nid: a\nmetadata: { category: backdrop }\nprompt: { base: hills in three layers }\n'
  const { specs, notes } = readTexts({ 'a.yaml': text })
  expect(specs[0]?.states).toBeUndefined()
  expect(notes.map(({ message }) => message)).toContain(
    'its layers have no names ("layers: sky, hills"): one picture',
  )
})
