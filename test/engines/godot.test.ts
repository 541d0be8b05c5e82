import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { sceneOf } from '../core/bundle/godot-scene.js'
import { drawFrozenSet } from '../core/bundle/make-frozen-set.js'
import { compareBundleInGodot } from './compare-bundle-in-godot.js'
import { findGodot, godotMissing } from './find-godot.js'
import { writeDrawnBundle } from './write-drawn-bundle.js'

const options = { maxSidePx: 160, paddingPx: 2, extrudePx: 1 }
let root = join(tmpdir(), 'assetloom-godot-none')
let bundleDir: string
let engine: string

beforeAll(async () => {
  const found = findGodot()
  if (found === null) throw new Error(godotMissing)
  engine = found
  root = await mkdtemp(join(tmpdir(), 'assetloom-godot-bundles-'))
  bundleDir = join(root, 'bundle')
  await writeDrawnBundle(
    bundleDir,
    'godot',
    await drawFrozenSet(sharpImageCodec, 24, options, { moving: true }),
  )
})

afterAll(() => rm(root, { recursive: true, force: true }))

describe('the twin of a Godot bundle in a headless Godot 3', () => {
  it('gives back every frame to the pixel, every animation, border, tile and constant', async () => {
    const comparison = await compareBundleInGodot(bundleDir, engine)
    expect(comparison).toMatchObject({ problems: [] })
    expect(comparison.frames).toBeGreaterThan(60)
    expect(comparison.exact).toBe(comparison.frames)
  })

  it('is found out when a region, a margin, a speed, a border or a constant is wrong', async () => {
    const damaged = join(root, 'damaged')
    await cp(bundleDir, damaged, { recursive: true })
    const edit = async (path: string, from: RegExp, to: (found: string) => string) => {
      const file = join(damaged, path)
      const text = await readFile(file, 'utf8')
      expect(text).toMatch(from)
      await writeFile(file, text.replace(from, to))
    }
    await edit('sprites/items/item-2.tres', /Rect2\(\d+/, (found) => `Rect2(${Number(found.slice(6)) + 1}`)
    await edit('sprites/props/prop-17.tres', /^margin = .*\n/m, () => '')
    await edit('sprites/characters/character-0.tres', /"speed": 12\.5/, () => '"speed": 12.0')
    await edit('styles/ui/ui-4.hover.tres', /margin_left = 2\.0/, () => 'margin_left = 3.0')
    await edit('assets.gd', /&"item-2": Vector2\(0\.5, 1\)/, () => '&"item-2": Vector2(0.5, 0)')
    const { problems } = await compareBundleInGodot(damaged, engine)
    const all = problems.join('\n')
    expect(all).toContain('item-2 is drawn otherwise than its picture')
    expect(all).toMatch(/prop-17 is \d+x\d+/)
    expect(all).toContain('walk-on has another speed')
    expect(all).toContain('ui-4.hover.tres: has other margins')
    expect(all).toContain('PIVOTS tells something else of item-2')
  })

  it('keeps a scene open after the atlas was packed anew with other assets around', async () => {
    const scene = sceneOf('the-dunes', {
      Rock: { type: 'Sprite2D', path: 'sprites/props/prop-17.tres', frame: 'prop-17' },
      Button: { type: 'Sprite2D', path: 'sprites/ui/ui-4.hover.tres', frame: 'ui-4.hover' },
      Keeper: { type: 'AnimatedSprite2D', path: 'sprites/characters/character-0.tres', frame: 'character-0' },
    })
    const later = join(root, 'later')
    await writeDrawnBundle(
      later,
      'godot',
      await drawFrozenSet(sharpImageCodec, 40, options, { moving: true }),
    )
    const region = async (dir: string) =>
      /region = .*/.exec(await readFile(join(dir, 'sprites/props/prop-17.tres'), 'utf8'))?.[0]
    expect(await region(later)).not.toBe(await region(bundleDir))
    for (const dir of [bundleDir, later])
      expect(await compareBundleInGodot(dir, engine, { 'room.tscn': scene })).toMatchObject({ problems: [] })
    const lost = {
      ...scene,
      nodes: { ...scene.nodes, Rock: 'res://assets/the-dunes/sprites/props/gone.tres' },
    }
    const { problems } = await compareBundleInGodot(later, engine, { 'room.tscn': lost })
    expect(problems.join('\n')).toContain('Rock shows nothing of')
  })
})

describe('where Godot is looked for', () => {
  it('a named program that is not there is an error, and none at all is told as not run', () => {
    expect(() => findGodot({ GODOT3_PATH: '/nowhere/godot' })).toThrow('GODOT3_PATH names no program')
    expect(findGodot({ PATH: '/nowhere' })).toBeNull()
    expect(godotMissing).toContain('NOT RUN')
  })
})
