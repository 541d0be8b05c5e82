import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkHome } from '../../clients/cli/doctor/check-home.js'
import { checkStack } from '../../clients/cli/doctor/check-stack.js'
import { judgeExamination } from '../../clients/cli/doctor/judge-examination.js'
import type { LocalStack, LocalStackStatus } from '../../clients/cli/local-stack.js'
import type { DatabaseExamination, TemporalExamination } from '../../core/examination.js'

const now = Date.UTC(2026, 10, 21, 8)
const database: DatabaseExamination = {
  version: '18.0',
  clockSkewMs: 12,
  migrationsMissing: [],
  migrationsUnknown: [],
  outboxOpen: 0,
  outboxOldestMs: 0,
  reservationsUnsettled: 0,
  reservationsOldestMs: 0,
  reviewsOverdue: 0,
  storedBytes: 1_000_000,
  storeQuotaBytes: 10_000_000,
}
const temporal: TemporalExamination = {
  version: '1.29.1',
  retentionDays: 30,
  missingAttributes: [],
  queues: [{ name: 'paint (activity)', pollers: 2 }],
  clockAheadMs: 0,
  stuck: [],
  failing: [],
}

describe('what the doctor makes of Postgres and Temporal', () => {
  const wrong = (changes: {
    database?: Partial<DatabaseExamination>
    temporal?: Partial<TemporalExamination>
  }) =>
    judgeExamination({
      database: { ...database, ...changes.database },
      temporal: { ...temporal, ...changes.temporal },
    }).filter((check) => check.state !== 'ok')

  it('is all well for a stack that is well, with nothing to mend', () => {
    const checks = judgeExamination({ database, temporal })
    expect(checks.filter((check) => check.state !== 'ok' || check.mend !== '')).toEqual([])
  })

  it.each([
    ['database clock', 'warning', { database: { clockSkewMs: -60_000 } }, '60 s apart'],
    ['database', 'warning', { database: { migrationsMissing: ['a'] } }, '1 migrations behind'],
    ['database', 'missing', { database: { migrationsUnknown: ['z'] } }, 'newer schema'],
    ['outbox', 'warning', { database: { outboxOpen: 3, outboxOldestMs: 600_000 } }, '3 messages wait'],
    [
      'reservations',
      'warning',
      { database: { reservationsUnsettled: 2, reservationsOldestMs: 3_600_000 } },
      'the oldest for 1 h',
    ],
    ['reviews', 'warning', { database: { reviewsOverdue: 4 } }, '4 specs'],
    ['object store', 'warning', { database: { storedBytes: 9_500_000 } }, '9.5 MB of 10.0 MB'],
    ['Temporal', 'warning', { temporal: { retentionDays: 1 } }, '1 days'],
    ['search attributes', 'missing', { temporal: { missingAttributes: ['SpecKey'] } }, 'SpecKey'],
    ['Temporal clock', 'warning', { temporal: { clockAheadMs: 90_000 } }, 'ahead'],
    [
      'workers',
      'missing',
      { temporal: { queues: [{ name: 'paint (activity)', pollers: 0 }] } },
      'nobody serves paint (activity)',
    ],
    [
      'workflow code',
      'missing',
      { temporal: { stuck: [{ workflowId: 'assetRun/x', attempt: 7 }] } },
      'assetRun/x',
    ],
    [
      'activities',
      'warning',
      {
        temporal: { failing: [{ workflowId: 'w', activity: 'scoreVariants', attempt: 9, message: 'full' }] },
      },
      'scoreVariants (attempt 9): full',
    ],
  ] as const)('finds %s (%s) and says how to mend it', (name, state, changes, found) => {
    const [check, ...more] = wrong(changes)
    expect(more).toEqual([])
    expect([check?.name, check?.state]).toEqual([name, state])
    expect(check?.found).toContain(found)
    expect(check?.mend).not.toBe('')
  })

  it('names a bucket that cannot be used, with its mend', () => {
    const trouble = { found: 'the bucket art is not there', mend: 'make it' }
    const store = { place: 's3://art/', trouble }
    const checks = judgeExamination({ database, temporal, store })
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([
      { name: 'objects', state: 'missing', found: trouble.found, mend: 'make it' },
    ])
    expect(judgeExamination({ database, temporal, store: { ...store, trouble: null } }).length).toBe(
      checks.length - 1,
    )
  })

  it('passes on why something did not answer', () => {
    const checks = judgeExamination({ database: 'connection refused', temporal: 'deadline exceeded' })
    expect(checks.map((check) => [check.state, check.found])).toEqual([
      ['missing', 'connection refused'],
      ['missing', 'deadline exceeded'],
    ])
  })
})

