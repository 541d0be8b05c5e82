import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../../infra/dev/free-port.js'
import { findVersityBinary, noVersityMessage } from '../../infra/dev/versity-binary.mjs'

// The shell ends the server as soon as its input ends: with the test run, however that is killed.
const serverUntilInputEnds = '"$@" </dev/null & cat >/dev/null; kill -9 $!; wait'

export interface S3Server {
  readonly endpoint: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Makes a bucket and returns its name; objects are files `folderOf(bucket)/key`. */
  makeBucket(name: string): string
  folderOf(bucket: string): string
  /** Kills it at once, as a power cut does to a process. */
  kill(): Promise<void>
  /** The same port, the same buckets. */
  start(): Promise<void>
  /** Kills it and removes all it holds. */
  remove(): Promise<void>
}

/** The program; null, with a loud line on stderr, where it cannot be had. */
export async function findS3Server(): Promise<string | null> {
  const path = await findVersityBinary({ onProgress: (line) => console.error(line) })
  if (path === null) console.error(`\nSKIPPED, the store in a bucket is NOT TESTED: ${noVersityMessage}\n`)
  return path
}

/** A real S3 server (versitygw on a temporary folder) on a free loopback port. */
export async function startS3Server(program: string): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'assetloom-s3-'))
  const port = await findFreePort(null)
  const keys = { accessKeyId: 'assetloom-test', secretAccessKey: 'not-a-secret-but-long' }
  const region = 'eu-test-1'
  let child: ChildProcess | null = null
  const kill = async () => {
    const running = child
    child = null
    if (running === null || running.exitCode !== null) return
    const ended = once(running, 'close')
    running.stdin?.end()
    await ended
  }
  const start = async () => {
    const options = ['--access', keys.accessKeyId, '--secret', keys.secretAccessKey, '--region', region]
    const args = [...options, '--port', `127.0.0.1:${port}`, '--quiet', '--keep-alive', 'posix', folder]
    const started = spawn('sh', ['-c', serverUntilInputEnds, 'sh', program, ...args], {
      stdio: ['pipe', 'ignore', 'pipe'],
    })
    let said = ''
    started.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)))
    child = started
    for (let attempts = 0; attempts < 600; attempts++) {
      if (await answers(port)) return
      await sleep(50)
    }
    await kill()
    throw new Error(`the S3 server of the tests does not listen on ${port}: ${said}`)
  }
  await start()
  return {
    ...keys,
    ...{ endpoint: `http://127.0.0.1:${port}`, region, kill, start },
    makeBucket(name) {
      mkdirSync(join(folder, name))
      return name
    },
    folderOf: (bucket) => join(folder, bucket),
    async remove() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
