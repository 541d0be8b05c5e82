import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readBuildStamp } from '../../adapters/config/build-stamp.js'
import { homePaths, prepareHome } from '../../adapters/config/home-folder.js'
import { AssetloomError } from '../../core/errors.js'
import { findPostgresBinaries } from '../../infra/dev/postgres-binaries.js'
import { stackStatus, startStack, stopStack } from '../../infra/dev/stack.js'
import { readStackState, writeStackState } from '../../infra/dev/stack-state.js'
import { listOtherTemporalFiles } from '../../infra/dev/temporal-server.js'
import { writeStandInChildren } from './stand-in-children.js'

let folder = ''
let home = ''

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assetloom-upgrade-'))
  home = join(folder, 'home')
  await prepareHome(home)
})

afterEach(async () => {
  await stopStack(home)
  rmSync(folder, { recursive: true, force: true })
})

const start = (lines: string[] = []) =>
  startStack({
    ...{ home, port: 0, mode: 'source' as const, detach: false },
    children: writeStandInChildren(folder).good,
    onProgress: (line) => lines.push(line),
  })

test('a home whose catalogue an older PostgreSQL made is refused with the steps, and nothing is put beside it', async () => {
  const { postgresDir } = homePaths(home)
  const wanted = Number(findPostgresBinaries().packageVersion.split('.')[0])
  mkdirSync(join(postgresDir, String(wanted - 1)))
  writeFileSync(join(postgresDir, String(wanted - 1), 'PG_VERSION'), `${wanted - 1}\n`)
  const refusal = await start().catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(AssetloomError)
  const { message, hint } = refusal as AssetloomError
  expect(message).toContain(`the catalogue of PostgreSQL ${wanted - 1}`)
  expect(hint).toMatch(/assetloom backup DIR.*restore DIR/)
  expect(readdirSync(postgresDir)).toEqual([String(wanted - 1)])
  expect((await stackStatus(home)).state).toBe('down')
}, 60_000)

test("a file of another Temporal version is left alone, said once, and the present version's is begun", async () => {
  const { temporalDir } = homePaths(home)
  writeFileSync(join(temporalDir, 'temporal-1.0.0.sqlite'), 'of an older server')
  const lines: string[] = []
  const stack = await start(lines)
  expect(lines).toContainEqual(
    expect.stringMatching(/temporal-1\.0\.0\.sqlite .* started again from the catalogue/),
  )
  await stack.stop()
  const begun = readdirSync(temporalDir).filter((name) => name.endsWith('.sqlite') && !name.includes('1.0.0'))
  expect(begun).toHaveLength(1)
  expect(existsSync(join(temporalDir, 'temporal-1.0.0.sqlite'))).toBe(true)
  expect(listOtherTemporalFiles(home, /temporal-(.*)\.sqlite/.exec(begun[0] ?? '')?.[1] ?? '')).toEqual([])
}, 60_000)

test('a stack that was started with another build says so to who joins it and to who asks', async () => {
  const stack = await start()
  expect((await stackStatus(home)).outdated).toBeUndefined()
  const state = await readStackState(home)
  const processes = state!.processes.map((one) =>
    one.kind === 'node' ? { ...one, build: 'an-older-one' } : one,
  )
  await writeStackState(home, { ...state!, processes })
  const isBuilt = readBuildStamp(join(process.cwd(), 'dist', 'index.js')) !== null
  const lines: string[] = []
  const joined = await start(lines)
  expect(joined.owned).toBe(false)
  // Without dist/ there is nothing that could be newer.
  const expected = isBuilt ? ['orchestrator', 'api'] : undefined
  expect((await stackStatus(home)).outdated).toEqual(expected)
  expect(lines.join('\n').includes('older code than this build (orchestrator, api)')).toBe(isBuilt)
  await stack.stop()
}, 60_000)

test('a program knows the build that it lies in', () => {
  const dist = join(folder, 'dist', 'workers')
  mkdirSync(dist, { recursive: true })
  writeFileSync(join(folder, 'dist', 'build-stamp.json'), JSON.stringify({ inputs: '0123456789abcdef' }))
  expect(readBuildStamp(join(dist, 'image.js'))).toBe('0123456789ab')
  expect(readBuildStamp(join(dist, 'image.ts'))).toBeNull()
  expect(readBuildStamp('/image.js')).toBeNull()
})
