import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { sharpImageCodec } from '../../../adapters/imaging/sharp-image-codec.js'
import type { FrozenAsset } from '../../../core/bundle-ports.js'
import { textFile, type BundleFile } from '../../../core/bundle/bundle-file.js'
import { verifyBundle } from '../../../core/bundle/verify-bundle.js'
import { writeBundle } from '../../../core/bundle/write-bundle.js'
import { readResource, writeResource } from '../../../core/bundle/targets/godot-resource.js'
import { tileSourceIds } from '../../../core/bundle/targets/godot-tiles.js'
import { bundlePath, godotUid, uidText } from '../../../core/bundle/targets/godot-uid.js'
import { parseGodotValue, quoteGodot } from '../../../core/bundle/targets/godot-value.js'
import { sceneOf } from './godot-scene.js'
import {
  bytesOf,
  drawFrozenSet,
  makeFrozenAsset,
  stackAtlas,
  stackSounds,
  type DrawnSet,
} from './make-frozen-set.js'

const project = { key: 'the-dunes', name: 'The Dunes' }

function write(assets: readonly FrozenAsset[], sounds = stackSounds(assets)): BundleFile[] {
  const atlas = stackAtlas(assets)
  return [...writeBundle({ target: 'godot', project, assets, atlas, previous: null, sounds }).files]
}

function text(files: readonly BundleFile[], path: string): string {
  const file = files.find((one) => one.path === path)
  if (file === undefined || !('bytes' in file)) throw new Error(`no text file ${path}`)
  return new TextDecoder().decode(file.bytes)
}

const walk = [{ name: 'walk', frames: 3, fps: 12.5, loop: false }]

describe('a uid', () => {
  it('is written as Godot writes it', () => {
    // The first is the largest number there is, as a comment in Godot's own source has it.
    expect(uidText(0x7fff_ffff_ffff_ffffn)).toBe('uid://d4n4ub6itg400')
    expect([0n, 24n, 25n, 33n, 34n].map(uidText)).toEqual([
      'uid://a',
      'uid://y',
      'uid://0',
      'uid://8',
      'uid://ba',
    ])
  })

  it('follows from the two keys alone, and fits 63 bits', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, name) => {
        const uid = godotUid(key, name)
        expect(uid).toMatch(/^uid:\/\/[a-y0-8]{1,13}$/)
        expect(godotUid(key, name)).toBe(uid)
        expect(godotUid(`${key}x`, name)).not.toBe(uid)
      }),
    )
  })
})

describe('Godot text', () => {
  it('quotes what a parser reads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(parseGodotValue(quoteGodot(value))).toBe(value)
      }),
    )
  })

  it('is read strictly: later parts, unknown references, other formats and rubbish are refused', () => {
    const good = writeResource({
      type: 'AtlasTexture',
      uid: 'uid://a',
      externals: [{ id: '1', type: 'Texture2D', uid: 'uid://b', path: 'res://assets/p/a.png' }],
      subs: [],
      properties: [['atlas', 'ExtResource("1")']],
    })
    expect(readResource(good).externals.size).toBe(1)
    for (const [from, to, message] of [
      ['format=3', 'format=2', 'not of format 3'],
      ['load_steps=2', 'load_steps=3', 'load_steps'],
      ['ExtResource("1")', 'ExtResource("2")', 'unknown part "2"'],
      [' uid="uid://a"', '', 'without uid'],
      ['[resource]\n', '[resource]\n[sub_resource type="A" id="x"]\n', 'after [resource]'],
      ['atlas = ', 'atlas = [', 'lacks "]"'],
      ['atlas = ExtResource("1")', 'atlas = ExtResource("1")\natlas = 1', 'twice'],
      ['[gd_resource', '[gd_scene', 'does not begin'],
    ] as const)
      expect(() => readResource(good.replace(from, to)), from).toThrow(message)
    expect(() => parseGodotValue('['.repeat(100))).toThrow('too deeply')
    expect(() => bundlePath('res://elsewhere/x.png')).toThrow('does not lie in')
  })
})

