import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCatalogueReader } from '../../../adapters/models/read-model-catalogue.js'

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'assetloom-catalogue-'))
})
afterAll(() => rm(home, { recursive: true }))

it("a home's change is seen after two seconds, and readers at once read once", async () => {
  let nowMs = 0
  const read = createCatalogueReader(home, () => nowMs)
  const titleOf = async () => (await read()).models.find(({ name }) => name === 'sdxl-base-1.0')?.title
  const [first, same] = await Promise.all([read(), read()])
  expect(same).toBe(first)
  await mkdir(join(home, 'models'))
  const models = [{ name: 'sdxl-base-1.0', title: 'Ours' }]
  await writeFile(join(home, 'models', 'own.json'), JSON.stringify({ format: 'assetloom-models/1', models }))
  nowMs = 1_999
  expect(await read()).toBe(first)
  nowMs = 2_000
  expect(await titleOf()).toBe('Ours')
})
