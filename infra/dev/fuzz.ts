/**
 * `npm run fuzz`: holds the document of the interface against the running product. Starts a stack in a home of its own,
 * lets schemathesis send what the document allows and what it forbids, and ends with 1 when an answer is not as told.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readApiToken } from '../../adapters/config/home-folder.js'
import { makeFuzzData } from './fuzz-data.js'
import {
  composeFuzzCommand,
  composeFuzzSettings,
  fuzzHooksFile,
  readFuzzOptions,
  usage,
  type FuzzOptions,
} from './fuzz-options.js'
import { fuzzHooks } from './fuzz-headers.js'
import { findFuzzProgram } from './fuzz-program.js'
import { startStack, stopStack } from './stack.js'

const onProgress = (line: string) => void process.stderr.write(`assetloom: ${line}\n`)

/** Settings of the caller that would lead to other data than that of the home. */
const ofOtherHomes = [
  'DATABASE_URL',
  'TEMPORAL_ADDRESS',
  'ASSETLOOM_HOME',
  'ASSETLOOM_HOST',
  'ASSETLOOM_PORT',
]

process.exitCode = await main()

async function main(): Promise<number> {
  const options = readOptionsOrNull()
  if (options === null) return 2
  const home = mkdtempSync(join(tmpdir(), 'assetloom-fuzz-'))
  let isClean = false
  try {
    const program = await findFuzzProgram(process.env, onProgress)
    isClean = (await fuzz(options, program, home)) === 0
  } catch (error) {
    onProgress(error instanceof Error ? error.message : String(error))
  } finally {
    await stopStack(home)
    if (isClean && !options.keep) rmSync(home, { recursive: true, force: true })
    else onProgress(`kept: ${home} (logs/ has what the service said)`)
  }
  return isClean ? 0 : 1
}

function readOptionsOrNull(): FuzzOptions | null {
  try {
    return readFuzzOptions(process.argv.slice(2))
  } catch (error) {
    onProgress(error instanceof Error ? error.message : String(error))
    process.stderr.write(usage)
    return null
  }
}

async function fuzz(options: FuzzOptions, program: string, home: string): Promise<number> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofOtherHomes.includes(name)))
  onProgress(`starting a stack in ${home} ...`)
  // It stops with this process, however that ends.
  const { apiUrl } = await startStack({ home, port: 0, mode: 'dist', detach: false, env })
  const access = { apiUrl, token: (await readApiToken(home)) ?? '' }
  const names = await makeFuzzData(access)
  onProgress(`seed ${options.seed}, phases ${options.phases.join(', ')}, ${options.maxExamples} examples`)
  // Its notes for `st replay` lie beside the home's data.
  const cwd = join(home, 'fuzz')
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'schemathesis.toml'), composeFuzzSettings(names))
  writeFileSync(join(cwd, fuzzHooksFile), fuzzHooks)
  return await runProgram(program, composeFuzzCommand(options, access), cwd)
}

/** Its exit status; 1 when a signal ended it. */
function runProgram(program: string, args: readonly string[], cwd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
    // Ctrl-C reaches both: it sums up what it has, and then the stack is stopped.
    process.on('SIGINT', () => {})
    process.once('SIGTERM', () => child.kill('SIGTERM'))
    child.once('error', reject)
    child.once('close', (status) => resolve(status ?? 1))
  })
}
