import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AssetloomError } from '../../core/errors.js'
import { openChildLog, readLogTail } from './child-log.js'
import { nodeArgsFor } from './stack-children.js'
import type { SupervisorOptions } from './supervisor.js'
import type { SupervisorMessage, SupervisorOrder } from './supervisor-messages.js'

const tailLines = 30

/** A supervisor that this process has started. */
export interface SupervisorProcess {
  readonly child: ChildProcess
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>
}

/**
 * Starts a supervisor and waits until its stack is ready. `busy` means another one has the home.
 * Throws Unavailable with the mend and the end of the failing child's log. `signal` gives up and stops it.
 */
export async function launchSupervisor(input: {
  options: SupervisorOptions
  env: NodeJS.ProcessEnv
  timeoutMs: number
  onProgress: (line: string) => void
}): Promise<SupervisorProcess | 'busy'> {
  const { home, detached } = input.options
  const child = spawnSupervisor(home, input.env)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const outcome = await waitForOutcome(child, input)
  if (outcome.type === 'ready') {
    if (detached) {
      child.disconnect()
      child.unref()
    }
    return { child, ended }
  }
  if (outcome.type === 'busy') {
    await ended
    return 'busy'
  }
  child.kill('SIGTERM')
  await ended
  const culprit = outcome.childName ?? 'supervisor'
  const tail = outcome.hint === null ? await readLogTail(home, culprit, tailLines) : ''
  throw new AssetloomError(
    'Unavailable',
    `The stack did not start: ${outcome.message}${tail === '' ? '' : `\nEnd of ${culprit}.log:\n${tail}`}`,
    outcome.hint ?? `Look into ${home}/logs, mend it and start again.`,
  )
}

function spawnSupervisor(home: string, env: NodeJS.ProcessEnv): ChildProcess {
  const self = fileURLToPath(import.meta.url)
  const entry = fileURLToPath(
    new URL(self.endsWith('.ts') ? 'supervisor-main.ts' : 'supervisor-main.js', import.meta.url),
  )
  const logFile = openChildLog(home, 'supervisor')
  try {
    return spawn(process.execPath, nodeArgsFor(entry), {
      // A session of its own: Ctrl-C in the terminal reaches the command, which then stops the stack in order.
      detached: true,
      stdio: ['ignore', logFile, logFile, 'ipc'],
      env,
    })
  } finally {
    closeSync(logFile)
  }
}

type Outcome = Exclude<SupervisorMessage, { type: 'progress' }>

function waitForOutcome(
  child: ChildProcess,
  input: { options: SupervisorOptions; timeoutMs: number; onProgress: (line: string) => void },
): Promise<Outcome> {
  const failed = (message: string): Outcome => ({ type: 'failed', message, hint: null, childName: null })
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => resolve(failed(`it was not ready after ${Math.round(input.timeoutMs / 1000)} s.`)),
      input.timeoutMs,
    )
    const finish = (outcome: Outcome) => {
      clearTimeout(timer)
      resolve(outcome)
    }
    child.on('message', (message: SupervisorMessage) => {
      if (message.type === 'progress') input.onProgress(message.line)
      else finish(message)
    })
    child.once('error', (error) => finish(failed(error.message)))
    child.once('exit', (code, signal) => finish(failed(`the supervisor ended with ${signal ?? code}.`)))
    const order: SupervisorOrder = { type: 'start', options: input.options }
    child.send(order, (error) => {
      if (error !== null) finish(failed(error.message))
    })
  })
}
