import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AssetloomError } from '../../core/errors.js'

/**
 * Reads the secret at `path`, or writes a new one of 256 random bits (base64url) with mode 0600.
 * The file appears whole: it is written beside its place and linked in, so two processes at once get one secret.
 * Throws InvalidInput when the file is there but empty.
 */
export async function ensureSecret(path: string): Promise<string> {
  const found = await readSecret(path)
  if (found !== null) return found
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draftPath = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const file = await open(draftPath, 'wx', 0o600)
    try {
      await file.writeFile(`${randomBytes(32).toString('base64url')}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(draftPath, path).catch((error: NodeJS.ErrnoException) => {
      // The other process was first: its secret is the one.
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(draftPath, { force: true })
  }
  const secret = await readSecret(path)
  if (secret === null) throw new Error(`${path} vanished while it was written.`)
  return secret
}

/** The secret at `path`, or null when there is no such file. Tightens a mode that others could read. */
export async function readSecret(path: string): Promise<string | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const secret = text.trim()
  if (secret === '') {
    throw new AssetloomError(
      'InvalidInput',
      `The secret file ${path} is empty.`,
      'Delete it and start again: a new secret is made.',
      { path },
    )
  }
  await chmod(path, 0o600)
  return secret
}
