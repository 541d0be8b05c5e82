import { describe, expect, it } from 'vitest'
import type { FrozenAsset } from '../../../core/bundle-ports.js'
import { bundleContentId } from '../../../core/bundle/bundle-content-id.js'
import { jsonFile, type BundleFile } from '../../../core/bundle/bundle-file.js'
import { bundleManifestSchema } from '../../../core/bundle/bundle-manifest.schema.js'
import { bundleTargets } from '../../../core/bundle/find-bundle-target.js'
import type { GenericAtlas } from '../../../core/bundle/targets/generic-atlas.schema.js'
import type { PixiAtlas } from '../../../core/bundle/targets/pixi-atlas.schema.js'
import { verifyBundle } from '../../../core/bundle/verify-bundle.js'
import { writeBundle } from '../../../core/bundle/write-bundle.js'
import { writeChanges } from '../../../core/bundle/write-changes.js'
import { makeFrozenAsset, stackAtlas, stackSounds } from './make-frozen-set.js'

const project = { key: 'dunes', name: 'Dunes' }
const idle = { name: 'idle', frames: 2, fps: 6, loop: true }
const walk = { name: 'walk', frames: 3, fps: 10, loop: true }
const nineSlice = { left: 4, top: 3, right: 2, bottom: 1 }

function wholeSet(): FrozenAsset[] {
  return [
    makeFrozenAsset('keeper', { assetType: 'character', animations: [idle, walk], width: 24 }),
    makeFrozenAsset('button', { assetType: 'ui', states: ['normal', 'hover'], nineSlice }),
    makeFrozenAsset('panel', { assetType: 'ui', nineSlice, trim: { x: 2, y: 2, width: 20, height: 20 } }),
    makeFrozenAsset('barrel', { trim: { x: 3, y: 4, width: 20, height: 21 } }),
    makeFrozenAsset('jump', { assetType: 'sfx' }),
  ]
}

function write(target: string, assets = wholeSet(), atlas = stackAtlas(assets)): BundleFile[] {
  const sounds = stackSounds(assets)
  return [...writeBundle({ target, project, assets, atlas, previous: null, sounds }).files]
}

function text(files: readonly BundleFile[], path: string): string {
  const file = files.find((one) => one.path === path)
  if (file === undefined || !('bytes' in file)) throw new Error(`no text file ${path}`)
  return new TextDecoder().decode(file.bytes)
}

function edited(files: BundleFile[], path: string, edit: (json: any) => void): string[] {
  const json: unknown = JSON.parse(text(files, path))
  edit(json)
  const changed = files.map((file) => (file.path === path ? jsonFile(path, json) : file))
  return verifyBundle(changed).map(({ message }) => message)
}

