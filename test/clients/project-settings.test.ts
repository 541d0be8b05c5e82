import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type TestApi } from '../api/api-fixture.js'
import { callCli } from './call-cli.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assetloom-settings-'))
})
afterAll(() => rm(folder, { recursive: true }))

const call = (api: TestApi, ...args: string[]) => callCli(api, folder, ['project', ...args])

describe('assetloom project', () => {
  it('sets members, shows them as YAML that apply takes, and undoes', async () => {
    const api = await startApi()
    const set = await call(
      api,
      'set',
      'artDirection=warm ink: low sun',
      'assetTypes.prop.defaults.size={width: 48, height: 48}',
    )
    expect(set).toMatchObject({ code: 0, out: '1\n' })
    expect(set.err).toContain('default, revision 1: artDirection, assetTypes changed.')
    const { out } = await call(api, 'show')
    expect(out).toBe(
      'artDirection: "warm ink: low sun"\nassetTypes:\n  prop:\n    defaults:\n      size:\n        height: 48\n        width: 48\n',
    )
    await writeFile(join(folder, 'same.yaml'), out)
    expect((await call(api, 'apply', 'same.yaml')).err).toContain('has these settings already: revision 1.')
    expect((await call(api, 'set', 'assetTypes.prop.defaults.size=')).err).toContain(
      'revision 2: assetTypes changed',
    )
    expect((await call(api, 'undo')).err).toContain('revision 3: assetTypes changed')
    expect((await call(api, 'show')).out).toBe(out)
    expect((await call(api, 'undo', '--to', '0')).code).toBe(0)
    expect((await call(api, 'history')).out.split('\n').map((line) => line.split('  ')[0])).toEqual([
      ...['revision 4', 'revision 3', 'revision 2', 'revision 1', ''],
    ])
    expect((await call(api, 'list')).out).toContain('default')
  })

  it('adds a preset by the parts of another one, lists it with those that are built in, and removes it', async () => {
    const api = await startApi()
    const added = await call(
      ...([api, 'preset', 'add', 'keep', '--from', '16bit', '--after', 'lit by lanterns'] as const),
      ...(['--size', '24x24', '--lora', 'keep-lines:0.7', '--default'] as const),
    )
    expect(added.code).toBe(0)
    const listed = await call(api, 'preset', 'list')
    expect(listed.out).toMatch(/^keep \* +project +24x24 +The look of 16-bit/m)
    expect(listed.out).toMatch(/^painted-hd +built in +256x256/m)
    const refused = await call(api, 'preset', 'remove', 'keep')
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('style: names the style preset "keep", which is not there')
    await call(api, 'set', 'style=')
    expect((await call(api, 'preset', 'remove', 'keep')).code).toBe(0)
    expect((await call(api, 'preset', 'remove', '16bit')).code).toBe(3)
  })

  it('names the line, the member and a hint of what a file has wrong, and changes nothing', async () => {
    const api = await startApi()
    await writeFile(
      join(folder, 'wrong.yaml'),
      'style: noir\nassetTypes:\n  prop:\n    postchain: [reduce]\n',
    )
    const refused = await call(api, 'apply', 'wrong.yaml')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('wrong.yaml:4:')
    expect(refused.err).toContain('assetTypes.prop.postchain: is not known')
    expect(refused.err).toContain('Did you mean postChain?')
    expect((await call(api, 'set', 'assetTypes.prop.defaults.variants=99')).err).toContain(
      'assetTypes.prop.defaults.variants',
    )
    expect((await call(api, 'set', 'style')).code).toBe(2)
    expect((await call(api, 'show')).err).toContain('settles nothing yet')
  })
})