describe('what the doctor finds in a home', () => {
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'assetloom-doctor-'))
    for (const dir of ['secrets', 'logs', 'run', 'temporal', 'postgres/18']) {
      await mkdir(join(home, dir), { recursive: true })
    }
    await writeFile(join(home, 'secrets', 'api-token'), 'x', { mode: 0o600 })
    await writeFile(join(home, 'postgres', '18', 'PG_VERSION'), '18\n')
    await writeFile(join(home, 'temporal', 'temporal-1.29.1.sqlite'), '')
  })
  afterEach(() => rm(home, { recursive: true }))

  const find = async (name: string) => {
    const checks = await checkHome(home, { HOME: home }, now)
    return checks.find((check) => check.name === name)
  }

  it('is a secret that others can read, with the command that closes it', async () => {
    expect(await find('secrets')).toMatchObject({ state: 'ok' })
    await chmod(join(home, 'secrets', 'api-token'), 0o644)
    expect(await find('secrets')).toMatchObject({
      state: 'missing',
      found: 'others may read api-token',
      mend: `chmod 600 ${home}/secrets/*`,
    })
  })

  it('is a folder that others can write to', async () => {
    await chmod(home, 0o777)
    expect(await find('home')).toMatchObject({ state: 'missing', mend: `chmod go-w ${home}` })
  })

  it('is a second version of Temporal or PostgreSQL that only takes space', async () => {
    expect(await find('Temporal file')).toMatchObject({ state: 'ok', found: 'of version 1.29.1' })
    await writeFile(join(home, 'temporal', 'temporal-1.31.0.sqlite'), '')
    expect(await find('Temporal file')).toMatchObject({
      state: 'warning',
      found: 'of version 1.29.1 and 1.31.0',
    })
    await mkdir(join(home, 'postgres', '17'))
    await writeFile(join(home, 'postgres', '17', 'PG_VERSION'), '17\n')
    expect(await find('PostgreSQL data')).toMatchObject({ state: 'warning', found: 'of version 17 and 18' })
  })

  it('is a backup that is missing, old or of an unreadable note', async () => {
    expect(await find('backup')).toMatchObject({ state: 'warning' })
    const note = join(home, 'run', 'last-backup.json')
    const at = (days: number) => new Date(now - days * 86_400_000).toISOString()
    await writeFile(note, JSON.stringify({ at: at(1), dir: '/mnt/b' }))
    expect(await find('backup')).toMatchObject({ state: 'ok', found: 'yesterday in /mnt/b' })
    await writeFile(note, JSON.stringify({ at: at(30), dir: '/mnt/b' }))
    expect(await find('backup')).toMatchObject({ state: 'warning', found: '30 days ago in /mnt/b' })
    await writeFile(note, '{"at":')
    expect(await find('backup')).toMatchObject({ state: 'warning' })
  })

  it('is whether it starts after a reboot', async () => {
    expect(await find('start at boot')).toMatchObject({ state: 'absent' })
    await mkdir(join(home, '.config', 'systemd', 'user'), { recursive: true })
    await writeFile(join(home, '.config', 'systemd', 'user', 'assetloom-home.service'), '')
    expect(await find('start at boot')).toMatchObject({ state: 'ok' })
  })

  it('is little for a home that is not made yet', async () => {
    const checks = await checkHome(join(home, 'new'), { HOME: home }, now)
    expect(checks.map((check) => check.name)).toEqual(['disk', 'memory', 'home', 'start at boot'])
  })
})

describe('what the doctor sees of a stack', () => {
  const status: LocalStackStatus = {
    state: 'up',
    running: true,
    apiUrl: 'http://127.0.0.1:1',
    temporalAddress: null,
    temporalUiUrl: null,
    parts: [{ name: 'image', pid: 1, alive: true, restarts: 0 }],
    outdated: [],
  }
  const look = async (changes: Partial<LocalStackStatus>) => {
    const local = { status: async () => ({ ...status, ...changes }) } as unknown as LocalStack
    return (await checkStack('home', local)).filter((check) => !check.name.startsWith('port'))
  }

  it('is well, or names parts that ended, restarted often or run older code', async () => {
    expect((await look({})).every((check) => check.state === 'ok')).toBe(true)
    const parts = [
      { name: 'image', pid: 1, alive: false, restarts: 0 },
      { name: 'api', pid: 2, alive: true, restarts: 9 },
    ]
    const checks = await look({ parts, outdated: ['api'] })
    expect(checks.filter((check) => check.state === 'warning').map((check) => check.found)).toEqual([
      'image has ended, api was started again 9 times',
      'older than this build: api',
    ])
  })

  it('is a killed supervisor with what it left', async () => {
    const [service] = await look({ state: 'stale', running: false, apiUrl: null })
    expect(service).toMatchObject({ state: 'warning', found: 'it was killed and left image (pid 1) running' })
  })
})
