import { mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCliBench, type CliBench } from './cli-bench.js'
import { readTree } from './deploy-bench.js'
import { writeTestBundle } from './write-test-bundle.js'

describe('assetloom deploy and disclosure', () => {
  let bench: CliBench
  let folder: string

  beforeEach(async () => {
    bench = await openCliBench()
    folder = await realpath(bench.folder)
    await mkdir(join(folder, 'game/assets'), { recursive: true })
    await writeFile(join(folder, 'game/package.json'), '{}')
    await writeTestBundle(join(folder, 'out/generic'), [{ key: 'tent' }, { key: 'well' }])
  })
  afterEach(() => bench.close())

  const deploy = (...args: string[]) => bench.run('deploy', 'game/assets', '--bundle', 'out', ...args)

  it('plans, applies and undoes, with one document on stdout', async () => {
    const before = await readTree(join(folder, 'game'))
    const dry = await deploy('--dry-run', '--json')
    expect(dry.json()).toMatchObject({
      state: 'planned',
      project: 'camp',
      target: 'generic',
      into: 'camp',
      undo: null,
    })
    expect(dry.json()['gameDir']).toBe(join(folder, 'game'))
    expect(await readTree(join(folder, 'game'))).toEqual(before)
    const done = await deploy()
    expect([done.code, done.err]).toEqual([0, expect.stringContaining('--undo')])
    expect(done.out).toContain('create  camp/images/props/tent.png  new\n')
    expect(done.out).toMatch(/\n5 create\n$/)
    expect((await deploy('--json')).json()).toMatchObject({ state: 'nothing-to-do' })
    const undone = await bench.run('deploy', 'game/assets', '--undo', '--json')
    expect(undone.json()).toMatchObject({ state: 'applied', undo: 1, project: 'camp' })
    expect(await readTree(join(folder, 'game'))).toEqual(before)
    expect((await bench.run('deploy', 'game/assets', '--undo')).code).toBe(3)
  })

  it('runs the program after --, in the game folder, as it is written, and tells its exit code', async () => {
    const script = 'console.log(process.cwd(), process.argv[1], process.env.ASSETLOOM_TOKEN); process.exit(3)'
    const env = { ASSETLOOM_TOKEN: 'secret' }
    const args = [
      'deploy',
      'game/assets',
      '--bundle',
      'out',
      '--json',
      '--',
      process.execPath,
      '-e',
      script,
      '$HOME; ls',
    ]
    const result = await bench.runIn(env, ...args)
    expect(result.code).toBe(1)
    expect(result.err).toContain(`${join(folder, 'game')} $HOME; ls undefined\n`)
    expect(result.json()).toMatchObject({ state: 'applied', command: { exitCode: 3, timedOut: false } })
    const slow = await deploy('--timeout', '1', '--', process.execPath, '-e', 'setInterval(() => {}, 1000)')
    expect([slow.code, slow.err]).toEqual([1, expect.stringContaining('took too long')])
    expect((await deploy('--', 'no-such-program-here')).err).toContain('there is no such program')
    const dry = await deploy('--dry-run', '--json', '--', process.execPath, '-e', 'process.exit(3)')
    expect([dry.code, dry.json()['command']]).toEqual([0, null])
  })

  it('takes no program without --, and no contradictions', async () => {
    for (const args of [
      ['ls'],
      ['--run', 'run_1'],
      ['--force-remove'],
      ['--target', 'pixi,generic'],
      ['--timeout', '0'],
    ])
      expect([args, (await deploy(...args)).code]).toEqual([args, 2])
    expect(await readTree(join(folder, 'game/assets'))).toEqual({})
  })

  it('ends with 5 and what to do for a file in the way, and with 2 before it removes', async () => {
    await mkdir(join(folder, 'game/assets/camp'))
    await writeFile(join(folder, 'game/assets/camp/assets.ts'), 'mine')
    const refused = await deploy()
    expect(refused.code).toBe(5)
    expect(refused.err).toContain(
      'camp/assets.ts: it is there already and was not deployed by Assetloom\n  Move it away',
    )
    await rm(join(folder, 'game/assets/camp'), { recursive: true })
    await deploy()
    await writeTestBundle(join(folder, 'out/generic'), [{ key: 'tent' }])
    const asked = await deploy('--prune')
    expect([asked.code, asked.out]).toEqual([
      2,
      expect.stringMatching(/^remove +camp\/images\/props\/well.png/m),
    ])
    await writeFile(join(folder, 'game/main.ts'), 'load("camp/images/props/well.png")\n')
    const kept = await deploy('--prune', '--yes')
    expect([kept.code, kept.err]).toEqual([
      0,
      expect.stringContaining('main.ts:1: names "camp/images/props/well.png"'),
    ])
    const gone = await deploy('--prune', '--force-remove', '--yes')
    expect([gone.code, gone.out]).toEqual([0, expect.stringContaining('remove')])
  })

  it('refuses a damaged bundle, one that is none, several, a linked record folder, a folder that is not there', async () => {
    await writeFile(join(folder, 'out/generic/images/props/tent.png'), 'damaged')
    const damaged = await deploy()
    expect([damaged.code, damaged.err]).toEqual([1, expect.stringContaining('images/props/tent.png')])
    expect((await bench.run('deploy', 'game/assets', '--bundle', 'game')).code).toBe(3)
    await writeTestBundle(join(folder, 'out/generic'), [{ key: 'tent' }])
    await writeTestBundle(join(folder, 'out/pixi'), [{ key: 'tent' }], { target: 'pixi' })
    expect((await deploy()).code).toBe(2)
    expect((await deploy('--target', 'pixi', '--json', '--dry-run')).json()).toMatchObject({ target: 'pixi' })
    expect((await bench.run('deploy', 'nowhere', '--bundle', 'out')).code).toBe(3)
    await mkdir(join(folder, 'game/.assetloom/secrets'), { recursive: true })
    expect((await bench.run('deploy', 'game', '--bundle', 'out', '--target', 'pixi')).err).toContain(
      'home of a stack',
    )
    await symlink(folder, join(folder, 'game/assets/.assetloom'))
    expect((await deploy('--target', 'pixi')).code).toBe(5)
  })

  it('refuses a bundle whose manifest leads out of its folder', async () => {
    const place = join(folder, 'out/generic/manifest.json')
    const manifest = JSON.parse(await readFile(place, 'utf8'))
    manifest.assets[0].files[0].path = '../../../game/package.json'
    await writeFile(place, JSON.stringify(manifest))
    const evil = await deploy()
    expect([evil.code, evil.err]).toEqual([1, expect.stringContaining('may leave the assets folder')])
    expect(await readTree(join(folder, 'game/assets'))).toEqual({})
  })

  it('fetches the bundle of a run from the service', async () => {
    await bench.write('props.txt', 'prop: tent\n')
    const added = await bench.run('wishlist', 'add', 'props.txt', '--review', 'auto', '--json')
    const runId = String(added.json()['runId'])
    const dir = join(folder, 'fetched')
    await writeTestBundle(dir, [{ key: 'tent' }], { target: 'pixi' })
    await bench.run('export', '--run', runId, '--target', 'pixi', '--out', 'exported')
    for (const { view, bytes } of bench.api.world.bundles.values()) await serveFolder(dir, view, bytes)
    const done = await bench.run('deploy', 'game/assets', '--run', runId, '--target', 'pixi', '--json')
    expect(done.json()).toMatchObject({ state: 'applied', target: 'pixi' })
    expect(Object.keys(await readTree(join(folder, 'game/assets')))).toContain('camp/images/props/tent.png')
  })

  it('tells per store what was made by software, edited since, and made by people', async () => {
    await writeTestBundle(join(folder, 'out/generic'), [
      { key: 'tent' },
      { key: 'well', provider: 'comfyui', placeholder: false },
      { key: 'door', provider: 'human', placeholder: false, origin: 'human' },
      { key: 'horn', type: 'sfx', provider: '=cmd', placeholder: false },
    ])
    expect((await bench.run('disclosure', 'game')).code).toBe(3)
    await deploy()
    const assets = join(folder, 'game/assets')
    await writeFile(join(assets, 'camp/images/props/well.png'), 'painted over')
    await writeFile(join(assets, 'menu.png'), 'by hand')
    await writeFile(join(assets, 'camp/images/props/well.png.import'), 'engine')
    const told = (await bench.run('disclosure', 'game', '--json')).json()
    expect(told['counts']).toEqual({ ai: 2, aiEdited: 1, human: 1, placeholders: 1, gone: 0, otherFiles: 1 })
    const text = await bench.run('disclosure', 'game')
    expect(text.out).toContain('AI-made, then edited:\n  well  camp/images/props/well.png\n')
    expect((await bench.run('disclosure', 'game')).out).toBe(text.out)
    const csv = (await bench.run('disclosure', 'game/assets', '--format', 'csv')).out.split('\r\n')
    expect(csv).toHaveLength(6)
    expect(csv[1]).toMatch(/^camp,door,prop,human,no,human,/)
    expect(csv[2]).toMatch(/^camp,horn,sfx,ai,no,'=cmd,/)
    const steam = (await bench.run('disclosure', 'game', '--format', 'steam')).out
    expect(steam).toContain(
      'Of 3 pictures: 1 made with AI tools, 1 made with AI tools and then edited by people, 1 made by people.',
    )
    expect(steam).toContain('NOT READY FOR RELEASE: 1')
    expect((await bench.run('disclosure', 'game', '--format', 'itch')).out).toContain(
      'Kinds: Graphics, Sound\n',
    )
    expect((await bench.run('disclosure', 'game', '--format', 'pdf')).code).toBe(2)
    await rm(join(assets, 'camp/images/props/tent.png'))
    expect((await bench.run('disclosure', 'game', '--json')).json()['counts']).toMatchObject({
      ai: 1,
      gone: 1,
    })
  })
})

/** Makes the service hand out the files of a folder as this bundle. */
async function serveFolder(
  dir: string,
  view: { files: readonly unknown[] },
  bytes: Map<string, Uint8Array>,
): Promise<void> {
  const { createHash } = await import('node:crypto')
  bytes.clear()
  for (const [path, hex] of Object.entries(await readTree(dir))) bytes.set(path, Buffer.from(hex, 'hex'))
  const files = [...bytes].map(([path, data]) => ({
    path,
    sha256: createHash('sha256').update(data).digest('hex'),
    sizeBytes: data.length,
  }))
  Object.assign(view, { files })
}
