/** The supervisor's process: takes the lock of its home, runs the stack, stops it when told or when orphaned. */
import { homePaths } from '../../adapters/config/home-folder.js'
import { AssetloomError } from '../../core/errors.js'
import { type LockAttempt, readLockHolder, tryLock } from './exclusive-lock.mjs'
import { StartFailed, Supervisor, type SupervisorOptions } from './supervisor.js'
import type { SupervisorMessage, SupervisorOrder } from './supervisor-messages.js'

/** How soon a home that was wiped or moved away under a running stack is noticed. */
const lockCheckMs = 5_000

let supervisor: Supervisor | null = null
let lock: LockAttempt | null = null
let detached = false

function tell(message: SupervisorMessage): void {
  if (!process.connected) return
  // The command may end while the message is on its way.
  process.send?.(message, undefined, undefined, () => {})
}

async function start(options: SupervisorOptions): Promise<void> {
  detached = options.detached
  lock = tryLock(homePaths(options.home).lockFile)
  if (!lock.held) {
    tell({ type: 'busy' })
    process.disconnect()
    return
  }
  const { lockFile } = homePaths(options.home)
  setInterval(() => {
    if (readLockHolder(lockFile)?.pid === process.pid) return
    process.stderr.write(`${new Date().toISOString()} ${lockFile} is not ours any more: stopping\n`)
    void end(1)
  }, lockCheckMs).unref()
  supervisor = new Supervisor(options, process.env, (line) => tell({ type: 'progress', line }))
  try {
    await supervisor.start()
    tell({ type: 'ready' })
    process.stderr.write(`${new Date().toISOString()} all children are ready\n`)
  } catch (error) {
    process.stderr.write(`${new Date().toISOString()} ${String(error)}\n`)
    tell({
      type: 'failed',
      message: error instanceof Error ? error.message : String(error),
      hint: error instanceof AssetloomError ? error.hint : null,
      childName: error instanceof StartFailed ? error.childName : null,
    })
    await end(1)
  }
}

async function end(exitCode: number): Promise<void> {
  try {
    await supervisor?.stop()
  } finally {
    if (lock?.held) lock.release()
    process.exit(exitCode)
  }
}

process.on('message', (order: SupervisorOrder) => {
  if (order.type === 'start') void start(order.options)
  else void end(0)
})
process.on('disconnect', () => {
  if (!detached) void end(0)
})
process.on('SIGTERM', () => void end(0))
process.on('SIGINT', () => void end(0))
// The terminal's end is not the stack's: whoever started it decides.
process.on('SIGHUP', () => supervisor?.restartNodes())
process.on('uncaughtException', (error) => {
  process.stderr.write(`${new Date().toISOString()} ${error.stack ?? String(error)}\n`)
  void end(1)
})
