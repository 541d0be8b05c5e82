import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dependenciesAreCurrent, ensureDependencies } from '../../infra/dev/dependencies.mjs'
import { temporaryFolder } from './temporary-folder.js'

const packages = {
  '': { name: 'clone' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/only-macos': { version: '1.0.0', integrity: 'sha512-m', optional: true },
}

/** A clone with a lock file and an npm that installs `a` and counts its runs. */
function newClone(options: { npmFails?: boolean } = {}) {
  const root = join(temporaryFolder(), 'clone')
  mkdirSync(root)
  const runsPath = join(root, 'npm-runs')
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }))
  const npm = join(root, 'npm-cli.js')
  writeFileSync(
    npm,
    `const fs = require('node:fs')
     fs.appendFileSync(${JSON.stringify(runsPath)}, process.argv.slice(2).join(' ') + '\\n')
     console.log('added 1 package')
     ${options.npmFails ? 'process.exit(7)' : ''}
     fs.rmSync('node_modules', { recursive: true, force: true })
     fs.mkdirSync('node_modules')
     setTimeout(() => {}, 300)`,
  )
  const env = { ...process.env, npm_execpath: npm, XDG_CACHE_HOME: join(root, 'cache') }
  const runs = () => (existsSync(runsPath) ? readFileSync(runsPath, 'utf8').trim().split('\n') : [])
  return { root, env, runs, onProgress: () => {} }
}

function writeNpmRecord(root: string, installed: object): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }))
}

test('a clone that never saw npm is installed once, without install scripts', async () => {
  const { root, runs, ...options } = newClone()
  await ensureDependencies(root, options)
  await ensureDependencies(root, options)
  expect(runs()).toEqual(['ci --ignore-scripts --no-audit --no-fund'])
})

test('a changed lock file is installed anew', async () => {
  const { root, runs, ...options } = newClone()
  await ensureDependencies(root, options)
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { ...packages, x: {} } }))
  await ensureDependencies(root, options)
  expect(runs()).toHaveLength(2)
})

test('an npm ci done by hand counts, also without the packages of other platforms', () => {
  const { root } = newClone()
  writeNpmRecord(root, { 'node_modules/a': packages['node_modules/a'] })
  expect(dependenciesAreCurrent(root)).toBe(true)
})

test.each([
  ['another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
  ['other bytes', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-z' } }],
  ['a missing package', {}],
])('an installation by hand with %s does not count', (_what, installed) => {
  const { root } = newClone()
  writeNpmRecord(root, installed)
  expect(dependenciesAreCurrent(root)).toBe(false)
})

test('a failing npm names the command to run by hand, and is tried again', async () => {
  const { root, runs, ...options } = newClone({ npmFails: true })
  await expect(ensureDependencies(root, options)).rejects.toThrow(/ended with 7.*npm ci --ignore-scripts/)
  await expect(ensureDependencies(root, options)).rejects.toThrow(/ended with 7/)
  expect(runs()).toHaveLength(2)
})

test('two starts at once install once, and npm says nothing on stdout', async () => {
  const { root, runs, env } = newClone()
  const module = new URL('../../infra/dev/dependencies.mjs', import.meta.url).href
  const program = `
    const { ensureDependencies } = await import(${JSON.stringify(module)})
    await ensureDependencies(${JSON.stringify(root)}, { onProgress: (line) => console.error(line) })`
  const outputs = await Promise.all(
    [1, 2].map(async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        env,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      let output = ''
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
      const code = await new Promise((resolve) => child.once('close', resolve))
      return { code, output }
    }),
  )
  expect(outputs).toEqual([
    { code: 0, output: '' },
    { code: 0, output: '' },
  ])
  expect(runs()).toHaveLength(1)
})
