import { type ChildProcess, fork } from 'node:child_process'

const entry = new URL('../../api/server.ts', import.meta.url)
const children: ChildProcess[] = []

export interface ServerProcess {
  readonly child: ChildProcess
  /** Where programs of this machine find it, once it listens; rejects with its log when it ends before that. */
  readonly url: Promise<string>
  readonly exit: Promise<number | null>
  readonly log: () => string
}

/** The real API process from its sources, without a Temporal server. */
export function forkServer(
  place: { readonly home: string; readonly databaseUrl: string },
  env: Record<string, string> = {},
): ServerProcess {
  const child = fork(entry, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    env: {
      PATH: process.env['PATH'],
      ASSETLOOM_HOME: place.home,
      ASSETLOOM_PORT: '0',
      DATABASE_URL: place.databaseUrl,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      TEMPORAL_UI_URL: 'http://127.0.0.1:2',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  children.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const url = new Promise<string>((resolve, reject) => {
    child.on('message', (message: { type: string; url: string }) => {
      if (message.type === 'ready') resolve(message.url)
    })
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${text}`)))
  })
  url.catch(() => undefined)
  return { child, url, exit, log: () => text }
}

/** Ends what a test left running. */
export function killServers(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL')
}
