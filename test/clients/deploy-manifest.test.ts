import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDeployBench, quickFs, readTree, type DeployBench } from './deploy-bench.js'
import type { TestAsset } from './write-test-bundle.js'

const coin: TestAsset = {
  key: 'gold-coin',
  provider: 'comfyui',
  costMicros: 12_500,
  integration: {
    manifestKey: 'coin',
    manifestPath: 'images/collectibles/coin.png',
    manifestType: 'image',
    description: 'A coin with a rim',
  },
}
const jump: TestAsset = {
  key: 'jump',
  type: 'sfx',
  integration: {
    manifestSection: 'audio.sfx.jump',
    manifestKey: 'sfxJump1a',
    manifestPath: 'audio/sfx/jump/sfxJump1a.wav',
  },
}

const teams = `\uFEFF{\r
\t"version" : "2.1",\r
\t"assets": {\r
\t\t"fonts": { "ui": "fonts/ui.ttf" },\r
\t\t"images": {\r
\t\t\t"hero": { "path": "images/hero.png", "preload":true },\r
\t\t\t"coin": { "description": "ours", "path": "assets/images/collectibles/coin.png", "tint": 0.50 }\r
\t\t}\r
\t}\r
}\r
`

describe("the game's own manifest", () => {
  let bench: DeployBench

  beforeEach(async () => {
    bench = await openDeployBench()
  })
  afterEach(() => bench.close())

  const deploy = (assets: readonly TestAsset[], options: Parameters<DeployBench['deploy']>[1] = {}) =>
    bench.deploy(assets, { onlyAssets: true, ...options })

  it('gets an entry for each asset, sounds in their section', async () => {
    await bench.write('manifest.json', '{\n  "assets": {\n    "images": {}\n  }\n}\n')
    const outcome = await deploy([coin, jump, { key: 'tent', placeholder: false, origin: 'human' }])
    expect(outcome.planned.patched?.created).toEqual([
      'assets.audio.sfx.jump.sfxJump1a',
      'assets.images.coin',
      'assets.images.tent',
    ])
    expect(JSON.parse(await bench.read('manifest.json'))).toEqual({
      assets: {
        images: {
          coin: {
            type: 'image',
            path: 'images/collectibles/coin.png',
            description: 'A coin with a rim',
            aiGenerated: true,
            aiProvider: 'comfyui',
            aiCost: 0.0125,
            generatedDate: '2026-01-01T01:02:03.000Z',
          },
          tent: expect.objectContaining({
            aiGenerated: false,
            path: 'camp/images/props/tent.png',
            description: 'tent',
          }),
        },
        audio: {
          sfx: {
            jump: {
              sfxJump1a: expect.objectContaining({ type: 'audio', path: 'audio/sfx/jump/sfxJump1a.wav' }),
            },
          },
        },
      },
    })
    expect(await bench.read('audio/sfx/jump/sfxJump1a.ogg')).toBe('ogg of jump, 1')
  })

  it('keeps all that is not ours to the character: order, spacing, tabs, CRLF, BOM, words of a person', async () => {
    await bench.write('manifest.json', teams)
    const { integration } = coin
    const { description, ...unsaid } = integration!
    expect(description).toBeDefined()
    await deploy([{ ...coin, integration: unsaid }])
    const added =
      ', "type": "image", "aiGenerated": true, "aiProvider": "comfyui", "aiCost": 0.0125, "generatedDate": "2026-01-01T01:02:03.000Z"'
    expect(await bench.read('manifest.json')).toBe(teams.replace('"tint": 0.50', `"tint": 0.50${added}`))
    await bench.undo()
    expect(await bench.read('manifest.json')).toBe(teams)
  })

  it('loses an entry only when it was ours and nothing names it', async () => {
    await bench.write('manifest.json', teams)
    await deploy([coin, jump, { key: 'tent' }])
    await writeFile(join(bench.game, 'main.ts'), "play('sfxJump1a')\n")
    const { planned } = await deploy([{ key: 'tent' }], { prune: true })
    expect(planned.patched?.removed).toEqual([])
    const { assets } = JSON.parse((await bench.read('manifest.json')).slice(1))
    // The sound is named, and the coin's entry was the team's before.
    expect(Object.keys(assets.images)).toEqual(['hero', 'coin', 'tent'])
    expect(assets.audio.sfx.jump.sfxJump1a.path).toBe('audio/sfx/jump/sfxJump1a.wav')
    const last = await deploy([{ key: 'tent' }], { prune: true, forceRemove: true })
    expect(last.planned.patched?.removed).toEqual(['assets.audio.sfx.jump.sfxJump1a'])
  })

  it('is refused with line and column when it is broken, has comments, or a list where a section should be', async () => {
    for (const [text, line, column, words] of [
      ['{\n  "assets": {\n    "images": {},\n  }\n}', 4, 3, 'comma too many'],
      ['{\n  // ours\n  "assets": {}\n}', 2, 3, 'comment'],
      ['{ "assets": { "images": [] } }', 1, 25, 'assets.images is a list'],
      ['{ "assets": { "images": { "coin": "coin.png" } } }', 1, 35, 'assets.images.coin is not an object'],
    ] as const) {
      await bench.write('manifest.json', text)
      const { state, planned } = await deploy([coin])
      expect(state).toBe('refused')
      expect(planned.problems).toEqual([
        expect.objectContaining({
          path: 'manifest.json',
          line,
          column,
          message: expect.stringContaining(words),
        }),
      ])
      expect(await readTree(bench.root)).toEqual({ 'manifest.json': Buffer.from(text).toString('hex') })
    }
    await bench.write('manifest.json', Buffer.from('\uFEFF{"assets":{}}', 'utf16le'))
    const [wide] = (await deploy([coin], { manifest: 'manifest.json' })).planned.problems
    expect(wide?.message).toBe('it is not UTF-8')
  })

  it('is another file, or made anew, where --manifest says so, and is found again later', async () => {
    const place = '../data/game.json'
    await bench.write('../data/.keep', '')
    await deploy([coin], { manifest: place })
    expect(Object.keys(JSON.parse(await bench.read(place)).assets.images)).toEqual(['coin'])
    await deploy([coin, { key: 'tent' }])
    expect(Object.keys(JSON.parse(await bench.read(place)).assets.images)).toEqual(['coin', 'tent'])
    await bench.undo()
    await bench.undo()
    expect(await readTree(join(bench.game, 'data'))).toEqual({ '.keep': '' })
  })

  it('is left alone when it is no manifest of assets, or read-only', async () => {
    await bench.write('manifest.json', '{ "name": "My game", "icons": [] }')
    const { planned, state } = await deploy([coin])
    expect([state, planned.notes[0]]).toEqual(['applied', expect.stringContaining('has no object "assets"')])
    expect(await bench.read('manifest.json')).toBe('{ "name": "My game", "icons": [] }')
    await bench.write('manifest.json', teams)
    await chmod(join(bench.root, 'manifest.json'), 0o444)
    expect((await deploy([coin])).planned.problems).toMatchObject([
      { path: 'manifest.json', message: 'it is read-only' },
    ])
  })

  it('wins over a deployment when a person saves it at the same moment', async () => {
    await bench.write('manifest.json', teams)
    const before = await readTree(bench.root, ['manifest.json'])
    const place = join(bench.root, 'manifest.json')
    const fs = {
      ...quickFs,
      move: async (from: string, to: string) => {
        if (to.endsWith('coin.png')) await writeFile(place, '{ "assets": { "mine": 1 } }')
        await quickFs.move(from, to)
      },
    }
    await expect(deploy([coin], { fs })).rejects.toThrow('manifest.json was changed while this went on')
    expect(await readFile(place, 'utf8')).toBe('{ "assets": { "mine": 1 } }')
    expect(await readTree(bench.root, ['manifest.json'])).toEqual(before)
  })

  it('cannot be a file that the bundle brings', async () => {
    await bench.write('atlases/.keep', '')
    const { planned, state } = await bench.deploy([coin], { into: '.', manifest: 'atlases/sprites.json' })
    expect([state, planned.problems.map(({ path }) => path)]).toEqual(['refused', ['atlases/sprites.json']])
  })

  it('refuses two assets under one name and sections that are none', async () => {
    await bench.write('manifest.json', teams)
    const { planned } = await deploy([
      { key: 'a', integration: { manifestKey: 'coin' } },
      { key: 'b', integration: { manifestKey: 'coin' } },
      { key: 'c', integration: { manifestSection: 'images..x' } },
    ])
    expect(planned.problems.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        '"a" and "b" both want the entry assets.images.coin',
        '"c" names the section "images..x"',
      ]),
    )
  })
})
