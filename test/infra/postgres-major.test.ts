import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findPostgresBinaries } from '../../infra/dev/postgres-binaries.js'
import { initialisePostgresData } from '../../infra/dev/postgres-data.js'
import { planPostgresLaunch } from '../../infra/dev/postgres-launch.js'

test('a home whose catalogue another major version holds is refused, not begun anew', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'assetloom-major-'))
  try {
    mkdirSync(join(folder, '14'))
    writeFileSync(join(folder, '14', 'PG_VERSION'), '14\n')
    const launch = planPostgresLaunch(findPostgresBinaries(), join(folder, '18'), 'direct')
    await expect(initialisePostgresData(launch, 'secret')).rejects.toMatchObject({
      type: 'Conflict',
      message: expect.stringContaining('PostgreSQL 14'),
      hint: expect.stringContaining('backup'),
    })
    expect(readdirSync(folder)).toEqual(['14'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