describe.each([...bundleTargets.keys()])('a bundle for %s with all that moves', (target) => {
  const files = write(target)
  const manifest = bundleManifestSchema.parse(JSON.parse(text(files, 'manifest.json')))
  const assetOf = (key: string) => manifest.assets.find((asset) => asset.key === key)!

  it('is sound, and its strips are listed as one picture with every frame in its order', () => {
    expect(verifyBundle(files)).toEqual([])
    const keeper = assetOf('keeper')
    expect(keeper.files).toMatchObject([
      { path: 'images/characters/keeper.png', role: 'strip', width: 120, height: 32 },
    ])
    expect(keeper.frames.map(({ name }) => name)).toEqual([
      'keeper.idle.0',
      'keeper.idle.1',
      'keeper.walk.0',
      'keeper.walk.1',
      'keeper.walk.2',
    ])
    for (const { sourceSize } of keeper.frames) expect(sourceSize).toEqual({ width: 24, height: 32 })
    expect(keeper.animations).toEqual([
      { name: 'idle', fps: 6, loop: true, frames: ['keeper.idle.0', 'keeper.idle.1'] },
      { name: 'walk', fps: 10, loop: true, frames: ['keeper.walk.0', 'keeper.walk.1', 'keeper.walk.2'] },
    ])
    expect(assetOf('button').states).toEqual([
      { name: 'normal', frame: 'button.normal' },
      { name: 'hover', frame: 'button.hover' },
    ])
    expect(assetOf('panel')).toMatchObject({ nineSlice, frames: [{ trim: { x: 0, y: 0, width: 32 } }] })
    expect(Object.keys(assetOf('barrel'))).not.toContain('states')
    expect(assetOf('barrel').files[0]?.role).toBe('image')
  })

  it('lists the files of a sound with its asset and again under audio', () => {
    const jump = assetOf('jump')
    expect(jump.frames).toEqual([])
    expect(jump.files.map(({ path, role }) => [path, role])).toEqual([
      ['audio/sounds/jump.ogg', 'sound'],
      ['audio/sounds/jump.wav', 'sound'],
    ])
    expect(manifest.audio).toMatchObject([
      { key: 'jump', durationMs: 350, loop: false, sampleRateHz: 44_100, files: jump.files },
    ])
    const problems = edited(files, 'manifest.json', (json) => json.audio[0].files.pop())
    expect(problems).toContain('audio tells other files of "jump" than its asset')
    const extra = edited(files, 'manifest.json', (json) => (json.audio[0].key = 'leap'))
    expect(extra).toContain('audio has the key "leap", no asset has that sound')
    expect(
      edited(
        files,
        'manifest.json',
        (json) => (json.assets.find((asset: any) => asset.key === 'jump').files = []),
      ),
    ).toContain('"jump": has no sound')
  })

  it('is found out when frames, animations, states or borders are told wrongly', () => {
    const keeper = (edit: (asset: any) => void) =>
      edited(files, 'manifest.json', (json) =>
        edit(json.assets.find((asset: any) => asset.key === 'keeper')),
      ).join('\n')
    expect(keeper((asset) => asset.frames.pop())).toContain('do not make up its picture of 120x32')
    expect(keeper((asset) => (asset.files[0].role = 'image'))).toContain('its picture is a still')
    expect(keeper((asset) => (asset.frames[1].name = asset.frames[0].name))).toContain(
      'two frames of one name',
    )
    expect(keeper((asset) => (asset.animations[0].frames = ['x']))).toContain('unknown frame "x"')
    expect(keeper((asset) => (asset.animations[0].frames = []))).toContain('"idle" has no frames')
    expect(keeper((asset) => (asset.animations[1].name = 'idle'))).toContain('two animations of one name')
    expect(keeper((asset) => asset.animations[1].frames.reverse())).toContain(
      'the animation "walk" of "keeper" otherwise',
    )
    const button = (edit: (asset: any) => void) =>
      edited(files, 'manifest.json', (json) =>
        edit(json.assets.find((asset: any) => asset.key === 'button')),
      ).join('\n')
    expect(button((asset) => (asset.states[0].frame = 'y'))).toContain('unknown frame "y"')
    expect(button((asset) => (asset.nineSlice.left = 31))).toContain('borders that are wider than its frame')
    expect(button((asset) => delete asset.nineSlice)).toContain('other borders of "button.hover"')
  })

  it('has constants for animations, states, borders and sounds that are valid TypeScript', async () => {
    const { transformSync } = await import('esbuild')
    const { code } = transformSync(text(files, 'assets.ts'), { loader: 'ts', format: 'esm' })
    const constants = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as any
    expect(constants.assets.keeper).toMatchObject({
      width: 24,
      height: 32,
      animations: { idle: { fps: 6, loop: true, frames: ['keeper.idle.0', 'keeper.idle.1'] } },
    })
    expect(constants.assets.button).toMatchObject({ states: { hover: 'button.hover' }, nineSlice })
    expect(constants.assets.jump).toBeUndefined()
    expect(constants.sounds.jump).toEqual({
      type: 'sfx',
      files: ['audio/sounds/jump.ogg', 'audio/sounds/jump.wav'],
      durationMs: 350,
      loop: false,
    })
    expect(text(files, 'assets.ts')).toContain('export type AnimationName<')
  })

  it('tells in README.txt how to play, stretch and sound', () => {
    const readme = text(files, 'README.txt')
    expect(readme).toContain('keeper')
    expect(readme).toMatch(/Nine-slice: .*button|Nine-slice: .*panel/)
    expect(readme).toMatch(/Sounds: .*jump/)
    expect(readme.split('\n').length).toBeGreaterThan(6)
  })
})

