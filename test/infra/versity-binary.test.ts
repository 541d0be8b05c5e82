import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { findVersityBinary, noVersityMessage } from '../../infra/dev/versity-binary.mjs'
import { temporaryFolder } from './temporary-folder.js'

const shell = spawnSync('which', ['sh'], { encoding: 'utf8' }).stdout.trim()

function program(path: string, says: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!${shell}\necho '${says}'\n`, { mode: 0o755 })
  return path
}

/** A machine with nothing on it. */
function bareEnvironment(root: string): NodeJS.ProcessEnv {
  mkdirSync(join(root, 'bin'), { recursive: true })
  return { HOME: join(root, 'nobody'), XDG_CACHE_HOME: join(root, 'cache'), PATH: join(root, 'bin') }
}

test('the S3 server of the tests is the one that is named, then that on PATH', async () => {
  const root = temporaryFolder()
  const env = bareEnvironment(root)
  const onPath = program(join(root, 'bin', 'versitygw'), 'Version  : v1.8.0')
  expect(await findVersityBinary({ env })).toBe(onPath)
  const named = program(join(root, 'named', 'gateway'), 'Version  : git')
  expect(await findVersityBinary({ env: { ...env, VERSITYGW: named } })).toBe(named)
  const other = program(join(root, 'named', 'other'), 'hello')
  await expect(findVersityBinary({ env: { ...env, VERSITYGW: other } })).rejects.toThrow(/unset VERSITYGW/)
})

test('without it Go builds it once into the cache, and without Go there is none', async () => {
  const root = temporaryFolder()
  const env = bareEnvironment(root)
  expect(await findVersityBinary({ env })).toBeNull()
  expect(noVersityMessage).toContain('VERSITYGW=')
  const install = `printf '#!${shell}\\necho "Version  : git"\\n' > "$GOBIN/versitygw"; /bin/chmod +x "$GOBIN/versitygw"`
  writeFileSync(
    join(root, 'bin', 'go'),
    `#!${shell}\nif [ "$1" = version ]; then exit 0; fi\necho "$@" >> '${root}/runs'\n${install}\n`,
    { mode: 0o755 },
  )
  const built = await findVersityBinary({ env })
  expect(built).toContain(join(root, 'cache', 'assetloom', 'bin', 'versitygw-1.8.0-'))
  expect(existsSync(built!)).toBe(true)
  expect(await findVersityBinary({ env })).toBe(built)
  expect(readFileSync(join(root, 'runs'), 'utf8')).toBe(
    'install github.com/versity/versitygw/cmd/versitygw@v1.8.0\n',
  )
})
