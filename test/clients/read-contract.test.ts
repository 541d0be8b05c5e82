import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoProjectKey } from '../../clients/cli/demo-identity.js'
import { readContractOption } from '../../clients/cli/read-contract.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contract-'))
  await writeFile(join(folder, 'contract.yaml'), 'minScore: 0.6\ntries: 2\n')
  await writeFile(join(folder, 'bad.json'), '{"tries": 99}')
})
afterAll(async () => await rm(folder, { recursive: true, force: true }))

describe('--contract', () => {
  it('takes words or a file', async () => {
    const words = await readContractOption(folder, 'minScore=0.6,tries=2')
    expect(await readContractOption(folder, 'contract.yaml')).toEqual(words)
  })

  it.each([
    ['nowhere.yaml', 'notFound', /nowhere\.yaml/],
    ['bad.json', 'usage', /bad\.json: tries is not a whole number/],
    ['minScore=2', 'usage', /--contract minScore is above 1/],
  ])('says what is wrong with %s', async (given, outcome, message) => {
    await expect(readContractOption(folder, given)).rejects.toMatchObject({
      outcome,
      message: expect.stringMatching(message) as string,
    })
  })

  it('makes another demo, and none leaves the key as it was', async () => {
    const demo = { wishlistText: 'prop: jar', palette: [], seed: 1, provider: 'procedural' }
    const contract = await readContractOption(folder, 'tries=2')
    expect(demoProjectKey({ ...demo, contract })).not.toBe(demoProjectKey(demo))
  })
})
