import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AssetloomError } from '../../core/errors.js'
import type { UpgradeReport } from '../../core/upgrade-report.js'
import { checkUpgrade } from '../../infra/dev/check-upgrade.js'

const report: UpgradeReport = {
  ...{ build: null, open: 2, replayed: 2, gone: 0 },
  broken: [
    { workflowId: 'productionRun/run_7', type: 'productionRun', eventId: 5, message: 'another order' },
  ],
}

describe('the process that replays for an upgrade', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assetloom-check-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Checks with a process that writes these lines and ends so. */
  const checkWith = async ({ out = [], err = [], end }: { out?: string[]; err?: string[]; end: string }) => {
    const entry = join(folder, 'replay.mjs')
    const lines = [...out.map((line) => ['log', line]), ...err.map((line) => ['error', line])]
    const said = lines.map(([where, line]) => `console.${where}(${JSON.stringify(line)})\n`).join('')
    writeFileSync(entry, `${said}${end}\n`)
    return await checkUpgrade({ address: '127.0.0.1:1', mode: 'source', env: process.env, entry })
  }
  const refusalOf = async (checking: Promise<UpgradeReport>): Promise<AssetloomError> => {
    const refusal = await checking.catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(AssetloomError)
    return refusal as AssetloomError
  }

  it('may be talked over by a library on stdout: its report is the last line', async () => {
    const out = ['WARN Failing workflow task', '{"level":"warn"}', JSON.stringify(report)]
    expect(await checkWith({ out, end: 'process.exitCode = 1' })).toEqual(report)
  })

  it('is heard to the last word when it breaks down: both outputs and how it ended', async () => {
    const { type, message } = await refusalOf(
      checkWith({ out: ['half a rep'], err: ['first word', 'last word'], end: 'process.exitCode = 1' }),
    )
    expect(type).toBe('Unavailable')
    for (const words of ['ended with 1', 'first word', 'last word', 'half a rep'])
      expect(message).toContain(words)
    expect((await refusalOf(checkWith({ end: "process.kill(process.pid, 'SIGKILL')" }))).message).toMatch(
      /ended with SIGKILL/,
    )
  })

  it('says what to do when it knows, and what it warned of before', async () => {
    const last = JSON.stringify({ message: 'nobody listens there', hint: 'name another address' })
    const { message, hint } = await refusalOf(
      checkWith({ err: ['a warning', last], end: 'process.exitCode = 2' }),
    )
    expect(hint).toBe('name another address')
    expect(message).toMatch(/could not be replayed: nobody listens there\nended with 2\na warning$/)
  })
})
