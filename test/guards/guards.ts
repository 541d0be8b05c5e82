/**
 * `npm run guards`: plants one fault at a time in a temporary copy of the working tree and runs the check that has to
 * turn red. A fault that no check notices fails the command. `--only WORDS` tries the faults with these words in their
 * name.
 */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Mutation } from './mutation.js'
import { mutations } from './mutations.js'

const limitMs = 300_000
/** One core each; every lane has a copy of its own. */
const lanesMax = 2
const raceAttemptsMax = 4
const root = process.cwd()

function copyWorkingTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'assetloom-guards-'))
  const listing = ['ls-files', '--cached', '--others', '--exclude-standard']
  const files = execFileSync('git', listing, { cwd: root, encoding: 'utf8' }).split('\n')
  for (const file of files.filter((path) => path !== '')) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(root, file), join(copy, file))
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Runs the command to its end or its limit; both outputs together, without colours. */
async function run(command: readonly string[], cwd: string): Promise<{ failed: boolean; output: string }> {
  const [program = '', ...args] = command
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' }
  delete env['FORCE_COLOR']
  const child = spawn(program, args, { cwd, env, timeout: limitMs, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { failed: code !== 0, output }
}

/** What the check did: `caught`, or why the mutation proves nothing. */
async function tryMutation(copy: string, mutation: Mutation): Promise<string> {
  const path = join(copy, mutation.file)
  const original = readFileSync(path, 'utf8')
  if (original.split(mutation.find).length !== 2)
    return `its text is not there exactly once in ${mutation.file}`
  writeFileSync(
    path,
    original.replace(mutation.find, () => mutation.replace),
  )
  try {
    let { failed, output } = await run(mutation.check, copy)
    for (let attempt = 2; !failed && mutation.isRace === true && attempt <= raceAttemptsMax; attempt++)
      ({ failed, output } = await run(mutation.check, copy))
    if (!failed) return 'NOT NOTICED'
    if (!mutation.expect.test(output)) return `failed for another reason:\n${output.slice(-2000)}`
    return 'caught'
  } finally {
    writeFileSync(path, original)
  }
}

/** Takes faults from the queue until it is empty; returns how many were not caught. */
async function work(queue: Mutation[]): Promise<number> {
  const copy = copyWorkingTree()
  let missed = 0
  try {
    for (let mutation = queue.shift(); mutation; mutation = queue.shift()) {
      const startedAtMs = performance.now()
      const verdict = await tryMutation(copy, mutation)
      const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1)
      if (verdict !== 'caught') missed += 1
      const mark = verdict === 'caught' ? 'ok  ' : 'FAIL'
      const check = mutation.check.slice(1).join(' ')
      process.stdout.write(`${mark} ${mutation.name}: ${verdict} in ${seconds} s, by ${check}\n`)
    }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
  return missed
}

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const chosen = mutations.filter(({ name }) => name.includes(values.only))
if (chosen.length === 0) throw new RangeError(`no fault has "${values.only}" in its name`)
const queue = [...chosen]
const lanes = Array.from({ length: Math.min(lanesMax, chosen.length) }, () => work(queue))
const missed = (await Promise.all(lanes)).reduce((sum, count) => sum + count, 0)
process.stdout.write(`${chosen.length - missed} of ${chosen.length} planted faults were noticed\n`)
process.exit(missed === 0 ? 0 : 1)
