import { spawn } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'
import type { TestProject } from 'vitest/node'
import { findFreePort } from '../../infra/dev/free-port.js'
import { findTemporalBinary } from '../../infra/dev/temporal-binary.mjs'
import { temporalDynamicConfig, waitForTemporal } from '../../infra/dev/temporal-server.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's Temporal server, `host:port`; a fixture makes its own namespace there. */
    temporalAddress: string
    /** File with the bundle of workflows/, as text of JavaScript. */
    workflowBundlePath: string
  }
}

// The shell ends the server and removes the folder as soon as its input ends: with the test run, however it is killed.
const serverUntilInputEnds = '"$@" </dev/null & cat >/dev/null; kill -9 $!; wait; rm -rf "$0"'

/** Between the choice of a port and its use anybody may take it. */
const startsMax = 3

export interface TestServer {
  readonly address: string
  /** Removed with the server. */
  readonly folder: string
  stop(): Promise<void>
}

/** Vitest globalSetup: one Temporal server, in memory, and one workflow bundle for every test of workflows. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const bundling = bundleWorkflows()
  bundling.catch(() => undefined)
  const server = await startTemporalServer()
  try {
    const bundlePath = join(server.folder, 'workflow-bundle.js')
    await writeFile(bundlePath, await bundling)
    project.provide('temporalAddress', server.address)
    project.provide('workflowBundlePath', bundlePath)
  } catch (error) {
    await server.stop()
    throw error
  }
  return async () => await server.stop()
}

/** A server in memory that ends with this process. */
export async function startTemporalServer(): Promise<TestServer> {
  for (let starts = 1; ; starts++) {
    const started = await tryServer()
    if (!('failure' in started)) return started
    if (starts === startsMax) throw started.failure
    console.error(
      `the Temporal server of the tests is started again: ${started.failure.message.split('\n')[0]}`,
    )
  }
}

async function tryServer(): Promise<TestServer | { readonly failure: Error }> {
  const { path } = await findTemporalBinary({ onProgress: () => {} })
  const port = await findFreePort(null)
  const httpPort = await findFreePort(null, (other) => other !== port)
  const args = [
    ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port)],
    ...['--http-port', String(httpPort), '--namespace', 'default', '--log-level', 'error'],
    ...['--disable-config-file', '--disable-config-env'],
    ...temporalDynamicConfig.flatMap((setting) => ['--dynamic-config-value', setting]),
  ]
  const folder = await mkdtemp(join(tmpdir(), 'assetloom-test-workflows-'))
  const child = spawn('sh', ['-c', serverUntilInputEnds, folder, path, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4_000)))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = async () => {
    child.stdin.end()
    await ended
  }
  try {
    // The shell outlives the server, whose last words tell that it ended.
    const isAlive = () => child.exitCode === null && !log.includes('failed starting server')
    await waitForTemporal({ ...{ httpPort, namespace: 'default', timeoutMs: 60_000 }, isAlive })
    return { address: `127.0.0.1:${port}`, folder, stop }
  } catch (error) {
    await stop()
    return { failure: new Error(`${(error as Error).message}\n${log}`, { cause: error }) }
  }
}

/** The code of workflows/ as workers run it, without interceptors. */
export async function bundleWorkflows(): Promise<string> {
  const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error }
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))
  return (await bundleWorkflowCode({ workflowsPath, logger: quiet })).code
}
