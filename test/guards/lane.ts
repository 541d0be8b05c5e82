import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ProvidedContext } from 'vitest'
import type { Mutation } from './mutation.js'
import type { WarmCheck, WarmVerdict } from './warm-vitest.js'

const limitMs = 300_000
const raceAttemptsMax = 4
const root = process.cwd()

/** A copy of the working tree, in which one fault after the other is planted and checked. */
export class Lane {
  private readonly copy = copyWorkingTree()
  private vitest: ChildProcess | null = null

  private readonly provided: Partial<ProvidedContext>

  /** `provided`: addresses of the servers that tests of this lane share with those of the others. */
  constructor(provided: Partial<ProvidedContext>) {
    this.provided = provided
  }

  /** What the check did: `caught`, or why the mutation proves nothing. */
  async try(mutation: Mutation): Promise<string> {
    const path = join(this.copy, mutation.file)
    const original = readFileSync(path, 'utf8')
    if (original.split(mutation.find).length !== 2)
      return `its text is not there exactly once in ${mutation.file}`
    writeFileSync(
      path,
      original.replace(mutation.find, () => mutation.replace),
    )
    try {
      let { failed, output } = await this.check(mutation)
      for (let attempt = 2; !failed && mutation.isRace === true && attempt <= raceAttemptsMax; attempt++)
        ({ failed, output } = await this.check(mutation))
      if (!failed) return `NOT NOTICED\n${output.slice(-2000)}`
      if (!mutation.expect.test(output)) return `failed for another reason:\n${output.slice(-2000)}`
      return 'caught'
    } finally {
      writeFileSync(path, original)
    }
  }

  close(): void {
    this.vitest?.kill('SIGKILL')
    rmSync(this.copy, { recursive: true, force: true })
  }

  private async check({ check, tests, file }: Mutation): Promise<WarmVerdict> {
    return tests === undefined ? await run(check, this.copy) : await this.ask({ tests, changed: file })
  }

  /** A vitest that hangs or dies makes place for another one. */
  private async ask(question: WarmCheck): Promise<WarmVerdict> {
    const vitest = (this.vitest ??= this.startVitest())
    const died = new AbortController()
    const options = { signal: AbortSignal.any([died.signal, AbortSignal.timeout(limitMs)]) }
    const onClose = () => died.abort(new Error('vitest ended by itself'))
    vitest.once('close', onClose)
    try {
      const answer = once(vitest, 'message', options)
      vitest.send(question)
      const [verdict] = (await answer) as [WarmVerdict]
      return verdict
    } catch (error) {
      vitest.kill('SIGKILL')
      this.vitest = null
      const { cause, message } = error as Error
      return { failed: true, output: cause instanceof Error ? cause.message : message }
    } finally {
      vitest.off('close', onClose)
    }
  }

  private startVitest(): ChildProcess {
    const script = join(this.copy, 'test/guards/warm-vitest.ts')
    const options = { cwd: this.copy, env: withoutColours(), execArgv: ['--import', 'tsx'] }
    return fork(script, [JSON.stringify(this.provided)], { ...options, stdio: 'inherit' })
  }
}

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

/** Runs the command to its end or its limit; both outputs together. */
async function run(command: readonly string[], cwd: string): Promise<WarmVerdict> {
  const [program = '', ...args] = command
  const options = { cwd, env: withoutColours(), timeout: limitMs }
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { failed: code !== 0, output }
}

function withoutColours(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' }
  delete env['FORCE_COLOR']
  return env
}
