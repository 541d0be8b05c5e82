import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { copyFile, link, lstat, mkdir, open, readFile, readdir, rename, rm, rmdir } from 'node:fs/promises'

export interface FoundFile {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly sizeBytes: number
  readonly isReadOnly: boolean
}

export interface HashedFile {
  readonly sha256: string
  /** Of a text with CRLF the hash with LF. */
  readonly lfSha256: string | null
  readonly bytes: number
}

/** The file system as a deployment uses it. Tests give one that dies or fills up at a chosen call. */
export interface DeployFs {
  /** Does not follow links; null when nothing is there. */
  find(path: string): Promise<FoundFile | null>
  /** Names in a folder; none when it is not there. */
  list(path: string): Promise<string[]>
  read(path: string): Promise<Uint8Array>
  hash(path: string): Promise<HashedFile>
  /** One level; a folder that is there already is right. */
  makeFolder(path: string): Promise<void>
  /** Writes a new file to the disk itself, over what is there. */
  write(path: string, bytes: Uint8Array): Promise<void>
  /** The same bytes under a second name, on the disk itself. */
  duplicate(from: string, to: string): Promise<void>
  /** Takes the place of what is at `to`. */
  move(from: string, to: string): Promise<void>
  /** A file; one that is gone already is right. */
  remove(path: string): Promise<void>
  /** Only when nothing is in it. */
  removeEmptyFolder(path: string): Promise<void>
  removeTree(path: string): Promise<void>
  /** Makes names in a folder survive a power cut, where the system can. */
  syncFolder(path: string): Promise<void>
}

/** Larger texts are compared as they are: nobody checks out such a file with other line ends. */
const lineEndsMaxBytes = 4 * 1_048_576

export const nodeDeployFs: DeployFs = {
  async find(path) {
    const found = await lstat(path).catch(absent)
    if (found === null) return null
    const kind = found.isFile()
      ? 'file'
      : found.isDirectory()
        ? 'folder'
        : found.isSymbolicLink()
          ? 'link'
          : 'other'
    return { kind, sizeBytes: found.size, isReadOnly: (found.mode & 0o222) === 0 }
  },
  async list(path) {
    return (await readdir(path).catch(absent)) ?? []
  },
  read: (path) => readFile(path),
  async hash(path) {
    const hash = createHash('sha256')
    let bytes = 0
    const kept: Buffer[] = []
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(chunk)
      bytes += chunk.length
      if (bytes <= lineEndsMaxBytes) kept.push(chunk)
    }
    const lfSha256 = bytes <= lineEndsMaxBytes ? hashWithLf(Buffer.concat(kept)) : null
    return { sha256: hash.digest('hex'), lfSha256, bytes }
  },
  async makeFolder(path) {
    await mkdir(path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
  },
  async write(path, bytes) {
    const handle = await open(path, 'w', 0o644)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
  async duplicate(from, to) {
    await rm(to, { force: true })
    try {
      await link(from, to)
    } catch (error) {
      // Some mounted folders know no hard links.
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK'].includes(codeOf(error)))
        throw error
      await copyFile(from, to, constants.COPYFILE_FICLONE)
      await syncPath(to, 'r+')
    }
  },
  move: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  async removeEmptyFolder(path) {
    await rmdir(path).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY', 'EPERM'].includes(codeOf(error))) throw error
    })
  },
  removeTree: (path) => rm(path, { recursive: true, force: true }),
  // Windows opens no folders.
  syncFolder: (path) => syncPath(path, 'r').catch(() => undefined),
}

/** `ENOENT` and the like; empty for other errors. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function absent(error: unknown): null {
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null
  throw error
}

function hashWithLf(bytes: Buffer): string | null {
  if (!bytes.includes('\r\n') || bytes.includes(0)) return null
  // One byte a character, so that no byte is lost.
  const text = bytes.toString('latin1').replaceAll('\r\n', '\n')
  return createHash('sha256').update(text, 'latin1').digest('hex')
}

async function syncPath(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
