import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseSpecFiles } from '../../../core/spec-files/parse-spec-files.js'
import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'

const root = 'examples/specs/platformer'
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path: relative(root, path), bytes: readFileSync(path) }))
const result = parseSpecFiles(files, { palette: [], variantsPerSpec: null, provider: 'procedural' })
const specOf = (key: string): AssetSpec | undefined => result.specs.find((spec) => spec.key === key)

describe('the example folder', () => {
  it('gives every asset that its files ask for, and no problem', () => {
    expect(result.problems).toEqual([])
    expect(result.ignored).toEqual([])
    const shown = result.specs.map(({ key, assetType, size, variants, source }) =>
      [key, assetType, `${size.width}x${size.height}`, variants, `${source.file}:${source.line}`].join(' '),
    )
    expect(shown).toEqual([
      'backdrop-harbour backdrop 384x216 2 harbour.yaml:2',
      'icon-potion ui 24x24 3 icon-potion.yaml:2',
      'key-gem item 20x20 4 key-gem.yaml:2',
      'dock-worker-standing character 32x32 4 prompts.txt:1',
      'wet-planks tile 16x16 4 prompts.txt:2',
      'key-gem-2 item 16x16 4 shots.json:2',
      'crate prop 24x24 4 shots.json:3',
      'particle-smoke particle 16x16 2 smoke-particle.yaml:2',
      'sfx-step1a sfx 128x32 4 sounds/steps.yaml:5',
      'sfx-step1b sfx 128x32 4 sounds/steps.yaml:6',
      'sfx-step3a sfx 128x32 4 sounds/steps.yaml:7',
      'harbour-theme music 128x32 4 sounds/theme.yaml:2',
      'click-confirm sfx 128x32 4 templates/ui-click.yaml:6',
      'click-cancel sfx 128x32 4 templates/ui-click.yaml:6',
    ])
  })

  it('reads an icon with all its blocks', () => {
    expect(specOf('icon-potion')).toEqual({
      key: 'icon-potion',
      assetType: 'ui',
      category: 'icons',
      prompt: {
        positive:
          'round glass flask with a red drink, cork on top, bold outline, flat shading, transparent background',
        negative: 'text, letters',
      },
      size: { width: 24, height: 24 },
      pivot: { x: 0.5, y: 0.5 },
      seamless: false,
      background: 'transparent',
      variants: 3,
      palette: [],
      outlinePx: 2,
      light: 'upper-left',
      provider: 'procedural',
      tags: ['inventory', 'health'],
      kernel: 'nearest',
      formats: ['png', 'webp'],
      integration: {
        manifestKey: 'iconPotion',
        manifestSection: 'images',
        manifestType: 'image',
        manifestPath: 'images/ui/iconPotion.png',
        description: 'Health potion of the inventory',
      },
      source: { file: 'icon-potion.yaml', line: 2, text: 'id: icon-potion' },
    })
  })

  it('reads a particle with graded edges, and a backdrop with named layers and its palette', () => {
    expect(specOf('particle-smoke')).toMatchObject({
      alpha: 'soft',
      kernel: 'lanczos',
      background: 'transparent',
      outlinePx: 0,
    })
    expect(specOf('backdrop-harbour')).toMatchObject({
      states: ['sky', 'far-ships', 'pier'],
      background: 'opaque',
      light: 'upper-left',
      palette: ['#1b1f3b', '#53354a', '#a64942', '#ff7844', '#ffb26b', '#ffe8c2'],
    })
  })

  it('names the sounds of a template by its pattern, and reads what they have to be', () => {
    expect(specOf('sfx-step1b')).toMatchObject({
      prompt: {
        positive: 'one footstep on stone, heavy walker, 0.1 to 0.3 seconds, hard click with a short ring',
      },
      integration: {
        manifestKey: 'sfxStep1b',
        manifestSection: 'audio.sfx.steps',
        manifestPath: 'audio/sfx/steps/sfxStep1b.ogg',
      },
      sound: {
        durationMs: { min: 80, max: 400 },
        loop: false,
        formats: ['ogg'],
        peakDb: -3,
        trimBelowDb: -50,
      },
    })
    expect(specOf('harbour-theme')?.sound).toEqual({
      durationMs: { min: 16_000, max: 24_000 },
      loop: true,
      formats: ['mp3'],
      bitrateKbps: 160,
      peakDb: -1.5,
      loudnessLufs: -18,
      trimBelowDb: -40,
      promptInfluence: 0.4,
    })
  })

  it('makes each value of a template without instances once, with the first example of its texts', () => {
    expect(specOf('click-cancel')).toMatchObject({
      prompt: { positive: 'cancel click of a menu, bright, 100-200 ms' },
      integration: { manifestKey: 'click_cancel', manifestPath: 'audio/ui/click_cancel.mp3' },
      sound: {
        durationMs: { min: 100, max: 200 },
        formats: ['mp3'],
        bitrateKbps: 192,
        peakDb: -1,
        trimBelowDb: -40,
      },
    })
  })

  it('tells what it inferred and filled in', () => {
    const notes = result.notes.map(({ file, line, message }) => `${file}:${line}: ${message}`)
    expect(notes).toEqual(
      expect.arrayContaining([
        'harbour.yaml:4: firefly is known but not built, and comfyui is not set up here: procedural makes it',
        'icon-potion.yaml:9: provider dalle-3 is openai-images',
        'icon-potion.yaml:9: fallback stable-diffusion is comfyui',
        'key-gem.yaml:2: no generation: a picture',
        'key-gem.yaml:2: no post_processing: png at 20x20, transparent background',
        'key-gem.yaml:2: no version: read as 1.0',
        'key-gem.yaml:4: size 20x20 from the words of the prompt',
        'shots.json:2: the key key-gem is that of key-gem.yaml, line 2: this one is key-gem-2',
        'sounds/steps.yaml:7: no weight: "light", its default',
        'templates/sfx-step.yaml:6: elevenlabs is not set up here: its fallback procedural makes it',
        'templates/ui-click.yaml:2: no instances: one asset for each mood',
        'templates/ui-click.yaml:7: no instances: colour is "bright"',
        'templates/ui-click.yaml:13: format mp3, as the file is named',
      ]),
    )
  })

  it('is the same in whatever order its files come', () => {
    const options = { palette: [], variantsPerSpec: null, provider: 'procedural' }
    expect(parseSpecFiles(files.toReversed(), options)).toEqual(result)
  })
})
