import { execFileSync } from 'node:child_process'
import { readdirSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { readOrNull } from './read-or-null.mjs'

/**
 * Who a process is: its pid and when it started. A pid alone is given to a stranger once its owner has died.
 * @typedef {{ pid: number, startTime: string }} ProcessIdentity
 */

/** The identity of a living process, or null when there is none (a zombie counts as dead). */
export function identifyProcess(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null
  const startTime = process.platform === 'linux' ? linuxStartTime(pid) : psStartTime(pid)
  return startTime === null ? null : { pid, startTime }
}

/** Whether the very process that was recorded is alive. */
export function isSameProcess(identity) {
  return identifyProcess(identity.pid)?.startTime === identity.startTime
}

/** The identity of this process. */
export function ownIdentity() {
  const identity = identifyProcess(process.pid)
  if (identity === null) throw new Error('The start time of this process cannot be read (is /proc mounted?).')
  return identity
}

/** Sends `signal` to the recorded process and to no other. Returns whether it was alive. */
export function signalProcess(identity, signal) {
  if (!isSameProcess(identity)) return false
  try {
    process.kill(identity.pid, signal)
    return true
  } catch (error) {
    if (error.code === 'ESRCH') return false
    throw error
  }
}

/** Pids of all processes one of whose arguments equals `argument`. */
export function findPidsByArgument(argument) {
  const found = []
  if (process.platform === 'linux') {
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue
      const text = readOrNull(`/proc/${entry}/cmdline`)
      if (text?.split('\0').includes(argument)) found.push(Number(entry))
    }
    return found
  }
  const list = execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' })
  for (const line of list.split('\n')) {
    const match = /^\s*(\d+)\s+(.*)$/.exec(line)
    if (match && ` ${match[2]} `.includes(` ${argument} `)) found.push(Number(match[1]))
  }
  return found
}

/** Pids of all processes of a program of this name that work in `dir`. Linux only; elsewhere none are found. */
export function findPidsByFolder(program, dir) {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((entry) => {
      if (!/^\d+$/.test(entry)) return false
      try {
        return (
          readlinkSync(`/proc/${entry}/cwd`) === dir &&
          basename(readlinkSync(`/proc/${entry}/exe`)) === program
        )
      } catch {
        return false
      }
    })
    .map(Number)
}

function linuxStartTime(pid) {
  const stat = readOrNull(`/proc/${pid}/stat`)
  if (stat === null) return null
  // The name (field 2) may hold spaces and brackets; fields are counted from after its last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  // Field 22 counts ticks since boot, which is unique only together with the boot.
  return `${bootId()}:${fields[19]}`
}

let cachedBootId = null

function bootId() {
  cachedBootId ??= (readOrNull('/proc/sys/kernel/random/boot_id') ?? '').trim().slice(0, 8)
  return cachedBootId
}

function psStartTime(pid) {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    }).trim()
    if (line === '' || line.startsWith('Z')) return null
    return line.replace(/^\S+\s+/, '')
  } catch {
    return null
  }
}
