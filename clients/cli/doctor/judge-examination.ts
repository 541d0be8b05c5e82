import type { DatabaseExamination, StackExamination, TemporalExamination } from '../../../core/examination.js'
import { formatBytes, formatSeconds } from '../../progress/format-figures.js'
import { okOrMissing, okOrWarning, type MachineCheck } from './machine-check.js'

/** Decisions and deadlines are not made by clocks, but times that people read are. */
const clockSkewMaxMs = 5_000
/** The outbox is drained each second; this old, nothing takes its messages. */
const outboxAgeMaxMs = 120_000
const reservationAgeMaxMs = 15 * 60_000
/** What is decided in Temporal must be seen for days. */
const retentionDaysMin = 7
const quotaShareMax = 0.9

/** What the facts about Postgres and Temporal mean, each with its mend. */
export function judgeExamination({ database, temporal, store }: StackExamination): MachineCheck[] {
  const trouble = store?.trouble ?? null
  return [
    ...judgeDatabase(database),
    ...(trouble === null ? [] : [okOrMissing('objects', false, trouble.found, trouble.mend)]),
    ...judgeTemporal(temporal),
  ]
}

function judgeDatabase(facts: DatabaseExamination | string): MachineCheck[] {
  if (typeof facts === 'string')
    return [
      okOrMissing(
        'database',
        false,
        facts,
        'It is started again by itself; if not: npx assetloom down, then up',
      ),
    ]
  const skew = Math.abs(facts.clockSkewMs)
  const checks = [
    judgeSchema(facts),
    okOrWarning(
      'database clock',
      skew <= clockSkewMaxMs,
      skew <= clockSkewMaxMs ? 'agrees' : `${formatSeconds(skew / 1000)} apart from this machine`,
      'Set both clocks by NTP: timedatectl set-ntp true',
    ),
    okOrWarning(
      'outbox',
      facts.outboxOldestMs <= outboxAgeMaxMs,
      facts.outboxOpen === 0
        ? 'empty'
        : `${facts.outboxOpen} messages wait, the oldest for ${formatSeconds(facts.outboxOldestMs / 1000)}`,
      'Nothing is lost. Temporal or its orchestrator worker is away: see the lines on Temporal below',
    ),
    okOrWarning(
      'reservations',
      facts.reservationsUnsettled === 0 || facts.reservationsOldestMs <= reservationAgeMaxMs,
      facts.reservationsUnsettled === 0
        ? 'all settled'
        : `${facts.reservationsUnsettled} neither charged nor given back, the oldest for ${formatSeconds(facts.reservationsOldestMs / 1000)}`,
      'Look for failing activities: npx assetloom run list',
    ),
    okOrWarning(
      'reviews',
      facts.reviewsOverdue === 0,
      facts.reviewsOverdue === 0
        ? 'none overdue'
        : `${facts.reviewsOverdue} specs have waited for a person for more than 7 days`,
      'npx assetloom status names them',
    ),
  ]
  return facts.storedBytes === null
    ? checks
    : [...checks, judgeStore(facts.storedBytes, facts.storeQuotaBytes)]
}

function judgeSchema({ version, migrationsMissing, migrationsUnknown }: DatabaseExamination): MachineCheck {
  if (migrationsUnknown.length > 0)
    return okOrMissing(
      'database',
      false,
      `PostgreSQL ${version}, a newer schema than this program's: ${migrationsUnknown.join(', ')}`,
      'Start the newer version of assetloom, or restore a backup made before it',
    )
  return okOrWarning(
    'database',
    migrationsMissing.length === 0,
    `PostgreSQL ${version}, ${migrationsMissing.length === 0 ? 'schema as this program has it' : `${migrationsMissing.length} migrations behind`}`,
    'The next start of the service brings it up to date: npx assetloom down, then up',
  )
}

function judgeStore(bytes: number, quotaBytes: number | null): MachineCheck {
  const quota = quotaBytes === null || quotaBytes <= 0 ? null : quotaBytes
  return okOrWarning(
    'object store',
    quota === null || bytes <= quota * quotaShareMax,
    quota === null ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(quota)}`,
    'Free space (npx assetloom gc shows what nobody needs) or raise OBJECT_STORE_MAX_BYTES',
  )
}

function judgeTemporal(facts: TemporalExamination | string): MachineCheck[] {
  if (typeof facts === 'string')
    return [
      okOrMissing(
        'Temporal',
        false,
        facts,
        'It is started again by itself; if not: npx assetloom down, then up',
      ),
    ]
  const idle = facts.queues.filter((queue) => queue.pollers === 0).map((queue) => queue.name)
  const [stuck] = facts.stuck
  const [failing] = facts.failing
  return [
    okOrWarning(
      'Temporal',
      facts.retentionDays >= retentionDaysMin,
      `${facts.version}, keeps histories for ${facts.retentionDays} days`,
      'Let the namespace keep them longer: temporal operator namespace update --retention 30d',
    ),
    okOrMissing(
      'search attributes',
      facts.missingAttributes.length === 0,
      facts.missingAttributes.length === 0 ? 'all there' : `missing: ${facts.missingAttributes.join(', ')}`,
      'The orchestrator adds them at its start: npx assetloom down, then up',
    ),
    okOrWarning(
      'Temporal clock',
      facts.clockAheadMs <= clockSkewMaxMs,
      facts.clockAheadMs <= clockSkewMaxMs ? 'agrees' : `${formatSeconds(facts.clockAheadMs / 1000)} ahead`,
      'Set both clocks by NTP: timedatectl set-ntp true',
    ),
    okOrMissing(
      'workers',
      idle.length === 0,
      idle.length === 0
        ? facts.queues.map((queue) => queue.name).join(', ')
        : `nobody serves ${idle.join(', ')}`,
      'The supervisor starts them again; if not, their logs say why, and npx assetloom down, then up',
    ),
    okOrMissing(
      'workflow code',
      stuck === undefined,
      stuck === undefined
        ? 'no workflow is stuck'
        : `${facts.stuck.length} stuck, such as ${stuck.workflowId} (attempt ${stuck.attempt})`,
      'Run the version that began it: npx assetloom upgrade check says what does not replay',
    ),
    okOrWarning(
      'activities',
      failing === undefined,
      failing === undefined
        ? 'none fails again and again'
        : `${facts.failing.length} fail, such as ${failing.activity} (attempt ${failing.attempt}): ${failing.message}`,
      'Mend what the message says; the next attempt then succeeds by itself',
    ),
  ]
}
