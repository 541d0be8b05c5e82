import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepHomeFiles, placeHomeFiles } from '../../../adapters/keeping/home-files.js'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assetloom-home-files-'))
})
afterAll(() => rm(root, { recursive: true }))

it('what a home was told of models and graphs comes back with its secrets; drafts and passwords do not', async () => {
  const [home, kept, restored] = ['home', 'kept', 'restored'].map((name) => join(root, name)) as [
    ...[string, string, string],
  ]
  const files = ['secrets/api-token', 'secrets/postgres-password', 'models/own.json', 'models/notes.txt']
  for (const path of [...files, 'models/own.json.1.tmp', 'graphs/sprite.v2.json', 'run/ports.json']) {
    await mkdir(dirname(join(home, path)), { recursive: true })
    await writeFile(join(home, path), `bytes of ${path}`)
  }
  const listed = await keepHomeFiles(home, kept)
  expect(listed.map(({ path }) => path)).toEqual([
    ...['graphs/sprite.v2.json', 'models/own.json', 'run/ports.json', 'secrets/api-token'],
  ])
  await placeHomeFiles(kept, restored, listed)
  expect(await readFile(join(restored, 'models/own.json'), 'utf8')).toBe('bytes of models/own.json')
})
