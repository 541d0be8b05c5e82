import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sha256Hex } from '../../core/hash.js'
import { startApi, type TestApi } from '../api/api-fixture.js'
import { callCli } from './call-cli.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assetloom-documents-'))
})
afterAll(() => rm(folder, { recursive: true }))

const call = (api: TestApi, ...args: string[]) => callCli(api, folder, ['project', 'document', ...args])

it('project document adds files, lists them and removes one by its name', async () => {
  const api = await startApi()
  await writeFile(join(folder, 'world bible.md'), '# Sluice\nbrass')
  await writeFile(join(folder, 'notes.txt'), 'wet')
  const added = await call(api, 'add', 'world bible.md', 'notes.txt', '--project', 'harbour')
  expect(added.code).toBe(0)
  expect(added.out).toBe(`world bible.md ${sha256Hex('# Sluice\nbrass')}\nnotes.txt ${sha256Hex('wet')}\n`)
  await writeFile(join(folder, 'notes.txt'), 'dry')
  expect((await call(api, 'add', 'notes.txt', '--project', 'harbour')).err).toContain('notes.txt: replaced')
  const listed = await call(api, 'list', '--project', 'harbour')
  expect(listed.out).toMatch(/^notes\.txt +3 B +[0-9a-f]{12} .*\nworld bible\.md +14 B/)
  expect((await call(api, 'remove', 'notes.txt', '--project', 'harbour')).code).toBe(0)
  expect((await call(api, 'remove', 'notes.txt', '--project', 'harbour')).code).toBe(3)
  const json = JSON.parse((await call(api, 'list', '--project', 'harbour', '--json')).out) as {
    documents: { name: string }[]
  }
  expect(json.documents.map(({ name }) => name)).toEqual(['world bible.md'])
})

it('project document add sends nothing where one of the files cannot be used', async () => {
  const api = await startApi()
  await writeFile(join(folder, 'good.md'), 'words')
  await writeFile(join(folder, 'scan.md'), new Uint8Array([0x25, 0x50, 0x44, 0x46, 0xff, 0xfe]))
  const refused = await call(api, 'add', 'good.md', 'scan.md')
  expect(refused).toMatchObject({ code: 2, out: '' })
  expect(refused.err).toContain('scan.md is not a text file')
  expect((await call(api, 'add', 'good.md', 'good.md')).err).toContain('Two files are called good.md')
  expect(await api.catalogue.projects.list()).toEqual([])
})
