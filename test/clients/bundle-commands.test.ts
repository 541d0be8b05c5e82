import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stageReview, startApi, token } from '../api/api-fixture.js'
import { openCliBench, type CliBench } from './cli-bench.js'
import { writeTestBundle } from './write-test-bundle.js'

describe('bundles on the command line', () => {
  let bench: CliBench
  beforeEach(async () => {
    bench = await openCliBench()
    await bench.write('props.txt', 'prop: tent\nprop: water barrel\n')
  })
  afterEach(() => bench.close())

  it('are compared by key, from folders, without a service', async () => {
    bench.stackRuns = false
    await writeTestBundle(join(bench.folder, 'old/generic'), [{ key: 'axe' }, { key: 'bow' }, { key: 'cup' }])
    await writeTestBundle(join(bench.folder, 'new'), [
      { key: 'axe' },
      { key: 'bow', shade: 9 },
      { key: 'dish' },
    ])
    const told = await bench.run('bundle', 'diff', 'old', 'new')
    expect([told.code, told.out]).toEqual([
      0,
      [
        ...['## Added (1)', '', '- dish', '', '## Changed (1)', '', '- bow: picture', ''],
        ...['## Removed (1)', '', '- cup', '', 'Unchanged: 1.', ''],
      ].join('\n'),
    ])
    const json = (await bench.run('bundle', 'diff', 'new', 'new', '--json')).json()
    expect(json).toEqual({ added: [], changed: [], removed: [], renamed: [], unchanged: 3 })
    expect((await bench.run('bundle', 'diff', 'old', 'nowhere')).code).toBe(3)
    await bench.write('old/generic/manifest.json', '{"format": "assetloom-bundle/1", "assets": 3}')
    const damaged = await bench.run('bundle', 'diff', 'old', 'new')
    expect([damaged.code, damaged.err]).toEqual([1, expect.stringContaining('is none of a bundle')])
  })

  it('for release are 5 with what is in the way and what to do, and not provisional at once', async () => {
    const added = await bench.run('wishlist', 'add', 'props.txt', '--project', 'camp', '--json')
    const runId = String(added.json()['runId'])
    const refused = await bench.run('export', '--run', runId, '--release', '--out', 'out')
    expect([refused.code, refused.out]).toEqual([5, 'tent is approved by no person\n  look at the tent\n'])
    const both = await bench.run('export', '--run', runId, '--release', '--provisional', '--out', 'out')
    expect(both.code).toBe(2)
    expect((await bench.run('export', '--run', runId, '--provisional', '--out', 'out')).code).toBe(0)
  })

  it('are asked for by profiles that a project keeps, and a release is refused by the API itself', async () => {
    const api = await startApi()
    const { runId } = await stageReview(api, { key: 'camp' })
    const run = (...args: string[]) =>
      bench.runIn({ ASSETLOOM_URL: api.url, ASSETLOOM_TOKEN: token }, ...args)
    const set = (...more: string[]) =>
      run('profile', 'set', 'steam', '--project', 'camp', '--target', 'pixi', ...more)
    expect((await set('--scale', '3', '--formats', 'png,webp', '--padding', '4')).code).toBe(0)
    const listed = await run('profile', 'list', '--project', 'camp')
    expect(listed.out).toMatch(/steam +pixi +version 1 +scale 3, png and webp, padding 4 px/)
    expect((await set('--scale', '9')).code).toBe(2)
    expect((await set('--layout', 'tidy')).err).toContain('neither by-type nor flat')
    const exported = (...args: string[]) => run('export', '--run', runId, '--out', 'out', ...args)
    expect((await exported('--profile', 'steam', '--target', 'pixi')).code).toBe(2)
    expect((await exported('--profile', 'itch')).err).toContain('There are: steam.')
    const refused = await exported('--profile', 'steam', '--release')
    expect([refused.code, refused.out]).toEqual([
      5,
      'barrel waits for a decision\n  look and approve one: npx assetloom review list\n',
    ])
    expect((await run('profile', 'remove', 'steam', '--project', 'camp')).code).toBe(0)
    expect((await run('profile', 'remove', 'steam', '--project', 'camp')).code).toBe(3)
  })
})
