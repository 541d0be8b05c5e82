import fc from 'fast-check'
import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withDeployLock } from '../../clients/cli/deploy/deploy-lock.js'
import { lookAtDisk } from '../../clients/cli/deploy/look-at-disk.js'
import { openDeployBench, quickFs, readTree, type DeployBench } from './deploy-bench.js'
import { testPng, writeTestBundle, type TestAsset } from './write-test-bundle.js'

const tent = 'camp/images/props/tent.png'

describe('deploying into a game', () => {
  let bench: DeployBench

  beforeEach(async () => {
    bench = await openDeployBench()
  })
  afterEach(() => bench.close())

  const problemsOf = ({ planned }: Awaited<ReturnType<DeployBench['deploy']>>) =>
    planned.problems.map(({ path, message }) => `${path}: ${message}`)
  const verbsOf = ({ planned }: Awaited<ReturnType<DeployBench['deploy']>>, verb: string) =>
    planned.plan.actions.filter((action) => action.verb === verb).map(({ path }) => path)

  it('puts game files below the project key, leaves papers for people behind, and then has nothing to do', async () => {
    const first = await bench.deploy([{ key: 'tent' }, { key: 'horn', type: 'sfx' }])
    expect(verbsOf(first, 'create')).toEqual([
      'camp/assets.ts',
      'camp/atlases/sprites-0.png',
      'camp/atlases/sprites.json',
      'camp/audio/sounds/horn.ogg',
      'camp/audio/sounds/horn.wav',
      tent,
    ])
    const tree = await readTree(bench.root)
    const again = await bench.deploy([{ key: 'tent' }, { key: 'horn', type: 'sfx' }])
    expect([again.state, again.undo]).toEqual(['nothing-to-do', null])
    expect(await readTree(bench.root)).toEqual(tree)
  })

  it('changes nothing in a dry run, not even a folder of its own', async () => {
    const before = await readTree(bench.game)
    expect((await bench.deploy([{ key: 'tent' }], { dryRun: true })).state).toBe('planned')
    expect(await readTree(bench.game)).toEqual(before)
  })

  it('never overwrites what it did not write, but takes equal bytes for its own', async () => {
    await bench.write('camp/assets.ts', 'mine')
    const refused = await bench.deploy([{ key: 'tent' }])
    expect(problemsOf(refused)).toEqual([
      'camp/assets.ts: it is there already and was not deployed by Assetloom',
    ])
    expect(await readTree(bench.root)).toEqual({ 'camp/assets.ts': Buffer.from('mine').toString('hex') })
    await rm(join(bench.root, 'camp/assets.ts'))
    await bench.write(tent, testPng(8, 8, 5))
    const adopted = await bench.deploy([{ key: 'tent' }])
    expect(verbsOf(adopted, 'adopt')).toEqual([tent])
    expect(verbsOf(await bench.deploy([{ key: 'tent', shade: 2 }]), 'replace')).toContain(tent)
  })

  it('stops at an owned file that a person changed, unless the edit is given up', async () => {
    await bench.deploy([{ key: 'tent' }])
    await bench.write(tent, 'painted over')
    const asked = [{ key: 'tent', shade: 4 }]
    expect(problemsOf(await bench.deploy(asked))).toEqual([`${tent}: it was changed since it was deployed`])
    expect(await bench.read(tent)).toBe('painted over')
    expect((await bench.deploy(asked, { overwriteEdited: true, yes: false })).state).toBe('unconfirmed')
    expect(await bench.read(tent)).toBe('painted over')
    expect((await bench.deploy(asked, { overwriteEdited: true })).state).toBe('applied')
    await bench.undo()
    expect(await bench.read(tent)).toBe('painted over')
  })

  it('takes another line end for no edit, and never touches settings that an engine made', async () => {
    const [tents] = [[{ key: 'tent' }]]
    await bench.deploy(tents, { target: 'pixi' })
    const constants = await bench.read('camp/assets.ts')
    await bench.write('camp/assets.ts', constants.replaceAll('\n', '\r\n'))
    await bench.write(`${tent}.import`, 'made by the engine')
    expect((await bench.deploy(tents, { target: 'pixi' })).state).toBe('nothing-to-do')
    const more = await bench.deploy([...tents, { key: 'well' }], { target: 'pixi' })
    expect(verbsOf(more, 'replace')).toContain('camp/assets.ts')
    await bench.deploy([{ key: 'well' }], { target: 'pixi', prune: true })
    expect(await bench.read(`${tent}.import`)).toBe('made by the engine')
    await expect(bench.read(tent)).rejects.toThrow('ENOENT')
  })

  it('refuses links, folders in the way, read-only files and names that differ by case', async () => {
    const elsewhere = join(bench.game, 'elsewhere')
    await mkdir(elsewhere)
    await symlink(elsewhere, join(bench.root, 'camp'))
    expect(problemsOf(await bench.deploy([{ key: 'tent' }]))[0]).toContain('camp is a symbolic link')
    expect(await readTree(elsewhere)).toEqual({})
    await rm(join(bench.root, 'camp'))
    await bench.write('camp/atlases', 'a file')
    expect(problemsOf(await bench.deploy([{ key: 'tent' }]))[0]).toContain('camp/atlases is in the way')
    await rename(join(bench.root, 'camp'), join(bench.root, 'Camp'))
    expect(problemsOf(await bench.deploy([{ key: 'tent' }]))[0]).toContain('Camp is there already')
    await rm(join(bench.root, 'Camp'), { recursive: true })
    await bench.deploy([{ key: 'tent' }])
    await chmod(join(bench.root, tent), 0o444)
    expect(problemsOf(await bench.deploy([{ key: 'tent', shade: 7 }]))).toEqual([`${tent}: it is read-only`])
  })

  it('refuses a manifest that leads out of the folder, and two assets in one place', async () => {
    const at = (manifestPath: string) => ({ manifestPath })
    const outcome = await bench.deploy([
      { key: 'a', integration: at('../../evil.png') },
      { key: 'b', integration: at('images/one.png') },
      { key: 'c', integration: at('images/one.png') },
      { key: 'd', integration: at('images/One.png') },
      { key: 'e', integration: at('.assetloom/deployment.json') },
      { key: 'f', integration: at('nul.png') },
    ])
    expect(problemsOf(outcome)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('the path of "a" has an empty, "." or ".." part'),
        'images/one.png: "b" and "c" go to the same place',
        expect.stringContaining('images/one.png and images/One.png are one name'),
        expect.stringContaining('where Assetloom keeps its records'),
        expect.stringContaining('Windows keeps for devices'),
      ]),
    )
    expect(outcome.state).toBe('refused')
    expect(await readTree(bench.game)).toEqual({ 'project.godot': expect.any(String), 'assets/': '' })
  })

  it('goes where the spec says, and stays where other files of the bundle name it', async () => {
    const assets = [{ key: 'coin', integration: { manifestPath: 'images/collectibles/coin.png' } }]
    const only = await bench.deploy(assets, { onlyAssets: true })
    expect(verbsOf(only, 'create')).toEqual(['images/collectibles/coin.png'])
    const all = await bench.deploy(assets)
    expect(verbsOf(all, 'create')).toEqual([
      'camp/assets.ts',
      'camp/atlases/sprites-0.png',
      'camp/atlases/sprites.json',
      'camp/images/props/coin.png',
    ])
  })

  it('keeps what a bundle lost until --prune, and then what the game still names', async () => {
    await bench.deploy([{ key: 'tent' }, { key: 'well' }, { key: 'cart' }])
    await writeFile(
      join(bench.game, 'camp.gd'),
      '# the well\nvar t = load("res://assets/camp/images/props/tent.png")\n',
    )
    await writeFile(join(bench.game, 'level.json'), '{ "spawn": ["cart"] }')
    await mkdir(join(bench.game, 'node_modules'))
    await writeFile(join(bench.game, 'node_modules', 'a.js'), 'load("well")')
    const left = [{ key: 'crow' }]
    const kept = await bench.deploy(left)
    expect(verbsOf(kept, 'keep')).toEqual(
      ['cart', 'tent', 'well'].map((key) => `camp/images/props/${key}.png`),
    )
    const refused = await bench.deploy(left, { prune: true, yes: false })
    expect(refused.state).toBe('unconfirmed')
    expect(refused.planned.references.map(({ file, line, leaver }) => [file, line, leaver])).toEqual([
      ['camp.gd', 2, 'tent'],
      ['level.json', 1, 'cart'],
    ])
    const pruned = await bench.deploy(left, { prune: true })
    expect(verbsOf(pruned, 'remove')).toEqual(['camp/images/props/well.png'])
    await bench.deploy(left, { prune: true, forceRemove: true })
    await expect(bench.read(tent)).rejects.toThrow('ENOENT')
    expect((await bench.deploy(left, { prune: true })).state).toBe('nothing-to-do')
  })

  it('finds what an engine knows by an id of its own', async () => {
    await bench.deploy([{ key: 'tent' }, { key: 'well' }])
    await bench.write(`${tent}.meta`, 'fileFormatVersion: 2\nguid: 0123456789abcdef0123456789abcdef\n')
    await bench.write('camp/images/props/well.png.import', '[remap]\nuid="uid://cw3ll"\n')
    await writeFile(
      join(bench.game, 'a.prefab'),
      'sprite: {fileID: 1, guid: 0123456789abcdef0123456789abcdef, type: 3}',
    )
    await writeFile(join(bench.game, 'b.tscn'), '[ext_resource type="Texture2D" uid="uid://cw3ll" id="1"]')
    const { planned } = await bench.deploy([{ key: 'crow' }], { prune: true })
    expect(planned.references.map(({ file, leaver }) => [file, leaver])).toEqual([
      ['a.prefab', 'tent'],
      ['b.tscn', 'well'],
    ])
  })

  it('moves an asset whose place changed, when nothing names the old one', async () => {
    const at = (manifestPath: string) => [{ key: 'coin', integration: { manifestPath } }]
    await bench.deploy(at('images/coin.png'), { onlyAssets: true })
    const moved = await bench.deploy(at('images/gold/coin.png'), { onlyAssets: true, prune: true })
    expect(moved.planned.plan.actions).toMatchObject([
      { verb: 'rename', from: 'images/coin.png', path: 'images/gold/coin.png' },
    ])
    await writeFile(join(bench.game, 'shop.lua'), "icon = 'gold/coin.png'\nsprite('images/gold/coin.png')\n")
    const named = await bench.deploy(at('images/coin.png'), { onlyAssets: true, prune: true })
    expect(verbsOf(named, 'keep')).toEqual(['images/gold/coin.png'])
  })

  it('keeps two projects apart in one folder', async () => {
    await bench.deploy([{ key: 'tent' }])
    await bench.deploy([{ key: 'boat' }], { project: 'harbour' })
    const clash = await bench.deploy([{ key: 'tent', shade: 3 }], { project: 'harbour', into: 'camp' })
    expect(problemsOf(clash)).toContain(`${tent}: it belongs to the project "camp"`)
    expect(verbsOf(await bench.deploy([{ key: 'crow' }], { prune: true }), 'remove')).toEqual([tent])
    expect(await bench.read('harbour/assets.ts')).toContain('boat')
  })

  it('undoes the last five deployments one by one, to the byte', async () => {
    await bench.write('manifest.json', '{ "assets": {} }')
    const trees = []
    for (let shade = 1; shade <= 7; shade += 1) {
      await bench.deploy([{ key: 'tent', shade }, { key: `prop-${shade}` }], { prune: true })
      trees.push(await readTree(bench.root, ['.assetloom/undo']))
    }
    for (let back = 5; back >= 1; back -= 1) {
      await bench.undo()
      expect(await readTree(bench.root, ['.assetloom/undo'])).toEqual(trees[back])
    }
    await expect(bench.undo()).rejects.toThrow('no deployment to undo')
  })

  it('does not undo over later work', async () => {
    await bench.deploy([{ key: 'tent' }])
    await bench.write(tent, 'later work')
    const refused = await bench.undo()
    expect([refused.state, refused.undo.problems.map(({ path }) => path)]).toEqual(['refused', [tent]])
    expect(await bench.read(tent)).toBe('later work')
    await bench.undo({ overwriteEdited: true })
    expect(await readTree(bench.root)).toEqual({})
  })

  it('lets one deployment run at a time and takes over the lock of a dead one only', async () => {
    let running = 0
    const hold = (isAlive: boolean) =>
      withDeployLock(bench.root, { pid: 77, isAlive: () => isAlive }, async () => {
        running += 1
        expect(running).toBe(1)
        await new Promise((resolve) => setTimeout(resolve, 20))
        running -= 1
      })
    const both = await Promise.allSettled([hold(true), hold(true)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await readTree(bench.game)).toMatchObject({ 'assets/': '' })
    const lock = join(bench.root, '.assetloom/deploy.lock')
    await bench.write('.assetloom/deploy.lock', JSON.stringify({ pid: 78, host: hostname() }))
    await expect(hold(true)).rejects.toThrow(`Process 78 on ${hostname()} is deploying`)
    await hold(false)
    await bench.write('.assetloom/deploy.lock', JSON.stringify({ pid: 78, host: 'another-machine' }))
    await expect(hold(false)).rejects.toThrow('Process 78 on another-machine')
    expect(await readFile(lock, 'utf8')).toContain('another-machine')
  })

  it('sees a bundle whose files changed while it was deployed', async () => {
    await writeTestBundle(bench.bundleDir, [{ key: 'tent' }])
    const picture = join(bench.bundleDir, 'images/props/tent.png')
    const fs = {
      ...quickFs,
      makeFolder: async (path: string) => {
        await writeFile(picture, testPng(8, 8, 99))
        await quickFs.makeFolder(path)
      },
    }
    await expect(bench.deploy([], { keepBundle: true, fs })).rejects.toThrow(
      'was changed while this went on; all is as it was',
    )
    expect(await readTree(bench.root)).toEqual({})
  })

  it('has nothing to do after any deployment, and any undo gives back any folder', async () => {
    const asset = fc.record({
      key: fc.constantFrom('tent', 'well', 'cart', 'crow'),
      shade: fc.integer({ min: 1, max: 3 }),
      path: fc.option(fc.constantFrom('images/One.png', 'images/two.png', 'art/three.png'), {
        nil: undefined,
      }),
    })
    const set = fc.uniqueArray(asset, { selector: ({ key }) => key, minLength: 1, maxLength: 3 })
    const step = fc.record({
      assets: set,
      prune: fc.boolean(),
      onlyAssets: fc.boolean(),
      overwriteEdited: fc.boolean(),
      edit: fc.option(fc.constantFrom('tent', 'well', 'cart'), { nil: undefined }),
    })
    await bench.write('manifest.json', '{\n  "assets": {}\n}\n')
    await bench.save()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        await bench.restore()
        for (const { assets, edit, ...options } of steps) {
          const path = join(bench.root, `camp/images/props/${edit}.png`)
          if ((await readFile(path).catch(() => null)) !== null) await writeFile(path, 'an edit')
          const before = await readTree(bench.root)
          const wanted: TestAsset[] = assets.map(({ key, shade, path: manifestPath }) => ({
            ...{ key, shade },
            ...(manifestPath === undefined ? {} : { integration: { manifestPath } }),
          }))
          const outcome = await bench.deploy(wanted, options)
          if (outcome.state !== 'applied') {
            expect(await readTree(bench.root)).toEqual(before)
            continue
          }
          const after = await readTree(bench.root)
          expect((await bench.deploy(wanted, options)).state).toBe('nothing-to-do')
          expect(await readTree(bench.root)).toEqual(after)
          await bench.undo()
          expect(await readTree(bench.root)).toEqual(before)
          expect((await bench.deploy(wanted, options)).state).toBe('applied')
        }
      }),
      { numRuns: 25 },
    )
  }, 120_000)

  it('looks at a path part by part', async () => {
    await bench.write('a/b/c.txt', 'x')
    const states = await lookAtDisk(quickFs, bench.root, [
      'a/b/c.txt',
      'a/B/c.txt',
      'a/b',
      'a/b/c.txt/d',
      'z/y',
    ])
    expect([...states].map(([path, { kind }]) => [path, kind])).toEqual([
      ['a/b/c.txt', 'file'],
      ['a/B/c.txt', 'twin'],
      ['a/b', 'other'],
      ['a/b/c.txt/d', 'other'],
      ['z/y', 'absent'],
    ])
  })
})
