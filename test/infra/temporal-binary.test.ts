import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { findTemporalBinary } from '../../infra/dev/temporal-binary.mjs'
import { temporaryFolder } from './temporary-folder.js'

const shell = spawnSync('which', ['sh'], { encoding: 'utf8' }).stdout.trim()
const systemPath = `${dirname(shell)}:/usr/bin:/bin`

/** A program that answers --version as the Temporal CLI with this server does. */
function fakeTemporal(path: string, server = '1.29.1', mark = ''): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(
    path,
    `#!${shell}\necho 'temporal version 1.5.1 (Server ${server}, UI 2.42.1)'\n# ${mark}\n`,
    { mode: 0o755 },
  )
  return path
}

/** A `go` whose install writes a fake server, or fails, and counts its runs. */
function fakeGo(folder: string, options: { fails?: boolean } = {}): string {
  mkdirSync(folder, { recursive: true })
  const body = options.fails
    ? 'echo "dial tcp: lookup proxy: no such host" >&2; exit 1'
    : `sleep 0.3; printf '#!${shell}\\necho "temporal version 0.0.0-DEV (Server 1.29.1, UI 2.42.1)"\\n' > "$GOBIN/temporal"; chmod +x "$GOBIN/temporal"`
  writeFileSync(
    join(folder, 'go'),
    `#!${shell}\nif [ "$1" = version ]; then exit 0; fi\necho "$@" >> '${folder}/runs'\n${body}\n`,
    { mode: 0o755 },
  )
  return folder
}

/** An environment in which nothing of this machine is found, with folders of its own. */
function bareEnvironment(root: string, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const bin = join(root, 'bin')
  mkdirSync(bin, { recursive: true })
  for (const tool of ['sleep', 'chmod']) {
    const { stdout } = spawnSync('which', [tool], { encoding: 'utf8', env: { PATH: systemPath } })
    writeFileSync(join(bin, tool), `#!${shell}\nexec ${stdout.trim()} "$@"\n`, { mode: 0o755 })
  }
  return {
    HOME: join(root, 'nobody'),
    XDG_CACHE_HOME: join(root, 'cache'),
    HOMEBREW_PREFIX: join(root, 'brew'),
    PATH: bin,
    ...extra,
  }
}

test('TEMPORAL_CLI comes before everything else', async () => {
  const root = temporaryFolder()
  const named = fakeTemporal(join(root, 'named', 'my-temporal'), '1.31.0')
  fakeTemporal(join(root, 'bin', 'temporal'))
  const env = bareEnvironment(root, { TEMPORAL_CLI: named })
  expect(await findTemporalBinary({ env })).toEqual({ path: named, serverVersion: '1.31', source: 'named' })
})

test.each([
  ['is not there', () => {}],
  ['is something else', (path: string) => writeFileSync(path, `#!${shell}\necho hello\n`, { mode: 0o755 })],
  ['is not executable', (path: string) => writeFileSync(path, '')],
  ['is too old', (path: string) => fakeTemporal(path, '1.28.2')],
])('a TEMPORAL_CLI that %s is refused by name, never replaced in silence', async (_what, make) => {
  const root = temporaryFolder()
  const path = join(root, 'mine')
  make(path)
  fakeTemporal(join(root, 'bin', 'temporal'))
  const env = bareEnvironment(root, { TEMPORAL_CLI: path })
  await expect(findTemporalBinary({ env })).rejects.toThrow(/TEMPORAL_CLI=.*mine.*unset TEMPORAL_CLI/)
})

test('PATH comes before GOPATH, GOPATH before ~/go, and all of them before the cache', async () => {
  const root = temporaryFolder()
  const env = bareEnvironment(root, { GOPATH: join(root, 'gopath') })
  fakeGo(join(root, 'bin'))
  const places = [
    join(root, 'nobody', 'go', 'bin', 'temporal'),
    join(root, 'gopath', 'bin', 'temporal'),
    join(root, 'bin', 'temporal'),
  ]
  for (const path of places) {
    fakeTemporal(path)
    expect((await findTemporalBinary({ env })).path).toBe(path)
  }
  expect(existsSync(join(root, 'bin', 'runs'))).toBe(false)
})

test('an unusable program on PATH is passed over with a word why', async () => {
  const root = temporaryFolder()
  const lines: string[] = []
  const env = bareEnvironment(root, { GOPATH: join(root, 'gopath') })
  fakeTemporal(join(root, 'bin', 'temporal'), '1.20.0')
  const good = fakeTemporal(join(root, 'gopath', 'bin', 'temporal'))
  expect((await findTemporalBinary({ env, onProgress: (line) => lines.push(line) })).path).toBe(good)
  expect(lines).toEqual([expect.stringContaining('it has server 1.20, 1.29 or newer is needed')])
})

test('without any it is built once with Go, and found in the cache afterwards', async () => {
  const root = temporaryFolder()
  const go = fakeGo(join(root, 'bin'))
  const lines: string[] = []
  const env = bareEnvironment(root)
  const first = await findTemporalBinary({ env, onProgress: (line) => lines.push(line) })
  expect(first).toMatchObject({ source: 'cache', serverVersion: '1.29' })
  expect(first.path).toBe(
    join(root, 'cache', 'assetloom', 'bin', `temporal-1.5.1-${process.platform}-${process.arch}`),
  )
  expect(lines[0]).toContain('about 3 minutes')
  expect(await findTemporalBinary({ env })).toEqual(first)
  expect(readFileSync(join(go, 'runs'), 'utf8')).toBe(
    'install github.com/temporalio/cli/cmd/temporal@v1.5.1\n',
  )
  expect(readdirSync(dirname(first.path)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('a damaged program in the cache is built again', async () => {
  const root = temporaryFolder()
  const go = fakeGo(join(root, 'bin'))
  const env = bareEnvironment(root)
  const { path } = await findTemporalBinary({ env })
  const whole = readFileSync(path, 'utf8')
  writeFileSync(path, whole.slice(0, 20))
  await findTemporalBinary({ env })
  expect(readFileSync(path, 'utf8')).toBe(whole)
  expect(readFileSync(join(go, 'runs'), 'utf8').trim().split('\n')).toHaveLength(2)
})

test('two starts at once build it once', async () => {
  const root = temporaryFolder()
  const go = fakeGo(join(root, 'bin'))
  const env = bareEnvironment(root)
  const program = `
    const { findTemporalBinary } = await import(${JSON.stringify(new URL('../../infra/dev/temporal-binary.mjs', import.meta.url).href)})
    console.log((await findTemporalBinary()).path)`
  const runOne = async () =>
    (await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env })).stdout
  const [a, b] = await Promise.all([runOne(), runOne()])
  expect(a).toContain('temporal-1.5.1')
  expect(b).toBe(a)
  expect(readFileSync(join(go, 'runs'), 'utf8').trim().split('\n')).toHaveLength(1)
})

test('a build that fails says why and what else there is', async () => {
  const root = temporaryFolder()
  fakeGo(join(root, 'bin'), { fails: true })
  await expect(findTemporalBinary({ env: bareEnvironment(root) })).rejects.toThrow(
    /no such host[^]*TEMPORAL_CLI=/,
  )
})

test('without Go the error lists the three ways', async () => {
  const failure = findTemporalBinary({ env: bareEnvironment(temporaryFolder()) })
  await expect(failure).rejects.toThrow(
    /1\. install the Temporal CLI[^]*2\. install Go[^]*3\. .*TEMPORAL_ADDRESS/,
  )
})
