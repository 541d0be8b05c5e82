import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { AssetloomError } from '../../core/errors.js'
import type { UpgradeReport } from '../../core/upgrade-report.js'
import { findPackageRoot } from './package-root.js'
import { nodeArgsFor, type StackMode } from './stack-children.js'

const limitMs = 10 * 60_000

/**
 * Replays the open workflows of the Temporal server at `address` with the workflows of this clone, in a process of its
 * own. Throws Unavailable when the server cannot be asked.
 */
export async function checkUpgrade(input: {
  readonly address: string
  readonly mode: StackMode
  readonly env: NodeJS.ProcessEnv
}): Promise<UpgradeReport> {
  const { address, mode, env } = input
  const program = 'workers/replay-open-histories'
  const root = findPackageRoot()
  const entry = mode === 'dist' ? join(root, 'dist', `${program}.js`) : join(root, `${program}.ts`)
  // TLS and keys are for a server that was named; the embedded one speaks plainly on the loopback.
  const plain = env['TEMPORAL_ADDRESS'] ? {} : { TEMPORAL_TLS: '', TEMPORAL_API_KEY: '' }
  const child = spawn(process.execPath, nodeArgsFor(entry), {
    env: { ...env, ...plain, TEMPORAL_ADDRESS: address },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMs,
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err = (err + text).slice(-8_000)))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code === 0 || code === 1) {
    const report = parseJson<UpgradeReport>(out)
    if (report !== null) return report
  }
  const said = parseJson<{ message: string; hint: string }>(err.trim().split('\n').at(-1) ?? '')
  throw new AssetloomError(
    'Unavailable',
    `The open workflows at ${address} could not be replayed: ${said?.message ?? (err.trim() || `ended with ${code}`)}`,
    said?.hint ?? 'Is the stack running? npx assetloom status',
  )
}

function parseJson<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T
  } catch {
    return null
  }
}
