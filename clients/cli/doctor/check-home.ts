import { access, constants, readdir, readFile, stat, statfs } from 'node:fs/promises'
import { freemem, homedir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { formatAgo, formatBytes } from '../../progress/format-figures.js'
import { okOrMissing, okOrWarning, type MachineCheck } from './machine-check.js'

/** A demo of 32 specs takes about 100 MB; below this a start may fail half way. */
const freeBytesMin = 2_000_000_000
/** Temporal, PostgreSQL and four Node processes take about 1.2 GB under load. */
const freeMemoryBytesMin = 1_500_000_000
const logBytesMax = 500_000_000
const backupAgeMaxMs = 7 * 86_400_000

/** The folder with all data, and what surrounds it. Nothing is changed. */
export async function checkHome(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
  nowMs: number,
): Promise<MachineCheck[]> {
  const isThere = (await stat(home).catch(() => null)) !== null
  const always = [checkDisk(home), checkMemory(), checkFolder(home), checkInstalled(env)]
  const ofHome = [checkSecrets(home), checkLogs(home), checkTemporalFile(home), checkPostgresMajor(home)]
  return await Promise.all(isThere ? [...always, ...ofHome, checkBackup(home, nowMs)] : always)
}

async function checkDisk(home: string): Promise<MachineCheck> {
  let dir = home
  while ((await stat(dir).catch(() => null)) === null && dir !== dirname(dir)) dir = dirname(dir)
  const { bavail, bsize } = await statfs(dir)
  return okOrWarning(
    'disk',
    bavail * bsize >= freeBytesMin,
    `${formatBytes(bavail * bsize)} free at ${dir}`,
    `Free ${formatBytes(freeBytesMin)}, or put the data elsewhere: --home DIR`,
  )
}

/** Memory that can be had without swapping: Linux counts caches in, others only what is free. */
async function checkMemory(): Promise<MachineCheck> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '')
  const kibibytes = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1]
  const free = kibibytes === undefined ? freemem() : Number(kibibytes) * 1024
  // macOS keeps most of its memory in caches and says so nowhere that Node reads.
  const isEnough = free >= freeMemoryBytesMin || process.platform === 'darwin'
  return okOrWarning(
    'memory',
    isEnough,
    `${formatBytes(free)} of ${formatBytes(totalmem())} to be had`,
    'End something large, or work will be slow and may be killed',
  )
}

async function checkFolder(home: string): Promise<MachineCheck> {
  const found = await stat(home).catch(() => null)
  if (found === null)
    return { name: 'home', state: 'ok', found: `${home} (made at the first start)`, mend: '' }
  const isUsable =
    found.isDirectory() &&
    (await access(home, constants.R_OK | constants.W_OK).then(
      () => true,
      () => false,
    ))
  if (!isUsable)
    return okOrMissing(
      'home',
      false,
      home,
      `It has to be a folder that you can write to: chown -R $USER ${home}, or --home DIR`,
    )
  const isOpen = (found.mode & 0o022) !== 0
  return okOrMissing(
    'home',
    !isOpen,
    `${home}${isOpen ? ', others may write to it' : ''}`,
    `chmod go-w ${home}`,
  )
}

async function checkSecrets(home: string): Promise<MachineCheck> {
  const dir = join(home, 'secrets')
  const names = await readdir(dir).catch(() => [])
  const open: string[] = []
  for (const name of names) {
    const found = await stat(join(dir, name)).catch(() => null)
    if (found?.isFile() === true && (found.mode & 0o077) !== 0) open.push(name)
  }
  return okOrMissing(
    'secrets',
    open.length === 0,
    open.length === 0 ? `${names.length} files, for you only` : `others may read ${open.join(', ')}`,
    `chmod 600 ${dir}/*`,
  )
}

async function checkLogs(home: string): Promise<MachineCheck> {
  const dir = join(home, 'logs')
  let bytes = 0
  for (const name of await readdir(dir).catch(() => []))
    bytes += (await stat(join(dir, name)).catch(() => null))?.size ?? 0
  return okOrWarning(
    'logs',
    bytes <= logBytesMax,
    `${formatBytes(bytes)} at ${dir}`,
    'Make ASSETLOOM_LOG_MAX_BYTES or ASSETLOOM_LOG_FILES smaller; old files may be deleted while nothing runs',
  )
}

/** Each server version has a file of its own: after an update open work is started again from the catalogue. */
async function checkTemporalFile(home: string): Promise<MachineCheck> {
  const names = await readdir(join(home, 'temporal')).catch(() => [])
  const files = names.filter((name) => /^temporal-.+\.sqlite$/.test(name)).sort()
  const versions = files.map((name) => name.replace(/^temporal-(.+)\.sqlite$/, '$1'))
  return okOrWarning(
    'Temporal file',
    files.length <= 1,
    files.length === 0 ? 'none yet' : `of version ${versions.join(' and ')}`,
    'Histories of an older version are no longer read; once nobody needs them, delete its files in temporal/',
  )
}

async function checkPostgresMajor(home: string): Promise<MachineCheck> {
  const dir = join(home, 'postgres')
  const majors: string[] = []
  for (const name of await readdir(dir).catch(() => [])) {
    const text = await readFile(join(dir, name, 'PG_VERSION'), 'utf8').catch(() => '')
    if (text.trim() !== '') majors.push(text.trim())
  }
  return okOrWarning(
    'PostgreSQL data',
    majors.length <= 1,
    majors.length === 0 ? 'none yet' : `of version ${majors.join(' and ')}`,
    'A version that is no longer used takes space: back up, and delete its folder in postgres/',
  )
}

/** `assetloom backup` leaves a note of its last one. */
async function checkBackup(home: string, nowMs: number): Promise<MachineCheck> {
  const text = await readFile(join(home, 'run', 'last-backup.json'), 'utf8').catch(() => '')
  const mend = 'npx assetloom backup DIR, into a folder on another disk'
  const note = readNote(text)
  if (note === null) return okOrWarning('backup', false, 'never, as far as this home knows', mend)
  const isFresh = nowMs - Date.parse(note.at) < backupAgeMaxMs
  return okOrWarning('backup', isFresh, `${formatAgo(note.at, nowMs)} in ${note.dir}`, mend)
}

function readNote(text: string): { readonly at: string; readonly dir: string } | null {
  try {
    const note: unknown = JSON.parse(text)
    if (typeof note !== 'object' || note === null || !('at' in note) || !('dir' in note)) return null
    const { at, dir } = note
    if (typeof at !== 'string' || typeof dir !== 'string' || Number.isNaN(Date.parse(at))) return null
    return { at, dir }
  } catch {
    return null
  }
}

/** Whether it starts by itself after a reboot. */
async function checkInstalled(env: Readonly<Record<string, string | undefined>>): Promise<MachineCheck> {
  const user = env['HOME'] || homedir()
  const folders = [
    join(env['XDG_CONFIG_HOME'] || join(user, '.config'), 'systemd', 'user'),
    join(user, 'Library', 'LaunchAgents'),
  ]
  for (const dir of folders) {
    const found = (await readdir(dir).catch(() => [])).find((name) => name.includes('assetloom'))
    if (found !== undefined) return { name: 'start at boot', state: 'ok', found: join(dir, found), mend: '' }
  }
  return {
    name: 'start at boot',
    state: 'absent',
    found: 'not installed; a reboot stops the service',
    mend: 'npx assetloom service install',
  }
}
