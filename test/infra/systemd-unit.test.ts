import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { planDaemon } from '../../infra/dev/install-daemon.js'
import { type DaemonPlan, writeEnvironmentFile, writeSystemdUnit } from '../../infra/dev/systemd-unit.js'

const folder = mkdtempSync(join(tmpdir(), 'assetloom unit 100% $x "y" '))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function plan(scope: DaemonPlan['scope'], changes: Partial<DaemonPlan> = {}): DaemonPlan {
  const clone = join(folder, 'clone')
  mkdirSync(join(clone, 'infra', 'dev'), { recursive: true })
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  return {
    ...{ node: process.execPath, clone, home, cacheDir: join(folder, 'cache'), scope },
    ...{ environmentFile: join(home, 'secrets', 'service.env'), userName: 'daemon', isRoot: false },
    ...changes,
  }
}

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

describe('the unit of the service', () => {
  it('stops in order, starts again after a crash, and hardens what it can', () => {
    const user = writeSystemdUnit(plan('user'))
    for (const line of [
      'KillMode=mixed',
      'Restart=on-failure',
      'NoNewPrivileges=yes',
      'WantedBy=default.target',
    ])
      expect(user.split('\n')).toContain(line)
    expect(user).not.toMatch(/ProtectSystem|User=/)
    const system = writeSystemdUnit(plan('system')).split('\n')
    expect(system).toContain('ProtectSystem=strict')
    expect(system).toContain('User=daemon')
    expect(system).toContain('WantedBy=multi-user.target')
    // Root's PostgreSQL lives in a user namespace.
    expect(writeSystemdUnit(plan('system', { isRoot: true }))).not.toContain('RestrictNamespaces')
  })

  it('quotes what systemd would expand, and systemd itself finds nothing to object to', () => {
    const text = writeSystemdUnit(plan('user'))
    expect(text).toContain('100%%')
    expect(text).toMatch(/^ExecStart=".*\$\$x.*up" "--foreground"$/m)
    for (const scope of ['user', 'system'] as const) {
      const path = join(folder, `assetloom-${scope}.service`)
      writeFileSync(path, writeSystemdUnit(plan(scope)))
      const said = hasSystemd
        ? spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' }).stderr
        : ''
      // Other units of the machine may have their own complaints.
      expect(said.split('\n').filter((line) => line.includes(`assetloom-${scope}`))).toEqual([])
    }
  })

  it('refuses a path with a line break, and settings come back from the shell as they were', () => {
    expect(() => writeSystemdUnit(plan('user', { home: '/a\nExecStartPre=/bin/evil' }))).toThrow(
      'control character',
    )
    const value = 'a "b" \\ $HOME `id` ü'
    const file = join(folder, 'service.env')
    writeFileSync(file, writeEnvironmentFile({ ODD: value }), { mode: 0o600 })
    const said = execFileSync('sh', ['-c', '. "$1"; printf %s "$ODD"', 'sh', file], { encoding: 'utf8' })
    expect(said).toBe(value)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('has one name a home, keeps secrets out of the unit, and says where there is no service', () => {
    const env = { DATABASE_URL: 'postgres://u:hidden@h/d', XDG_CONFIG_HOME: folder }
    const one = planDaemon(join(folder, 'home'), 'user', env, 'linux')
    expect(planDaemon(`${folder}/./home`, 'user', env, 'linux').name).toBe(one.name)
    expect(one.unitFile).toBe(join(folder, 'systemd', 'user', one.name))
    expect(one.unit).not.toContain('hidden')
    expect(one.environment).toContain('hidden')
    expect(planDaemon(folder, 'user', {}, 'darwin').unit).toContain('<key>KeepAlive</key>')
    expect(() => planDaemon(folder, 'user', {}, 'win32')).toThrow('no service')
  })
})
