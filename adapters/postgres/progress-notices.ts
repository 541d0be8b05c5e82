import type { Pool } from 'pg'
import type { JobProgress } from '../../core/generation/job-progress.js'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'

/** Channel of NOTIFY; the payload is a ProgressNotice. */
export const progressChannel = 'assetloom_progress'

/** Of one job: people see no more, and each is a round trip to the database. */
const noticeEveryMs = 200
/** A notice above this would be refused by PostgreSQL: it goes without its picture then. */
const payloadBytesMax = 7_900
const jobsMax = 1_000

interface Told {
  atMs: number
  phase: string
}

/**
 * Tells how far jobs are to every listener of the database, and keeps nothing. Of a job only the newest counts: while the
 * database is slow or away the ones between are left out, so that painting never waits for them.
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
  const waiting = new Map<string, JobProgress>()
  const told = new Map<string, Told>()
  let isTelling = false
  const tellAll = async (): Promise<void> => {
    isTelling = true
    try {
      for (let next = takeFirst(waiting); next !== null; next = takeFirst(waiting)) {
        const payload = await payloadOf(next, shrink)
        await pool.query('SELECT pg_notify($1, $2)', [progressChannel, payload])
      }
    } catch {
      // Whoever watches sees the next one; what is kept comes by events.
      waiting.clear()
    } finally {
      isTelling = false
    }
  }
  return (progress) => {
    const { jobId, phase } = progress
    const last = told.get(jobId)
    const isDue = last === undefined || last.phase !== phase || now() - last.atMs >= noticeEveryMs
    if (!isDue && progress.preview === undefined) return
    if (told.size >= jobsMax) told.clear()
    told.set(jobId, { atMs: now(), phase })
    const earlier = waiting.get(jobId)
    waiting.set(
      jobId,
      earlier?.preview && !progress.preview ? { ...progress, preview: earlier.preview } : progress,
    )
    if (!isTelling) void tellAll()
  }
}

function takeFirst(waiting: Map<string, JobProgress>): JobProgress | null {
  for (const [jobId, progress] of waiting) {
    waiting.delete(jobId)
    return progress
  }
  return null
}

async function payloadOf(
  { preview, ...progress }: JobProgress,
  shrink: (picture: Uint8Array) => Promise<string | null>,
): Promise<string> {
  const notice: ProgressNotice = progress
  const picture = preview === undefined ? null : await shrink(preview.bytes)
  const whole = JSON.stringify(picture === null ? notice : { ...notice, preview: picture })
  return Buffer.byteLength(whole) <= payloadBytesMax ? whole : JSON.stringify(notice)
}
