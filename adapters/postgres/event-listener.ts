import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { eventChannel } from './event-log.js'
import { presenceChannel } from './presence-notices.js'
import { progressChannel } from './progress-notices.js'
import { toCatalogueError } from './postgres-errors.js'

/** Told by triggers when somebody may see less than before (migrations/20261126111000000_access-told.sql). */
const accessChannel = 'assetloom_access'
const backoffMinMs = 100
const backoffMaxMs = 5_000
/** A connection that a firewall dropped says nothing: it is asked this often, and given up after the timeout. */
const pingEveryMs = 15_000
const pingTimeoutMs = 5_000

export interface EventListener {
  close(): Promise<void>
}

interface Listening {
  readonly client: pg.Client
  readonly ended: Promise<void>
}

/**
 * Calls `onProject` with the id of each project that has new events. What was said while the connection was away is
 * lost, so after a reconnection it is called once for every project: readers resume from their own seq, and a call
 * without news costs them one empty read. The first connection is made before this resolves; where that fails it
 * throws Unavailable. Later ones are tried until close(). `onProgress` gets every notice of how far a job is, `onPresence` every one
 * of where a person is, as they come, `onAccess` hears when somebody was signed out, shut out or lost a role, and after a
 * reconnection.
 */
export async function listenForEvents(
  connectionString: string,
  onProject: (projectId: string) => void,
  onProgress: (payload: string) => void = () => undefined,
  onPresence: (payload: string) => void = () => undefined,
  onAccess: () => void = () => undefined,
): Promise<EventListener> {
  const hear: Heard = { onProject, onProgress, onPresence, onAccess }
  const stop = new AbortController()
  let listening = await startListening(connectionString, hear).catch((error: unknown) => {
    throw toCatalogueError(error)
  })
  const loop = (async () => {
    while (!stop.signal.aborted) {
      await watchConnection(listening, stop.signal)
      await endQuietly(listening.client)
      const next = await listenAgain(connectionString, hear, stop.signal)
      if (next) listening = next
    }
  })()
  return {
    close: async () => {
      stop.abort()
      await loop
    },
  }
}

interface Heard {
  readonly onProject: (projectId: string) => void
  readonly onProgress: (payload: string) => void
  readonly onPresence: (payload: string) => void
  readonly onAccess: () => void
}

async function startListening(
  connectionString: string,
  { onProject, onProgress, onPresence, onAccess }: Heard,
): Promise<Listening> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 5_000,
    query_timeout: pingTimeoutMs,
    keepAlive: true,
    application_name: 'assetloom-events',
  })
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()))
  // The end of the connection is what reconnects; without a listener an error would end the process.
  client.on('error', () => undefined)
  client.on('notification', ({ channel, payload }) => {
    if (channel === eventChannel && payload) onProject(payload)
    if (channel === progressChannel && payload) onProgress(payload)
    if (channel === presenceChannel && payload) onPresence(payload)
    if (channel === accessChannel) onAccess()
  })
  try {
    await client.connect()
    await client.query(`LISTEN ${eventChannel}`)
    await client.query(`LISTEN ${progressChannel}`)
    await client.query(`LISTEN ${presenceChannel}`)
    await client.query(`LISTEN ${accessChannel}`)
  } catch (error) {
    await endQuietly(client)
    throw error
  }
  return { client, ended }
}

/** Resolves when the connection is of no more use, or when asked to stop. */
async function watchConnection({ client, ended }: Listening, signal: AbortSignal): Promise<void> {
  const lost = ended.then(() => 'lost' as const)
  while (!signal.aborted) {
    const pause = new AbortController()
    const stopPause = () => pause.abort()
    signal.addEventListener('abort', stopPause, { once: true })
    const pinged = sleep(pingEveryMs, 'ping' as const, { signal: pause.signal }).catch(() => 'stop' as const)
    const woken = await Promise.race([lost, pinged])
    stopPause()
    signal.removeEventListener('abort', stopPause)
    if (woken !== 'ping') return
    const alive = await client.query('SELECT 1').then(
      () => true,
      () => false,
    )
    if (!alive) return
  }
}

async function listenAgain(
  connectionString: string,
  hear: Heard,
  signal: AbortSignal,
): Promise<Listening | null> {
  for (let delayMs = backoffMinMs; !signal.aborted; delayMs = Math.min(backoffMaxMs, delayMs * 2)) {
    let listening: Listening | undefined
    try {
      listening = await startListening(connectionString, hear)
      const { rows } = await listening.client.query<{ project_id: string }>('SELECT project_id FROM projects')
      for (const { project_id: projectId } of rows) hear.onProject(projectId)
      hear.onAccess()
      return listening
    } catch {
      if (listening) await endQuietly(listening.client)
      await sleep(delayMs, undefined, { signal }).catch(() => undefined)
    }
  }
  return null
}

/** Says goodbye; a peer that is gone does not hold us up. */
async function endQuietly(client: pg.Client): Promise<void> {
  const goodbye = client.end().catch(() => undefined)
  await Promise.race([goodbye, sleep(1_000, undefined, { ref: false })])
}
