import type { Pool } from 'pg'
import type { JobProgress } from '../../core/generation/job-progress.js'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'

/** Channel of NOTIFY; the payload is a ProgressNotice. */
export const progressChannel = 'assetloom_progress'

/** Of one job: people see no more, and each is a round trip to the database. */
const noticeEveryMs = 200
const previewEveryMs = 500
/** A notice above this would be refused by PostgreSQL: it goes without its picture then. */
const payloadBytesMax = 7_900
const jobsMax = 1_000

interface Told {
  readonly atMs: number
  readonly phase: string
  readonly node: string | undefined
}

/** A notice on its way; its picture is small already. */
type Outgoing = Omit<JobProgress, 'preview'> & { readonly preview?: string }

/**
 * Tells how far jobs are to every listener of the database, and keeps nothing. Of a job only the newest counts: while the
 * database is slow or away the ones between are left out, so that painting never waits for them. What has no picture never
 * waits for one: a picture is made small beside it and goes with a notice of its own.
 */
export function createProgressTeller({
  pool,
  shrink,
  now = () => performance.now(),
}: {
  readonly pool: Pool
  readonly shrink: (picture: Uint8Array) => Promise<string | null>
  readonly now?: () => number
}): (progress: JobProgress) => void {
  const line = createNoticeLine(pool)
  const told = new Map<string, Told>()
  const pictured = new Map<string, number>()
  const newest = new Map<string, Outgoing>()
  return ({ preview, ...progress }) => {
    const { jobId, phase, node } = progress
    for (const known of [told, pictured, newest]) if (known.size >= jobsMax) known.clear()
    newest.set(jobId, progress)
    const last = told.get(jobId)
    const isOther = last === undefined || last.phase !== phase || last.node !== node
    if (isOther || now() - last.atMs >= noticeEveryMs) {
      told.set(jobId, { atMs: now(), phase, node })
      line.send(progress)
    }
    const isPictureDue = now() - (pictured.get(jobId) ?? -Infinity) >= previewEveryMs
    if (preview === undefined || !isPictureDue) return
    pictured.set(jobId, now())
    void shrink(preview.bytes).then(
      (picture) => {
        const current = newest.get(jobId)
        // The job may have gone on while the picture was made small: it shows where it is now.
        if (picture !== null && current?.phase === phase) line.send({ ...current, preview: picture })
      },
      // It is told without its picture.
      () => undefined,
    )
  }
}

/** Sends one after the other, of each job only the newest. */
function createNoticeLine(pool: Pool) {
  const waiting = new Map<string, Outgoing>()
  let isTelling = false
  const tellAll = async (): Promise<void> => {
    isTelling = true
    for (let next = takeFirst(waiting); next !== null; next = takeFirst(waiting))
      await pool
        .query('SELECT pg_notify($1, $2)', [progressChannel, payloadOf(next)])
        // Whoever watches sees the next one; what is kept comes by events.
        .catch(() => undefined)
    isTelling = false
  }
  return {
    send: (notice: Outgoing): void => {
      const picture = notice.preview ?? waiting.get(notice.jobId)?.preview
      waiting.set(notice.jobId, { ...notice, ...(picture === undefined ? {} : { preview: picture }) })
      if (!isTelling) void tellAll()
    },
  }
}

function takeFirst(waiting: Map<string, Outgoing>): Outgoing | null {
  for (const [jobId, notice] of waiting) {
    waiting.delete(jobId)
    return notice
  }
  return null
}

function payloadOf(outgoing: Outgoing): string {
  const whole = JSON.stringify(outgoing satisfies ProgressNotice)
  if (Buffer.byteLength(whole) <= payloadBytesMax) return whole
  const { preview: _, ...notice } = outgoing
  return JSON.stringify(notice)
}
