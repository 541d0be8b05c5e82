import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ensureApiToken, homePaths, prepareHome, readApiToken } from '../../../adapters/config/home-folder.js'

let home = ''
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'assetloom-home-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

test('twenty processes that ask at once get one token, and no draft is left', async () => {
  const tokens = await Promise.all(Array.from({ length: 20 }, () => ensureApiToken(home)))
  expect(new Set(tokens).size).toBe(1)
  expect(tokens[0]).toMatch(/^[\w-]{43}$/)
  expect(await readdir(homePaths(home).secretsDir)).toEqual(['api-token'])
  expect(await readApiToken(home)).toBe(tokens[0])
})

test('home, its folders and the token are for the owner only', async () => {
  await prepareHome(home)
  await ensureApiToken(home)
  const paths = homePaths(home)
  for (const dir of [
    home,
    paths.runDir,
    paths.logsDir,
    paths.secretsDir,
    paths.temporalDir,
    paths.postgresDir,
  ]) {
    expect((await stat(dir)).mode & 0o777, dir).toBe(0o700)
  }
  expect((await stat(paths.apiTokenFile)).mode & 0o777).toBe(0o600)
})

test('a home that was never started has no token, an emptied token file is named with its mend', async () => {
  expect(await readApiToken(home)).toBeNull()
  await ensureApiToken(home)
  await writeFile(homePaths(home).apiTokenFile, '\n')
  await expect(ensureApiToken(home)).rejects.toMatchObject({ type: 'InvalidInput', hint: expect.stringContaining('Delete it') as string })
})
