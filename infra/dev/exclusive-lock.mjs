import { createHash, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isSameProcess, ownIdentity } from './process-identity.mjs'
import { readOrNull } from './read-or-null.mjs'

/**
 * Takes the lock file at `path`, or tells who holds it. The lock of a dead process is taken over.
 *
 * A lock appears whole (written aside, then linked in, which fails when one is there). To take over a stale lock its
 * claim is locked first, a file named by the hash of the stale lock's content: that content holds a nonce, so the
 * claim belongs to this one lock; only the holder of the claim replaces it, and looks again before it does. A claim
 * whose holder died is stale itself and is taken over the same way.
 */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true })
  const content = JSON.stringify({ ...ownIdentity(), nonce: randomBytes(8).toString('hex') })
  return place(path, content)
}

/** Waits for the lock up to `waitMs`, runs `work`, releases. `onWait` is called once when it has to wait. */
export async function withLock(path, { waitMs, onWait }, work) {
  const deadline = Date.now() + waitMs
  let lock = tryLock(path)
  if (!lock.held) onWait?.(lock.holder)
  while (!lock.held) {
    if (Date.now() > deadline) {
      throw new Error(
        `Process ${lock.holder.pid} has held ${path} for ${Math.round(waitMs / 1000)} s. Wait for it or end it, then try again.`,
      )
    }
    await sleep(200)
    lock = tryLock(path)
  }
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** Who holds the lock: the identity of a living process, or null. */
export function readLockHolder(path) {
  const holder = parse(readOrNull(path))
  return holder !== null && isSameProcess(holder) ? { pid: holder.pid, startTime: holder.startTime } : null
}

function place(path, content) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (linkNew(path, content)) return lockOf(path, content)
    const found = readOrNull(path)
    if (found === null) continue
    const holder = parse(found)
    if (holder !== null && isSameProcess(holder)) {
      return { held: false, holder: { pid: holder.pid, startTime: holder.startTime } }
    }
    const key = createHash('sha256').update(found).digest('hex').slice(0, 16)
    const claim = place(`${path.replace(/\.claim-.*$/, '')}.claim-${key}`, content)
    // The claimer is about to replace the lock: it holds it as far as others are concerned.
    if (!claim.held) return claim
    try {
      if (readOrNull(path) !== found) continue
      replace(path, content)
      return lockOf(path, content)
    } finally {
      claim.release()
    }
  }
  throw new Error(`The lock ${path} changes hands too fast. Try again.`)
}

function lockOf(path, content) {
  return {
    held: true,
    release: () => {
      if (readOrNull(path) === content) rmSync(path, { force: true })
    },
  }
}

function linkNew(path, content) {
  const draft = writeDraft(path, content)
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    // Some mounted folders know no hard links.
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(error.code)) return createNew(path, content)
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function createNew(path, content) {
  try {
    writeFileSync(path, content, { mode: 0o600, flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function replace(path, content) {
  renameSync(writeDraft(path, content), path)
}

function writeDraft(path, content) {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
  writeFileSync(draft, content, { mode: 0o600 })
  return draft
}

function parse(text) {
  try {
    const value = JSON.parse(text)
    return Number.isInteger(value?.pid) && typeof value.startTime === 'string' ? value : null
  } catch {
    return null
  }
}