describe('a Godot bundle', () => {
  let set: DrawnSet
  let files: { path: string; bytes: Uint8Array }[]
  const options = { maxSidePx: 160, paddingPx: 2, extrudePx: 1 }
  beforeAll(async () => {
    set = await drawFrozenSet(sharpImageCodec, 24, options, { moving: true })
    files = filesOf(set)
  })
  const filesOf = ({ assets, atlas, objects }: DrawnSet) =>
    writeBundle({ target: 'godot', project, assets, atlas, previous: null }).files.map((file) => ({
      path: file.path,
      bytes: bytesOf(file, objects),
    }))
  const edited = (path: string, from: RegExp | string, to: string) =>
    files.map((file) => {
      if (file.path !== path) return file
      const before = new TextDecoder().decode(file.bytes)
      expect(before.replace(from, to)).not.toBe(before)
      return textFile(path, before.replace(from, to))
    })
  const messages = (all: readonly BundleFile[]) =>
    verifyBundle(all)
      .map(({ path, message }) => `${path} ${message}`)
      .join('\n')

  it('is sound with the real bytes, and each damage is found', () => {
    expect(verifyBundle(files)).toEqual([])
    const item = 'sprites/items/item-2.tres'
    for (const [path, from, to, message] of [
      [item, /region = Rect2\(/, 'region = Rect2(1', 'another place for "item-2"'],
      [item, /^margin.*\n/m, '', 'another place for "item-2"'],
      [item, /Vector2\(0\.5/, 'Vector2(0.25', 'another place for "item-2"'],
      [item, /sprites-\d/, 'sprites-7', 'refers to atlases/sprites-7.png, which is not there'],
      [item, /uid="uid:\/\/[^"]+" path/, 'uid="uid://abc" path', 'by another uid than its own'],
      [
        'sprites/characters/character-0.tres',
        '"speed": 6.0',
        '"speed": 7.0',
        'the animation "idle" of "character-0"',
      ],
      [
        'sprites/characters/character-0.tres',
        '"loop": true',
        '"loop": false',
        'the animation "idle" of "character-0"',
      ],
      ['sprites/ui/ui-4.hover.tres', 'Array(2', 'Array(1', 'has the hash'],
      ['styles/ui/ui-4.hover.tres', 'left = 2.0', 'left = 4.0', 'other borders of "ui-4.hover"'],
      [
        'tilesets/tiles-28x28.tres',
        'tile-11.png',
        'tile-12.png',
        'images/tiles/tile-12.png, which is not there',
      ],
      ['images/tiles/tile-11.png.import', /^uid=.*\n/m, '', 'has no uid'],
      ['atlases/sprites-0.png.import', 'sprites-0.png"\ndest', 'sprites-1.png"\ndest', 'is of the source'],
    ] as const)
      expect(messages(edited(path, from, to)), `${path} ${String(from)}`).toContain(message)
  })

  it('keeps every path and uid that a scene may name when other assets come and go', async () => {
    const scene = sceneOf(project.key, {
      Rock: { type: 'Sprite2D', path: 'sprites/props/prop-17.tres', frame: 'prop-17' },
      Button: { type: 'Sprite2D', path: 'sprites/ui/ui-4.hover.tres', frame: 'ui-4.hover' },
      Keeper: {
        type: 'AnimatedSprite2D',
        path: 'sprites/characters/character-16.tres',
        frame: 'character-16',
      },
    })
    const later = filesOf(await drawFrozenSet(sharpImageCodec, 40, options, { moving: true, firstIndex: 4 }))
    const uidsOf = (all: readonly { path: string; bytes: Uint8Array }[]) =>
      new Map(
        all
          .filter(({ path }) => /\.(tres|import)$/.test(path))
          .map(({ path, bytes }) => [path, /uid="(uid:[^"]+)"/.exec(new TextDecoder().decode(bytes))?.[1]]),
      )
    const [before, now] = [uidsOf(files), uidsOf(later)]
    const shared = [...before].filter(([path]) => now.has(path))
    expect(shared.length).toBeGreaterThan(60)
    for (const [path, uid] of shared) expect(now.get(path)).toBe(uid)
    const used = [...scene.text.matchAll(/uid="([^"]+)" path="([^"]+)"/g)].slice(0, 2)
    for (const [, uid, path] of used) expect(now.get(bundlePath(path ?? ''))).toBe(uid)
    expect(text(later, 'sprites/props/prop-17.tres')).not.toBe(text(files, 'sprites/props/prop-17.tres'))
  })

  it('imports every picture without loss, without mipmaps and never as 3D, and no other file as a texture', () => {
    const textures = files.filter(({ path }) => path.endsWith('.png'))
    for (const { path } of textures) {
      const settings = text(files, `${path}.import`)
      expect(settings).toContain('importer="texture"\ntype="CompressedTexture2D"\nuid="uid://')
      expect(settings).toContain(`source_file="res://assets/the-dunes/${path}"`)
      for (const line of ['compress/mode=0', 'mipmaps/generate=false', 'detect_3d/compress_to=0'])
        expect(settings.split('\n')).toContain(line)
    }
  })

  it('names each animation once with its rate, and gives each frame its untrimmed size', () => {
    const frames = readResource(text(files, 'sprites/characters/character-0.tres'))
    expect(frames.type).toBe('SpriteFrames')
    expect([...frames.subs.values()].map(({ type }) => type)).toEqual(
      Array.from({ length: 5 }, () => 'AtlasTexture'),
    )
    expect(text(files, 'sprites/characters/character-0.tres')).toContain('"name": &"walk-on",\n"speed": 12.5')
  })
})

describe('names and numbers', () => {
  it('of devices, of long keys and of project keys that begin with a digit', () => {
    const long = 'x'.repeat(80)
    const assets = [
      makeFrozenAsset('con', {
        assetType: 'ui',
        states: ['aux', 'nul'],
        nineSlice: { left: 1, top: 1, right: 1, bottom: 1 },
      }),
      makeFrozenAsset('nul', { assetType: 'tile' }),
      makeFrozenAsset(long, { states: [long.slice(0, 40), 'b'] }),
      makeFrozenAsset('prn', { animations: walk }),
    ]
    const { files } = writeBundle({
      target: 'godot',
      project: { key: '8-bit-tales', name: '8' },
      assets,
      atlas: stackAtlas(assets),
      previous: null,
    })
    expect(verifyBundle(files)).toEqual([])
    const paths = files.map(({ path }) => path)
    expect(paths).toContain('sprites/ui/con_.aux.tres')
    expect(paths).toContain('styles/ui/con_.nul.tres')
    expect(paths).toContain('sprites/props/prn_.tres')
    expect(text(files, 'assets.gd')).toContain('class_name Pack8BitTalesAssets')
  })

  it('of pictures that are too wide for a texture stay out of the textures and tile sets', () => {
    const animations = [{ name: 'flow', frames: 17, fps: 8, loop: true }]
    const wide = makeFrozenAsset('lava', { assetType: 'tile', width: 1024, height: 8, animations })
    const files = write([wide, makeFrozenAsset('grass', { assetType: 'tile', width: 1024, height: 8 })])
    expect(verifyBundle(files)).toEqual([])
    expect(text(files, 'images/tiles/lava.png.import')).toContain('importer="keep"')
    expect(text(files, 'tilesets/tiles-1024x8.tres')).not.toContain('lava')
    expect(text(files, 'assets.gd')).not.toContain('"lava": {"tileset"')
    expect(readResource(text(files, 'sprites/tiles/lava.tres')).subs.size).toBe(17)
  })

  it('of tiles stay the same when others come, and differ within a set', () => {
    const keys = Array.from({ length: 2000 }, (_, index) => `tile-${index}`)
    const ids = tileSourceIds(keys)
    expect(new Set(ids.values()).size).toBe(2000)
    for (const id of ids.values()) expect(id >= 0 && id < 0xffff).toBe(true)
    const few = tileSourceIds(keys.slice(0, 40))
    expect([...few].filter(([key, id]) => ids.get(key) !== id).length).toBeLessThan(3)
    expect(tileSourceIds(keys.toReversed())).toEqual(ids)
  })
})

describe('sounds of a Godot bundle', () => {
  it('have import settings with their loop, and their address in assets.gd', () => {
    const assets = [
      makeFrozenAsset('jump', { assetType: 'sfx' }),
      makeFrozenAsset('theme', {
        assetType: 'music',
        sound: {
          durationMs: { min: 1000, max: 9000 },
          loop: true,
          formats: ['ogg', 'wav'],
          peakDb: -1,
          trimBelowDb: -40,
        },
      }),
    ]
    const sounds = stackSounds(assets)
    sounds.set('theme', { ...sounds.get('theme')!, durationMs: 8000, loopStartMs: 1500, loopEndMs: 7500 })
    const files = write(assets, sounds)
    expect(verifyBundle(files)).toEqual([])
    expect(text(files, 'audio/sounds/jump.ogg.import')).toContain('loop=false\nloop_offset=0\n')
    expect(text(files, 'audio/sounds/jump.wav.import')).toContain('edit/loop_mode=1\n')
    expect(text(files, 'audio/music/theme.ogg.import')).toContain('loop=true\nloop_offset=1.5\n')
    expect(text(files, 'audio/music/theme.wav.import')).toContain(
      'edit/loop_mode=2\nedit/loop_begin=66150\nedit/loop_end=330750\n',
    )
    expect(text(files, 'assets.gd')).toContain('&"theme": "res://assets/the-dunes/audio/music/theme.ogg"')
  })
})

it('writes and checks two thousand assets in seconds', () => {
  const assets = Array.from({ length: 2000 }, (_, index) =>
    makeFrozenAsset(`asset-${index}`, index % 4 === 0 ? { animations: walk } : {}),
  )
  const started = process.cpuUsage()
  const files = write(assets)
  expect(verifyBundle(files)).toEqual([])
  expect(files.length).toBeGreaterThan(6000)
  // Processor time, since the clock of a shared machine tells little: a quiet one needs two seconds.
  expect(process.cpuUsage(started).user).toBeLessThan(12_000_000)
}, 60_000)
