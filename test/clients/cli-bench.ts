import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CliContext } from '../../clients/cli/cli-context.js'
import type { LocalStack } from '../../clients/cli/local-stack.js'
import type { UpgradeReport } from '../../core/upgrade-report.js'
import { runCli } from '../../clients/cli/program.js'
import { startFakeApi, type FakeApi } from './fake-api.js'

export interface CliBench {
  readonly api: FakeApi
  /** Working folder of the calls, empty at first. */
  readonly folder: string
  readonly home: string
  /** Calls of the local stack, in order. */
  readonly stackCalls: string[]
  /** Whether the stack of the home runs. */
  stackRuns: boolean
  /** Where the stand-in for a ComfyUI serves that the stack is started with, or runs with. */
  standInUrl: string | null
  /** How often somebody looked for the stack and was told that it is down. */
  timesFoundDown: number
  /** Parts of the running stack that are older than this build. */
  outdatedParts: string[]
  /** What the gate before an upgrade finds. */
  upgradeReport: UpgradeReport
  run(...args: string[]): Promise<CliResult>
  runIn(env: Record<string, string>, ...args: string[]): Promise<CliResult>
  write(name: string, text: string | Uint8Array): Promise<string>
  close(): Promise<void>
}

export interface CliResult {
  readonly code: number
  readonly out: string
  readonly err: string
  /** stdout as JSON. */
  json(): Record<string, unknown>
}

/** The CLI in this process, on a fake API that plays the stack of a fresh home. */
export async function openCliBench(): Promise<CliBench> {
  const api = await startFakeApi()
  const folder = await mkdtemp(join(tmpdir(), 'assetloom-cli-'))
  const home = join(folder, 'home')
  await mkdir(join(home, 'secrets'), { recursive: true })
  await writeFile(join(home, 'secrets', 'api-token'), `${api.token}\n`)
  const stackCalls: string[] = []
  const bench: CliBench = {
    api,
    folder,
    home,
    stackCalls,
    stackRuns: true,
    standInUrl: null,
    timesFoundDown: 0,
    outdatedParts: [],
    upgradeReport: { build: 'abc', open: 3, replayed: 3, gone: 0, broken: [] },
    run: (...args) => bench.runIn({}, '--home', home, ...args),
    runIn: (env, ...args) => runOnce(bench, env, args),
    write: async (name, text) => {
      await writeFile(join(folder, name), text)
      return name
    },
    close: async () => {
      await api.stop()
      await rm(folder, { recursive: true })
    },
  }
  return bench
}

async function runOnce(
  bench: CliBench,
  env: Record<string, string>,
  args: readonly string[],
): Promise<CliResult> {
  let out = ''
  let err = ''
  const context: CliContext = {
    terminal: {
      writeOut: (text) => void (out += text),
      writeErr: (text) => void (err += text),
      isInteractive: false,
      columns: () => 80,
    },
    env,
    cwd: bench.folder,
    packageRoot: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
    signal: new AbortController().signal,
    loadLocalStack: async () => fakeStack(bench),
    loadLocalKeeping: async () => {
      throw new Error('The bench keeps no home.')
    },
  }
  const code = await runCli(args, context)
  return { code, out, err, json: () => JSON.parse(out) as Record<string, unknown> }
}

function fakeStack(bench: CliBench): LocalStack {
  const addresses = {
    apiUrl: bench.api.url,
    temporalAddress: '127.0.0.1:7233',
    temporalUiUrl: 'http://127.0.0.1:8233',
  }
  return {
    async start({ home, detach, standIn }) {
      const owned = !bench.stackRuns
      const what = standIn === undefined ? '' : ` with ${JSON.stringify(standIn)}`
      bench.stackCalls.push(`start ${detach ? 'detached' : 'attached'}${what}`)
      bench.stackRuns = true
      const stop = async () => {
        bench.stackCalls.push('stop handle')
        if (owned) bench.stackRuns = false
      }
      const { standInUrl } = bench
      return { ...addresses, standInUrl, home, owned, ended: new Promise(() => {}), stop }
    },
    async stop() {
      bench.stackCalls.push('stop')
      const ran = bench.stackRuns
      bench.stackRuns = false
      return ran
    },
    async status() {
      if (bench.stackRuns)
        return { ...addresses, state: 'up', running: true, parts: [], outdated: bench.outdatedParts }
      bench.timesFoundDown += 1
      return {
        state: 'down',
        running: false,
        apiUrl: null,
        temporalAddress: null,
        temporalUiUrl: null,
        parts: [],
        outdated: [],
      }
    },
    async checkUpgrade(address) {
      bench.stackCalls.push(`checkUpgrade ${address}`)
      return bench.upgradeReport
    },
    async findPostgres() {
      return 'embedded 18'
    },
  }
}
