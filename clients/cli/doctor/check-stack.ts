import { createConnection } from 'node:net'
import type { LocalStack, LocalStackStatus } from '../local-stack.js'
import { okOrWarning, type MachineCheck } from './machine-check.js'

const defaultPort = 7430
/** More restarts than this are no accident. */
const restartsMax = 3

/** The running stack from outside: its parts, their code, its port. */
export async function checkStack(home: string, local: LocalStack | Error): Promise<MachineCheck[]> {
  if (local instanceof Error)
    return [
      { name: 'service', state: 'warning', found: local.message, mend: 'Run: npm run build' },
      await checkPort(null),
    ]
  const status = await local.status(home)
  const parts = status.running ? [checkParts(home, status), checkCode(status)] : []
  return [checkService(status), ...parts, await checkPort(status.apiUrl)]
}

function checkService(status: LocalStackStatus): MachineCheck {
  const name = 'service'
  if (status.running)
    return {
      name,
      state: 'ok',
      found: `running at ${status.apiUrl ?? 'an address that is not known yet'}`,
      mend: '',
    }
  if (status.state !== 'stale')
    return { name, state: 'absent', found: 'not running', mend: 'Start it: npx assetloom up' }
  const left = status.parts.filter((part) => part.alive).map((part) => `${part.name} (pid ${part.pid})`)
  return {
    name,
    state: 'warning',
    found: `it was killed${left.length > 0 ? ` and left ${left.join(', ')} running` : ''}`,
    mend: 'npx assetloom up cleans up and goes on; npx assetloom down only cleans up',
  }
}

function checkParts(home: string, { parts }: LocalStackStatus): MachineCheck {
  const dead = parts.filter((part) => !part.alive)
  const restless = parts.filter((part) => part.restarts > restartsMax)
  const found = [
    ...dead.map((part) => `${part.name} has ended`),
    ...restless.map((part) => `${part.name} was started again ${part.restarts} times`),
  ]
  return okOrWarning(
    'parts',
    found.length === 0,
    found.length === 0 ? parts.map((part) => part.name).join(', ') || 'all' : found.join(', '),
    `Its log says why: ${home}/logs`,
  )
}

function checkCode({ outdated }: LocalStackStatus): MachineCheck {
  return okOrWarning(
    'running code',
    outdated.length === 0,
    outdated.length === 0 ? 'as built' : `older than this build: ${outdated.join(', ')}`,
    'Take it: npx assetloom upgrade check, then down and up',
  )
}

async function checkPort(apiUrl: string | null): Promise<MachineCheck> {
  const name = `port ${defaultPort}`
  if (!(await isListening(defaultPort))) return { name, state: 'ok', found: 'free', mend: '' }
  const isOurs = apiUrl !== null && new URL(apiUrl).port === String(defaultPort)
  return okOrWarning(
    name,
    isOurs,
    isOurs ? 'taken by this service' : 'taken by another program',
    'Nothing by hand: a free port is taken instead, or name one: npx assetloom up --port N',
  )
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1', timeout: 1_000 })
    const answer = (taken: boolean) => {
      socket.destroy()
      resolve(taken)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
    socket.once('timeout', () => answer(false))
  })
}
