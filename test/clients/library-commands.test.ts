import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCliBench, type CliBench } from './cli-bench.js'
import type { FakeRun } from './fake-world.js'

describe('assetloom library and trace', () => {
  let bench: CliBench
  let run: FakeRun
  beforeEach(async () => {
    bench = await openCliBench()
    await bench.write('list.txt', 'prop: water barrel\nitem: red potion\nprop: oil barrel\n')
    const args = ['--project', 'camp', '--review', 'auto', '--json']
    expect((await bench.run('wishlist', 'add', 'list.txt', ...args)).code).toBe(0)
    run = bench.api.world.runs[0]!
  })
  afterEach(() => bench.close())
  const call = (...args: string[]) => bench.run(...args, '--project', 'camp')
  const keysOf = (document: Record<string, unknown>) =>
    (document['items'] as { key: string }[]).map(({ key }) => key)

  it('searches by words and type, page by page, as a table and as JSON', async () => {
    const all = await call('library', 'search')
    expect([all.code, all.err]).toEqual([0, ''])
    expect(all.out.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual([
      ...['oil-barrel', 'red-potion', 'water-barrel', ''],
    ])
    expect(all.out).toMatch(/^oil-barrel +prop +32x32 +0\.95 +procedural \(placeholder\) +v1/)
    const json = (await call('library', 'search', 'barrel', '--type', 'prop', '--json')).json()
    expect([keysOf(json), json['more']]).toEqual([['oil-barrel', 'water-barrel'], false])
    const first = await call('library', 'search', '--limit', '2', '--json')
    expect([keysOf(first.json()), first.json()['more']]).toEqual([['oil-barrel', 'red-potion'], true])
    expect(first.err).toContain('There are more: --limit 20')
    const none = await call('library', 'search', 'dragon')
    expect([none.code, none.out, none.err]).toEqual([0, '', 'Nothing of project camp matches.\n'])
  })

  it('shows one asset by its key or its id, with versions, decisions and seeds', async () => {
    const shown = await call('library', 'show', 'red-potion')
    expect(shown.code).toBe(0)
    const spec = run.specs.find(({ specKey }) => specKey === 'red-potion')!
    const { seed, sha256 } = bench.api.world.variants.get(spec.finishedVariantId!)!
    for (const part of ['key     red-potion', 'pick by policy:score', `seed ${seed}`, sha256.slice(0, 12)])
      expect(shown.out).toContain(part)
    const document = (await call('library', 'show', 'red-potion', '--json')).json()
    expect(document).toMatchObject({ key: 'red-potion', versions: [{ version: 1, sha256 }], deployments: [] })
    const byId = await bench.run('library', 'show', String(document['assetId']))
    expect(byId.out).toBe(shown.out)
    expect((await call('library', 'show', 'dragon')).code).toBe(3)
  })

  it('traces a key, a hash and a variant, oldest first', async () => {
    const spec = run.specs[0]!
    const { variantId, sha256 } = bench.api.world.variants.get(spec.finishedVariantId!)!
    const traced = await call('trace', 'water-barrel')
    expect(traced.code).toBe(0)
    const lines = traced.out.trimEnd().split('\n')
    expect(lines[0]).toContain(`water-barrel  (project camp, spec ${spec.specId}, asset `)
    expect(lines[1]).toContain('  listed      list.txt revision')
    expect(lines.at(-1)).toContain('decided')
    expect(lines.filter((line) => line.includes('  generated   by procedural'))).toHaveLength(4)
    for (const name of [variantId, sha256]) {
      const document = (await bench.run('trace', name, '--json')).json()
      expect(document).toMatchObject({ subject: { key: 'water-barrel', variantId }, projectKey: 'camp' })
    }
    expect((await call('trace', 'dragon')).code).toBe(3)
  })
})
