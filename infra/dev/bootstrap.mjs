/**
 * What every npm script runs: brings the machine up to date (packages, Temporal server, dist/), then runs the
 * command in this same process, so that signals and the exit code are its own. Node built-ins only, because it is
 * the first to run in a fresh clone. Talks on stderr: stdout belongs to the command.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { requireNode } from './node-version.mjs'

requireNode()

const rootDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** script: relative to the clone; args go before those of the caller; external: a named Temporal server will do. */
const commands = {
  demo: { script: 'dist/clients/cli/demo.js', args: [], temporal: 'embedded' },
  start: { script: 'dist/clients/cli/main.js', args: ['up', '--foreground'], temporal: 'embedded' },
  dev: { script: 'infra/dev/develop.ts', args: [], temporal: 'embedded' },
  test: { script: 'node_modules/vitest/vitest.mjs', args: ['run'], temporal: 'always' },
  build: { script: null, args: [], temporal: 'never' },
  ci: { script: 'infra/dev/ci.mjs', args: [], temporal: 'always' },
  bench: { script: 'test/bench/bench.ts', args: [], temporal: 'always' },
  chaos: { script: 'test/chaos/chaos.ts', args: [], temporal: 'always' },
  fuzz: { script: 'infra/dev/fuzz.ts', args: [], temporal: 'always' },
  guards: { script: 'test/guards/guards.ts', args: [], temporal: 'always' },
  'test:stack': {
    script: 'node_modules/vitest/vitest.mjs',
    args: ['run', '--config', 'vitest.stack.config.ts'],
    temporal: 'always',
  },
  'test:engines': {
    script: 'node_modules/vitest/vitest.mjs',
    args: ['run', '--config', 'vitest.engines.config.ts'],
    temporal: 'always',
  },
}

const onProgress = (line) => process.stderr.write(`assetloom: ${line}\n`)

/** Everything that has to be there before the command runs. Returns whether dist/ had to be built. */
async function prepare(command) {
  const { ensureDependencies } = await import('./dependencies.mjs')
  await ensureDependencies(rootDir, { onProgress })
  const isExternal = command.temporal === 'embedded' && Boolean(process.env.TEMPORAL_ADDRESS)
  if (command.temporal !== 'never' && !isExternal) {
    const { findTemporalBinary } = await import('./temporal-binary.mjs')
    process.env.TEMPORAL_CLI = (await findTemporalBinary({ onProgress })).path
  }
  const { ensureBuilt } = await import('./dist-freshness.mjs')
  return ensureBuilt(rootDir, { onProgress })
}

async function runScript(command, callerArgs) {
  const scriptPath = join(rootDir, command.script)
  process.argv = [process.execPath, scriptPath, ...command.args, ...callerArgs]
  process.setSourceMapsEnabled(true)
  if (scriptPath.endsWith('.ts')) await import('tsx')
  await import(pathToFileURL(scriptPath).href)
}

const [name = '(none)', ...callerArgs] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : null
if (command === null) {
  onProgress(`unknown command ${name}. One of: ${Object.keys(commands).join(', ')} (npm run ...)`)
  process.exit(2)
}
let wasBuilt = false
try {
  wasBuilt = await prepare(command)
} catch (error) {
  onProgress(error instanceof Error ? error.message : String(error))
  if (process.env.ASSETLOOM_LOG_LEVEL === 'debug') console.error(error)
  process.exit(1)
}
if (command.script !== null) await runScript(command, callerArgs)
else onProgress(wasBuilt ? 'dist/ is built.' : 'dist/ is up to date.')
