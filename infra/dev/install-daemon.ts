import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describeEnvironment } from '../../adapters/config/config.schema.js'
import { AssetloomError } from '../../core/errors.js'
import { cacheFolder } from './cache-folder.mjs'
import { writeLaunchdPlist } from './launchd-plist.js'
import { findPackageRoot } from './package-root.js'
import { type DaemonPlan, writeEnvironmentFile, writeSystemdUnit } from './systemd-unit.js'

export interface DaemonFiles {
  readonly name: string
  readonly unitFile: string
  readonly unit: string
  readonly environmentFile: string
  readonly environment: string
}

/** What `service install` writes on this machine. Throws InvalidInput where there is neither systemd nor launchd. */
export function planDaemon(
  home: string,
  scope: DaemonPlan['scope'],
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): DaemonFiles {
  const absoluteHome = resolve(home)
  const plan: DaemonPlan = {
    node: process.execPath,
    clone: findPackageRoot(),
    home: absoluteHome,
    cacheDir: cacheFolder(),
    environmentFile: join(absoluteHome, 'secrets', 'service.env'),
    scope,
    userName: userInfo().username,
    isRoot: process.getuid?.() === 0,
  }
  const settings = presentSettings(env)
  // One home, one unit: the same home gives the same name.
  const key = createHash('sha256').update(absoluteHome).digest('hex').slice(0, 8)
  const common = { environmentFile: plan.environmentFile, environment: writeEnvironmentFile(settings) }
  if (platform === 'darwin') {
    const name = `org.assetloom.${key}`
    const unitFile = join(homedir(), 'Library', 'LaunchAgents', `${name}.plist`)
    return { ...common, name, unitFile, unit: writeLaunchdPlist(name, plan, settings) }
  }
  if (platform !== 'linux')
    throw new AssetloomError(
      'InvalidInput',
      `There is no service for ${platform}.`,
      'On Windows run it in WSL2 with systemd; elsewhere start npx assetloom up from what starts programs there.',
    )
  const name = `assetloom-${key}.service`
  const unitsDir =
    scope === 'system'
      ? '/etc/systemd/system'
      : join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'systemd', 'user')
  return { ...common, name, unitFile: join(unitsDir, name), unit: writeSystemdUnit(plan) }
}

/** Writes the unit and its settings, and starts it. Returns what is left for the user to do, if anything. */
export async function installDaemon(files: DaemonFiles, scope: DaemonPlan['scope']): Promise<string[]> {
  await writeWhole(files.environmentFile, files.environment, 0o600)
  await writeWhole(files.unitFile, files.unit, 0o644)
  if (process.platform === 'darwin')
    return [`launchctl bootstrap gui/${process.getuid?.() ?? ''} ${files.unitFile}`]
  await systemctl(scope, 'daemon-reload')
  await systemctl(scope, 'enable', '--now', files.name)
  const { username } = userInfo()
  const lingers = existsSync(join('/var/lib/systemd/linger', username))
  return scope === 'user' && !lingers ? [`loginctl enable-linger ${username}`] : []
}

/** Stops the service and removes its unit; home and settings stay. Returns whether there was one. */
export async function uninstallDaemon(files: DaemonFiles, scope: DaemonPlan['scope']): Promise<boolean> {
  if (!existsSync(files.unitFile)) return false
  if (process.platform === 'darwin')
    await run('launchctl', ['bootout', `gui/${process.getuid?.() ?? ''}/${files.name}`]).catch(() => '')
  else await systemctl(scope, 'disable', '--now', files.name)
  await rm(files.unitFile, { force: true })
  if (process.platform !== 'darwin') await systemctl(scope, 'daemon-reload')
  return true
}

/** `active`, `inactive`, `failed` ... as the machine says; `absent` without a unit, `unknown` when nobody answers. */
export async function daemonState(files: DaemonFiles, scope: DaemonPlan['scope']): Promise<string> {
  if (!existsSync(files.unitFile)) return 'absent'
  if (process.platform === 'darwin') return 'installed'
  const args = [
    ...(scope === 'user' ? ['--user'] : []),
    'show',
    '--property=ActiveState',
    '--value',
    files.name,
  ]
  const said = await run('systemctl', args).catch(() => '')
  return said.trim() || 'unknown'
}

async function systemctl(scope: DaemonPlan['scope'], ...args: string[]): Promise<void> {
  const whole = [...(scope === 'user' ? ['--user'] : []), ...args]
  try {
    await run('systemctl', whole)
  } catch (error) {
    throw new AssetloomError(
      'Unavailable',
      `systemctl ${whole.join(' ')} failed: ${error instanceof Error ? error.message.trim() : String(error)}`,
      scope === 'user'
        ? 'The files are written. Log in as this user (not by su), or use --system as root; --print shows the unit.'
        : 'The files are written. Run it as root; --print shows the unit.',
    )
  }
}

function run(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { timeout: 120_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(stderr.trim() || error.message))
    })
  })
}

/** The settings of this call, the secret ones too: the service is to run as the command here would. */
function presentSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  const settings: Record<string, string> = {}
  for (const { name } of describeEnvironment()) {
    const value = env[name]
    if (name !== 'ASSETLOOM_HOME' && value !== undefined && value !== '') settings[name] = value
  }
  return settings
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(`${path}.tmp`, text, { mode })
  await rename(`${path}.tmp`, path)
}
