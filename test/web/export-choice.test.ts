import { describe, expect, it } from 'vitest'
import {
  profileText,
  exportCommand,
  isComplete,
  moreOf,
  type ExportChoice,
} from '../../clients/web/run/export-choice.js'

const choice = (more: Partial<ExportChoice> = {}): ExportChoice => ({
  ...{ targets: new Set(['generic']), kind: 'approved', profile: null },
  ...more,
})

describe('what an export is asked for', () => {
  it('names neither kind nor profile until one is chosen', () => {
    expect(moreOf(choice())).toEqual({})
    expect(moreOf(choice({ kind: 'provisional' }))).toEqual({ kind: 'provisional' })
    expect(moreOf(choice({ kind: 'release', profile: 'steam' }))).toEqual({
      kind: 'release',
      profile: 'steam',
    })
  })

  it('needs a target, which a profile brings along', () => {
    expect(isComplete(choice())).toBe(true)
    expect(isComplete(choice({ targets: new Set() }))).toBe(false)
    expect(isComplete(choice({ targets: new Set(), profile: 'steam' }))).toBe(true)
  })

  it('is the same on the command line', () => {
    expect(exportCommand('run_1', choice())).toBe('npx assetloom export --run run_1 --out DIR')
    expect(exportCommand('run_1', choice({ targets: new Set(['generic', 'pixi']), kind: 'release' }))).toBe(
      'npx assetloom export --run run_1 --target generic,pixi --release --out DIR',
    )
    expect(exportCommand('run_1', choice({ kind: 'provisional', profile: 'steam' }))).toBe(
      'npx assetloom export --run run_1 --profile steam --provisional --out DIR',
    )
  })
})

describe('an export profile in words', () => {
  it('is its target alone where it asks for nothing else', () => {
    expect(profileText({ profile: { target: 'godot' } })).toBe('godot')
  })

  it('tells what is other than without it', () => {
    const profile = {
      ...{ target: 'pixi', scale: 3, pixelsPerUnit: 16, layout: 'flat' as const },
      ...{ formats: ['png' as const, 'webp' as const] },
      atlas: { maxSidePx: 4096, paddingPx: 2, extrudePx: 0 },
    }
    expect(profileText({ profile })).toBe(
      'pixi, scale 3, 16 pixels per unit, flat, png and webp, pages up to 4096 px, padding 2 px, extrude 0 px',
    )
  })
})
