import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recoverWork } from '../../clients/cli/deploy/transaction.js'
import { dyingFs, failingFs, openDeployBench, quickFs, readTree, type DeployBench } from './deploy-bench.js'

const before = [{ key: 'tent' }, { key: 'well', shade: 3 }, { key: 'cart' }]
const after = [{ key: 'tent', shade: 9 }, { key: 'well', shade: 3 }, { key: 'crow' }]
const gameManifest = '{\r\n\t"version": 7,\r\n\t"assets": { "images": {} }\r\n}\r\n'
const callsMax = 400

describe('a deployment that is cut off', () => {
  let bench: DeployBench

  const prepare = async () => {
    bench = await openDeployBench()
    await bench.write('manifest.json', gameManifest)
    await bench.write('hand/made.png', 'drawn by hand')
    await bench.deploy(before)
    await bench.save()
  }
  const tree = () => readTree(bench.game)
  const release = () => rm(join(bench.root, '.assetloom/deploy.lock'), { force: true })

  beforeEach(prepare)
  afterEach(() => bench.close())

  it('is wholly there or wholly not after a kill at any change, and then goes on', async () => {
    const old = await tree()
    await bench.deploy(after, { prune: true })
    const fresh = await tree()
    let finished = 0
    for (let at = 1; ; at += 1) {
      await bench.restore()
      const { fs, isDead } = dyingFs(at)
      const outcome = await bench.deploy(after, { prune: true, fs }).catch(() => null)
      if (!isDead()) {
        expect(outcome?.state).toBe('applied')
        expect(at).toBeGreaterThan(40)
        break
      }
      expect(at).toBeLessThan(callsMax)
      await release()
      const recovered = await recoverWork(quickFs, bench.root)
      const wanted = recovered === 'finished' ? fresh : old
      // Death in the very last breath leaves nothing to recover.
      const found = await tree()
      if (recovered === null) expect([at, [old, fresh].some((one) => same(one, found))]).toEqual([at, true])
      else expect([at, found]).toEqual([at, wanted])
      if (recovered === 'finished') finished += 1
      const next = await bench.deploy(after, { prune: true })
      expect(['applied', 'nothing-to-do']).toContain(next.state)
      expect([at, await tree()]).toEqual([at, fresh])
    }
    // Deaths on both sides of the sentence that makes the new state count.
    expect(finished).toBeGreaterThan(10)
  }, 120_000)

  it('is recovered by a process that is killed itself, again and again', async () => {
    const old = await tree()
    await bench.deploy(after, { prune: true })
    const fresh = await tree()
    for (const first of [12, 21, 24, 26, 29, 34]) {
      await bench.restore()
      await bench.deploy(after, { prune: true, fs: dyingFs(first).fs }).catch(() => null)
      await release()
      for (let at = 1; at < callsMax; at += 1) {
        const { fs, isDead } = dyingFs(at)
        await recoverWork(fs, bench.root).catch(() => null)
        if (!isDead()) break
      }
      const found = await tree()
      expect([first, same(found, old) || same(found, fresh)]).toEqual([first, true])
    }
  }, 60_000)

  it('leaves everything as it was when the disk is full or refuses at any change before the end', async () => {
    const old = await tree()
    for (let at = 1; ; at += 1) {
      const { fs, hasFailed } = failingFs(at, at % 2 === 0 ? 'ENOSPC' : 'EACCES')
      const outcome = await bench.deploy(after, { prune: true, fs }).catch((error: unknown) => error)
      if (!hasFailed()) {
        expect(outcome).toMatchObject({ state: 'applied' })
        break
      }
      expect(at).toBeLessThan(callsMax)
      if (outcome instanceof Error) {
        expect(outcome.message).toMatch(/the disk is full|cannot be written/)
        const found = await tree()
        // An error while tidying up afterwards is finished by the next command.
        if (!same(found, old)) expect(await recoverWork(quickFs, bench.root)).toBe('finished')
      }
      await bench.restore()
    }
  }, 120_000)

  it('keeps what a person changed between the kill and the next run', async () => {
    const picture = 'camp/images/props/tent.png'
    const ends = new Set<string | null>()
    for (let at = 15; ; at += 1) {
      await bench.restore()
      const { fs, isDead } = dyingFs(at)
      await bench.deploy(after, { prune: true, fs }).catch(() => null)
      if (!isDead()) break
      await release()
      await writeFile(join(bench.root, picture), 'my own tent')
      ends.add(await recoverWork(quickFs, bench.root))
      expect([at, await bench.read(picture)]).toEqual([at, 'my own tent'])
      expect((await bench.deploy(after, { prune: true })).state).toBe('refused')
      expect([at, await bench.read(picture)]).toEqual([at, 'my own tent'])
    }
    expect(ends).toContain('takenBack')
  }, 60_000)

  it('is undone wholly or not at all when the undo is killed', async () => {
    const old = await tree()
    await bench.deploy(after, { prune: true })
    const fresh = await tree()
    await bench.save()
    for (let at = 1; ; at += 1) {
      await bench.restore()
      const { fs, isDead } = dyingFs(at)
      await bench.undo({ fs }).catch(() => null)
      if (!isDead()) break
      expect(at).toBeLessThan(callsMax)
      await release()
      await recoverWork(quickFs, bench.root)
      const found = await tree()
      expect([at, same(found, old) || same(found, fresh)]).toEqual([at, true])
    }
    expect(await tree()).toEqual(old)
  }, 120_000)
})

function same(a: Record<string, string>, b: Record<string, string>): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
