import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
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

test('a folder that others may write to is refused and left as it is', async () => {
  await chmod(home, 0o777)
  await expect(prepareHome(home)).rejects.toMatchObject({
    type: 'InvalidInput',
    hint: expect.stringContaining('ASSETLOOM_HOME') as string,
  })
  expect((await stat(home)).mode & 0o777).toBe(0o777)
})

test('a folder that holds other things is not closed, its parts are', async () => {
  await writeFile(join(home, 'game.txt'), '')
  await chmod(home, 0o755)
  await prepareHome(home)
  expect((await stat(home)).mode & 0o777).toBe(0o755)
  expect((await stat(homePaths(home).secretsDir)).mode & 0o777).toBe(0o700)
})

test('a home that was never started has no token, an emptied token file is named with its mend', async () => {
  expect(await readApiToken(home)).toBeNull()
  await ensureApiToken(home)
  await writeFile(homePaths(home).apiTokenFile, '\n')
  await expect(ensureApiToken(home)).rejects.toMatchObject({
    type: 'InvalidInput',
    hint: expect.stringContaining('Delete it') as string,
  })
})
