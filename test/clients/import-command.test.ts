import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSound } from '../../core/audio/sound.js'
import { writeWav } from '../../core/audio/wav.js'
import { buildPng } from '../support/build-png.js'
import { openCliBench, type CliBench } from './cli-bench.js'
import { libraryOf } from './fake-library.js'

/** A plain picture; another shade is another one. */
function picture(width: number, height: number, shade = 90): Uint8Array {
  const raw = Buffer.alloc((width * 3 + 1) * height, shade)
  for (let y = 0; y < height; y++) raw[y * (width * 3 + 1)] = 0
  return buildPng({ width, height, bitDepth: 8, colourType: 2 }, raw)
}

describe('assetloom import', () => {
  let bench: CliBench
  const put = async (path: string, bytes: string | Uint8Array) => {
    await mkdir(dirname(join(bench.folder, path)), { recursive: true })
    await writeFile(join(bench.folder, path), bytes)
  }
  const bring = (...args: string[]) =>
    bench.run('import', ...args, '--author', 'Ada', '--licence', 'CC0', '--project', 'art')
  const ordered = () => libraryOf(bench.api.world).imports.at(-1)!
  const filesOf = (document: Record<string, unknown>) =>
    (document['files'] as { file: string; status: string; key?: string; message?: string }[]).map(
      ({ file, status, key = '', message = '' }) => [file, status, key, message],
    )

  beforeEach(async () => {
    bench = await openCliBench()
  })
  afterEach(() => bench.close())

  it('takes what a folder has and says of every file what became of it, also the second time', async () => {
    await put('art/items/coin.png', picture(8, 8))
    await put('art/props/coin.png', picture(8, 8, 20))
    await put('art/wall.png', picture(1_100, 8))
    await put('art/drawn.svg', '<svg/>')
    await put('art/fake.png', '<svg/>')
    await put('art/bomb.png', picture(8, 8).subarray(0, 40))
    await put('art/package.json', '{"name": "game"}')
    await put('art/sfx/ding.wav', writeWav(createSound(44_100, 1, 4_410)))
    await symlink('/etc/passwd', join(bench.folder, 'art/link.png'))
    const first = await bring('art', '--tag', 'old', '--json')
    expect(first.code).toBe(1)
    const same = 'would have the same key coin as art/items/coin.png'
    const rows = (status: string) => [
      ['art/bomb.png', 'refused', 'bomb', expect.stringContaining('PNG') as string],
      ['art/drawn.svg', 'skipped', '', 'is no PNG, WAV or OGG file'],
      ['art/fake.png', 'refused', 'fake', expect.stringContaining('neither a PNG') as string],
      ['art/items/coin.png', status, 'coin', ''],
      ['art/link.png', 'skipped', '', 'is a link'],
      ['art/package.json', 'skipped', '', 'is no sheet of Aseprite'],
      ['art/props/coin.png', 'refused', '', same],
      ['art/sfx/ding.wav', status, 'ding', ''],
      ['art/wall.png', 'refused', 'wall', 'it is too large'],
    ]
    expect(filesOf(first.json())).toEqual(rows('taken'))
    expect(first.json()).toMatchObject({
      ...{ author: 'Ada', licence: 'CC0', trainable: false },
      assets: [
        { key: 'coin', type: 'item', stage: 'done' },
        { key: 'ding', type: 'sfx', stage: 'done' },
      ],
    })
    expect(first.err).toContain('4 files were refused, first art/bomb.png')
    expect(ordered()).toMatchObject({ name: 'art', review: 'auto', files: [{ tags: ['old'] }, {}] })
    expect(filesOf((await bring('art', '--tag', 'old', '--json')).json())).toEqual(rows('known'))
    const text = await bring('art')
    expect(text.out).toMatch(/art\/items\/coin\.png +known +coin/)
    await put('art/vase.png', picture(8, 8, 30))
    const more = filesOf((await bring('art', '--json')).json())
    expect(more.filter(([, status]) => status === 'taken').map(([file]) => file)).toEqual(['art/vase.png'])
  })

  it('makes animations of strips, grids, numbered files and sheets of Aseprite', async () => {
    await put('flag.png', picture(24, 8))
    expect((await bring('flag.png', '--frames', '3', '--fps', '6', '--loop', '--cutout')).code).toBe(0)
    expect(ordered().files[0]).toMatchObject({
      ...{ key: 'flag', cutout: true, animations: [{ name: 'default', frames: 3, fps: 6, loop: true }] },
      frames: [0, 8, 16].map((x) => ({ box: { x, y: 0, width: 8, height: 8 } })),
    })
    expect((await bring('flag.png', '--frames', '2x2', '--fps', '6', '--animation', 'wave')).code).toBe(0)
    expect(ordered().files[0]).toMatchObject({
      animations: [{ name: 'wave', frames: 4, loop: false }],
      frames: [{}, { box: { x: 12, y: 0, width: 12, height: 4 } }, { box: { x: 0, y: 4 } }, {}],
    })
    const odd = await bring('flag.png', '--frames', '7', '--fps', '6')
    expect([odd.code, odd.err]).toEqual([1, expect.stringContaining('do not divide into 7x1 frames')])
    for (const number of [10, 9, 1]) await put(`characters/walk_${number}.png`, picture(8, 8, number))
    await put('characters/hat.png', picture(8, 8, 77))
    expect((await bring('characters', '--fps', '8', '--loop')).code).toBe(0)
    const [walk, hat] = ordered().files
    expect(walk).toMatchObject({ key: 'walk', type: 'character', file: 'walk_1.png' })
    expect(walk?.animations).toEqual([{ name: 'idle', frames: 3, fps: 8, loop: true }])
    expect(new Set(walk?.frames?.map(({ sha256 }) => sha256)).size).toBe(3)
    expect([hat?.key, hat?.frames]).toEqual(['hat', undefined])
    const box = { x: 0, y: 0, w: 12, h: 8 }
    const sheet = {
      frames: [0, 12].map((x) => ({ frame: { ...box, x }, sourceSize: { w: 12, h: 8 }, duration: 125 })),
      meta: { image: 'flag.png', frameTags: [{ name: 'Spin', from: 0, to: 1, direction: 'reverse' }] },
    }
    await put('hero.json', JSON.stringify(sheet))
    const hero = await bring('hero.json', '--json')
    expect(filesOf(hero.json())).toEqual([
      ['flag.png', 'taken', 'hero', ''],
      ['hero.json', 'taken', 'hero', ''],
    ])
    expect(ordered().files[0]).toMatchObject({
      animations: [{ name: 'spin', frames: 2, fps: 8, loop: true }],
      frames: [{ box: { x: 12 } }, { box: { x: 0 } }],
      frameSize: { width: 12, height: 8 },
    })
    await put('lost/lost.json', JSON.stringify(sheet))
    expect((await bring('lost', '--json')).err).toContain('its picture flag.png is not beside it')
    await put('broken.json', '{"frames": [],\n "meta": }')
    expect((await bring('broken.json', '--json')).err).toContain('line 2, column 10')
  })

  it('prints drafts of what it measured', async () => {
    await put('old-wagon.png', picture(24, 8))
    const { code, out } = await bench.run('import', 'old-wagon.png', '--as', 'draft')
    expect([code, out]).toEqual([0, expect.stringContaining('dimensions: 24x8')])
    expect(libraryOf(bench.api.world).imports).toEqual([])
  })
})
