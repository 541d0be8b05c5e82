import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { AssetloomError } from '../../core/errors.js'
import type { UpgradeReport } from '../../core/upgrade-report.js'
import { findPackageRoot } from './package-root.js'
import { nodeArgsFor, type StackMode } from './stack-children.js'

const limitMs = 10 * 60_000

/** Of what the replaying process says, so much of the end goes into the error that tells why it could not be tried. */
const saidCharsMax = 8_000

export interface UpgradeCheck {
  /** Host and port of the Temporal server whose open workflows are tried. */
  readonly address: string
  readonly mode: StackMode
  readonly env: NodeJS.ProcessEnv
  /** Program that replays. Default: this clone's, of dist/ or of the sources as `mode` says. */
  readonly entry?: string
}

/**
 * Replays the open workflows of the Temporal server at `address` with the workflows of this clone, in a process of its
 * own. Throws Unavailable, with all that the process said, when the server cannot be asked.
 */
export async function checkUpgrade(check: UpgradeCheck): Promise<UpgradeReport> {
  const { address, mode, env, entry = replayEntry(mode) } = check
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
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err = (err + text).slice(-saidCharsMax)))
  const end = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(signal ?? String(code)))
  })
  // A library may have said something before: the report is the last line.
  const report = end === '0' || end === '1' ? parseReport(lastLine(out)) : null
  if (report !== null) return report
  const said = parseJson<{ message?: string; hint?: string }>(lastLine(err))
  const rest = said?.message === undefined ? err : err.trimEnd().slice(0, -lastLine(err).length)
  const parts = [said?.message, `ended with ${end}`, rest.trim(), out.slice(-saidCharsMax).trim()]
  throw new AssetloomError(
    'Unavailable',
    `The open workflows at ${address} could not be replayed: ${parts.filter(Boolean).join('\n')}`,
    said?.hint ?? 'Is the stack running? npx assetloom status',
  )
}

function replayEntry(mode: StackMode): string {
  const program = join('workers', 'replay-open-histories')
  const root = findPackageRoot()
  return mode === 'dist' ? join(root, 'dist', `${program}.js`) : join(root, `${program}.ts`)
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}

function parseReport(text: string): UpgradeReport | null {
  const found = parseJson<Partial<UpgradeReport>>(text)
  return Array.isArray(found?.broken) ? (found as UpgradeReport) : null
}

function parseJson<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T
  } catch {
    return null
  }
}