describe("a target's own files", () => {
  it('of generic name animations, states and borders, and those of stills alone none of them', () => {
    const atlas = JSON.parse(text(write('generic'), 'atlases/sprites.json')) as GenericAtlas
    expect(atlas.animations?.map(({ key, name }) => `${key} ${name}`)).toEqual(['keeper idle', 'keeper walk'])
    expect(atlas.states).toContainEqual({ key: 'button', name: 'hover', frame: 'button.hover' })
    expect(atlas.nineSlice).toContainEqual({ key: 'panel', ...nineSlice })
    const still = JSON.parse(text(write('generic', [makeFrozenAsset('a')]), 'atlases/sprites.json')) as object
    expect(Object.keys(still)).toEqual(['format', 'pages', 'frames'])
  })

  it('of pixi name an animation in the sheet that holds all of its frames, and in none otherwise', () => {
    const assets = wholeSet()
    const atlas = stackAtlas(assets)
    const [page] = atlas.pages
    const torn = {
      ...atlas,
      pages: [page!, page!],
      frames: atlas.frames.map((frame) => (frame.key === 'keeper.walk.1' ? { ...frame, page: 1 } : frame)),
    }
    const files = write('pixi', assets, torn)
    const sheet = (index: number) => JSON.parse(text(files, `atlases/sprites-${index}.json`)) as PixiAtlas
    expect(sheet(0).animations).toEqual({ 'keeper.idle': ['keeper.idle.0', 'keeper.idle.1'] })
    expect(sheet(1).animations).toBeUndefined()
    expect(sheet(0).frames['button.hover']?.borders).toEqual(nineSlice)
    expect(verifyBundle(files)).toEqual([])
    expect(
      edited(files, 'atlases/sprites-0.json', (json) => json.animations['keeper.idle'].reverse()).join(),
    ).toContain('the animation "idle" of "keeper" otherwise')
  })
})

describe('what cannot be written', () => {
  it('a strip that is not as long as its frames, a sound without files, an atlas with frames of sounds', () => {
    const [keeper] = wholeSet()
    const short = { ...keeper!, asset: { ...keeper!.asset, width: 96 } }
    expect(() => write('pixi', [short], stackAtlas([keeper!]))).toThrow('its frames need 120x32')
    const jump = makeFrozenAsset('jump', { assetType: 'sfx' })
    expect(() =>
      writeBundle({ target: 'pixi', project, assets: [jump], atlas: stackAtlas([]), previous: null }),
    ).toThrow('the sound "jump" has no files')
    const sound = { format: 'ogg' as const, sha256: '0'.repeat(64), sizeBytes: 1 }
    const sounds = new Map([['jump', { files: [sound, sound], durationMs: 1 }]])
    expect(() =>
      writeBundle({ target: 'pixi', project, assets: [jump], atlas: stackAtlas([]), previous: null, sounds }),
    ).toThrow('two files of one format')
    const drawn = stackAtlas([makeFrozenAsset('jump')])
    expect(() => write('pixi', [jump], drawn)).toThrow('1 frames for 0 of 0 assets')
  })
})

describe('the content id', () => {
  it('knows all that moves, and nothing of it in a set of stills', () => {
    const id = (look: Parameters<typeof makeFrozenAsset>[1]) =>
      bundleContentId('pixi', [makeFrozenAsset('a', look)])
    const looks = [
      {},
      { animations: [idle] },
      { animations: [{ ...idle, fps: 7 }] },
      { animations: [{ ...idle, loop: false }] },
      { animations: [idle, walk] },
      { animations: [walk, idle] },
      { states: ['a', 'b'] },
      { states: ['b', 'a'] },
      { nineSlice },
      { nineSlice: { ...nineSlice, left: 5 } },
    ]
    expect(new Set(looks.map(id)).size).toBe(looks.length)
  })
})

describe('CHANGES.md of what moves', () => {
  const changed = (
    before: Parameters<typeof makeFrozenAsset>[1],
    now: Parameters<typeof makeFrozenAsset>[1],
  ) =>
    /^- a: (.*) \(the list/m.exec(
      writeChanges([makeFrozenAsset('a', now)], [makeFrozenAsset('a', before)]),
    )?.[1]

  it('names the animations, their frames and their rates', () => {
    expect(
      changed(
        { animations: [idle, walk] },
        {
          animations: [
            { ...idle, fps: 8 },
            { ...walk, name: 'run' },
          ],
        },
      ),
    ).toBe(
      'animation idle 2 frames at 6 fps, loops -> 2 frames at 8 fps, loops, animation run added (3 frames at 10 fps, loops), animation walk removed',
    )
    expect(changed({ animations: [idle, walk] }, { animations: [walk, idle] })).toBe('order of animations')
    expect(changed({ animations: [{ ...walk, loop: false }] }, { animations: [walk] })).toBe(
      'animation walk 3 frames at 10 fps -> 3 frames at 10 fps, loops',
    )
  })

  it('names states and borders', () => {
    expect(changed({ states: ['on', 'off'] }, { states: ['on', 'off', 'hot'] })).toBe(
      'states on/off -> on/off/hot',
    )
    expect(changed({}, { nineSlice })).toBe('borders none -> 4/3/2/1')
  })
})
