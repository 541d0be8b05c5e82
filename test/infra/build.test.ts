import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildDist } from '../../infra/dev/build.mjs'
import { distIsFresh } from '../../infra/dev/dist-freshness.mjs'

const repository = fileURLToPath(new URL('../..', import.meta.url))
let root = ''

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const built = (path: string) => join(root, 'dist', path)

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'assetloom-build-'))
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  write('package.json', '{"type":"module"}')
  write('package-lock.json', '{}')
  write('core/answer.ts', 'export const answer: number = 42\n')
  write('core/old.ts', 'export const old = 1\n')
  write(
    'api/server.ts',
    "import { answer } from '../core/answer.js'\nexport const shown: string = String(answer)\n",
  )
  write('adapters/postgres/migrations/1_first.sql', 'select 1;\n')
  write(
    'clients/web/main.ts',
    "import { answer } from '../../core/answer.js'\ndocument.title = String(answer)\n",
  )
  write('clients/web/index.html', '<script type="module" src="/main.ts"></script>\n')
  write('workflows/index.ts', 'export async function demoRun(): Promise<number> {\n  return 1\n}\n')
  await buildDist(root)
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

test('rooms become JavaScript that imports each other, data files come along', async () => {
  const server = (await import(pathToFileURL(built('api/server.js')).href)) as { shown: string }
  expect(server.shown).toBe('42')
  expect(readFileSync(built('adapters/postgres/migrations/1_first.sql'), 'utf8')).toBe('select 1;\n')
})

test('the page is bundled under a name that carries its hash, with compressed forms beside it', () => {
  const html = readFileSync(built('clients/web/index.html'), 'utf8')
  const script = /src="(\/assets\/[\w-]+\.js)"/.exec(html)?.[1] ?? ''
  expect(script).toMatch(/-[\w-]{8}\.js$/)
  const text = readFileSync(built(`clients/web${script}`), 'utf8')
  expect(text).not.toMatch(/\bimport\b/)
  expect(text).toContain('42')
  expect(existsSync(built('clients/web/main.ts'))).toBe(false)
})

test('the workflow bundle holds the workflow, and the stamp its hash', () => {
  expect(readFileSync(built('workflow-bundle.js'), 'utf8')).toContain('demoRun')
  expect(JSON.parse(readFileSync(built('build-stamp.json'), 'utf8'))).toMatchObject({
    workflowBundle: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  })
})

test('dist is fresh until a source, a data file or the lock file changes, whatever the clock says', () => {
  const stays = (path: string, text: string) => {
    const before = readFileSync(join(root, path))
    write(path, text)
    const fresh = distIsFresh(root)
    writeFileSync(join(root, path), before)
    return fresh
  }
  expect(distIsFresh(root)).toBe(true)
  expect(stays('core/answer.ts', 'export const answer: number = 43\n')).toBe(false)
  expect(stays('adapters/postgres/migrations/1_first.sql', 'select 2;\n')).toBe(false)
  expect(stays('package-lock.json', '{"x":1}')).toBe(false)
  expect(stays('core/answer.ts', readFileSync(join(root, 'core/answer.ts'), 'utf8'))).toBe(true)
})

test('a build that was killed counts as none: the stamp comes last', async () => {
  rmSync(built('build-stamp.json'))
  expect(distIsFresh(root)).toBe(false)
  await buildDist(root)
  expect(distIsFresh(root)).toBe(true)
})

test('a second build touches only what changed, and drops what lost its source', async () => {
  const kept = statSync(built('api/server.js')).mtimeMs
  const bundled = statSync(built('workflow-bundle.js')).ino
  write('api/extra.ts', 'export const extra = 1\n')
  await buildDist(root)
  expect(existsSync(built('api/extra.js'))).toBe(true)
  expect(statSync(built('api/server.js')).mtimeMs).toBe(kept)
  expect(statSync(built('workflow-bundle.js')).ino).toBe(bundled)
  rmSync(join(root, 'api/extra.ts'))
  rmSync(join(root, 'core/old.ts'))
  await buildDist(root)
  expect(existsSync(built('api/extra.js'))).toBe(false)
  expect(existsSync(built('core/old.js.map'))).toBe(false)
})

test('a damaged workflow bundle is made again', async () => {
  const whole = readFileSync(built('workflow-bundle.js'), 'utf8')
  writeFileSync(built('workflow-bundle.js'), whole.slice(0, 1000))
  await buildDist(root)
  expect(readFileSync(built('workflow-bundle.js'), 'utf8')).toBe(whole)
})

test('an unknown command ends with 2, says which there are, and leaves stdout clean', () => {
  const bootstrap = join(repository, 'infra', 'dev', 'bootstrap.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [bootstrap, 'dmeo'], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain('unknown command dmeo. One of: demo, start')
})

test.each([
  ['20.18.3', 1],
  ['18.20.0', 1],
  ['20.19.0', 0],
  ['22.1.0', 0],
])('Node %s ends with %d', (version, status) => {
  const module = new URL('../../infra/dev/node-version.mjs', import.meta.url).href
  const program = `(await import(${JSON.stringify(module)})).requireNode(${JSON.stringify(version)})`
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  expect(result.status).toBe(status)
  if (status === 1) expect(result.stderr).toContain('Node 20.19 or newer is needed')
})
