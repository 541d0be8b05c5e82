import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { modelLimits } from '../../core/models/model-catalogue.schema.js'
import type { BackupManifest } from './backup-manifest.schema.js'

type KeptFile = BackupManifest['files'][number]

const fileMaxBytes = modelLimits.fileBytesMax

/**
 * Files of a home that a backup keeps: the secrets, without the embedded PostgreSQL's password (a restored home makes
 * its own), the ports, so that addresses stay, and what its owner told of models and graphs.
 */
async function listKeptFiles(home: string): Promise<string[]> {
  const secrets = (await listPlain(home, 'secrets')).filter((path) => path !== 'secrets/postgres-password')
  const data = await Promise.all(['models', 'graphs'].map((folder) => listPlain(home, folder)))
  const told = data.flat().filter((path) => path.endsWith('.json'))
  const candidates = [...secrets, ...told, 'run/ports.json']
  const found: string[] = []
  for (const path of candidates) {
    const entry = await stat(join(home, path)).catch(() => null)
    if (entry?.isFile() === true && entry.size <= fileMaxBytes) found.push(path)
  }
  return found.toSorted()
}

/** Plain names only: a manifest takes no others, so that no path of it can lead out of a home. */
async function listPlain(home: string, folder: string): Promise<string[]> {
  const names = await readdir(join(home, folder)).catch(() => [])
  return names
    .filter((name) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) && !name.endsWith('.tmp'))
    .map((name) => `${folder}/${name}`)
}

/** Copies them into a snapshot, for their owner only (0600). */
export async function keepHomeFiles(home: string, target: string): Promise<KeptFile[]> {
  const files: KeptFile[] = []
  for (const path of await listKeptFiles(home))
    files.push(await copyFile(join(home, path), join(target, path), path))
  return files
}

/** Copies the files of a snapshot into a home. Throws when one is not what the manifest says. */
export async function placeHomeFiles(
  source: string,
  home: string,
  files: readonly KeptFile[],
): Promise<void> {
  for (const file of files) {
    const copied = await copyFile(join(source, file.path), join(home, file.path), file.path)
    if (copied.sha256 !== file.sha256) throw new Error(`${file.path} of the backup is damaged.`)
  }
}

/** The hash of a kept file, or null when it is not there. */
export async function hashKeptFile(source: string, path: string): Promise<string | null> {
  const bytes = await readFile(join(source, path)).catch(() => null)
  return bytes === null ? null : createHash('sha256').update(bytes).digest('hex')
}

async function copyFile(from: string, to: string, path: string): Promise<KeptFile> {
  const bytes = await readFile(from)
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  const file = await open(to, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  return { path, sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length }
}
