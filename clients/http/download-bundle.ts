import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { BundleFileRow } from '../../core/bundle-ports.js'
import type { BundleView } from '../../core/http/http-api.js'
import { DownloadDamagedError } from './api-error.js'
import type { AssetloomClient } from './assetloom-client.js'

/** A folder that an export must not replace, because it is not a bundle. */
export class ForeignFolderError extends Error {
  readonly hint = 'Name another folder with --out, or move what is in it away.'

  constructor(path: string) {
    super(`${path} holds something that is not an Assetloom bundle, so it is left alone.`)
    this.name = 'ForeignFolderError'
  }
}

export interface DownloadedBundle {
  readonly dir: string
  readonly manifestPath: string
  /** Files that were fetched; 0 when the folder held the bundle already. */
  readonly filesFetched: number
  readonly files: number
}

/** Files in flight at once: the API is on this machine, more would only queue. */
const parallelDownloads = 6
const attemptsPerFile = 3
const replaceAttemptsMax = 100
const replaceDelayMaxMs = 30
const looksMax = 5
/** A download takes minutes at most. */
const leftoverMaxAgeMs = 60 * 60_000

/**
 * Makes `dir` hold exactly this bundle. Every file is verified by its SHA-256; files that are there and right are
 * linked, not fetched; the folder is replaced by a rename, so a reader sees the old bundle or the new one. A folder
 * that is right already is not touched. Throws ForeignFolderError, DownloadDamagedError.
 */
export async function downloadBundle(
  client: AssetloomClient,
  bundle: BundleView,
  dir: string,
  onFile: (done: number, total: number) => void = () => undefined,
): Promise<DownloadedBundle> {
  const target = resolve(dir)
  for (const file of bundle.files) assertInside(target, file.path)
  await recoverLeftovers(target)
  await assertReplaceable(target)
  const result = { dir: target, manifestPath: join(target, 'manifest.json'), files: bundle.files.length }
  const right = await findRightFiles(target, bundle.files)
  if (right.size === bundle.files.length) return { ...result, filesFetched: 0 }
  const draft = ownLeftoverPath(target, 'new')
  let done = 0
  await eachInParallel(bundle.files, async (file) => {
    const place = join(draft, file.path)
    await mkdir(dirname(place), { recursive: true })
    const kept = right.has(file.path) && (await tryLink(join(target, file.path), place))
    if (!kept) await fetchFile(client, bundle.bundleId, file, place)
    done += 1
    onFile(done, bundle.files.length)
  })
  await replaceFolder(draft, target)
  return { ...result, filesFetched: bundle.files.length - right.size }
}

async function fetchFile(
  client: AssetloomClient,
  bundleId: string,
  file: BundleFileRow,
  place: string,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await client.openBundleFile(bundleId, file.path)
      await writeVerified(response, file, place)
      return
    } catch (error) {
      // A cut connection shows as a TypeError of the body, or as bytes that do not give the hash.
      const mayRepeat = error instanceof TypeError || error instanceof DownloadDamagedError
      if (!mayRepeat || attempt >= attemptsPerFile) throw error
    }
  }
}

async function writeVerified(response: Response, file: BundleFileRow, place: string): Promise<void> {
  const draft = `${place}.part`
  const hash = createHash('sha256')
  const handle = await open(draft, 'w')
  try {
    for await (const chunk of response.body ?? []) {
      hash.update(chunk)
      await handle.write(chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  const actual = hash.digest('hex')
  if (actual !== file.sha256) {
    await rm(draft, { force: true })
    throw new DownloadDamagedError(file.path, file.sha256, actual)
  }
  await rename(draft, place)
}

async function findRightFiles(dir: string, files: readonly BundleFileRow[]): Promise<Set<string>> {
  const right = new Set<string>()
  await eachInParallel(files, async (file) => {
    const path = join(dir, file.path)
    const found = await stat(path).catch(() => null)
    if (found === null || !found.isFile() || found.size !== file.sizeBytes) return
    // The folder may be replaced while it is read: what is gone is not right.
    const bytes = await readFile(path).catch(() => null)
    if (bytes !== null && createHash('sha256').update(bytes).digest('hex') === file.sha256)
      right.add(file.path)
  })
  return right
}

/** Hard links keep time stamps, so a watching engine does not import unchanged files anew. */
async function tryLink(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    () => false,
  )
}

/**
 * Puts the draft in the place of the folder. Somebody else may do the same at the same moment (two demos, one out
 * folder): whoever comes last wins, and nobody sees half a bundle.
 */
async function replaceFolder(draft: string, target: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const old = ownLeftoverPath(target, 'old')
    const moved = await rename(target, old).then(
      () => true,
      () => false,
    )
    try {
      await rename(draft, target)
      if (moved) await rm(old, { recursive: true, force: true })
      return
    } catch (error) {
      if (moved) await rename(old, target).catch(() => rm(old, { recursive: true, force: true }))
      const isTaken =
        error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(String(error.code))
      if (!isTaken || attempt >= replaceAttemptsMax) throw error
      // Each of those that write here at once gets its turn: not all try again at the same moment.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * replaceDelayMaxMs))
    }
  }
}

/**
 * After a kill between the two renames the old bundle stands beside its place: put it back. Leftovers are dropped when
 * their process is gone, or when they are too old to be in use.
 */
async function recoverLeftovers(target: string): Promise<void> {
  const parent = dirname(target)
  await mkdir(parent, { recursive: true })
  const names = (await readdir(parent)).filter((name) => name.startsWith(`.${basename(target)}.assetloom-`))
  if ((await stat(target).catch(() => null)) === null)
    for (const name of names.filter((one) => one.includes('assetloom-old-')))
      await rename(join(parent, name), target).catch(() => undefined)
  for (const name of names) {
    const found = await stat(join(parent, name)).catch(() => null)
    if (!found) continue
    const isOld = Date.now() - found.ctimeMs > leftoverMaxAgeMs
    if (isOld || !isAlive(Number(/-(\d+)-[^-]*$/.exec(name)?.[1])))
      await rm(join(parent, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** A name of this process only: two downloads into one place must not write into each other's draft. */
function ownLeftoverPath(target: string, kind: 'new' | 'old'): string {
  return join(
    dirname(target),
    `.${basename(target)}.assetloom-${kind}-${process.pid}-${randomUUID().slice(0, 8)}`,
  )
}

/**
 * Only an absent or empty folder, or one whose manifest is ours, may be replaced. A folder that is being replaced right
 * now looks like none of these for a moment, so a no is asked again.
 */
async function assertReplaceable(dir: string): Promise<void> {
  for (let attempt = 1; !(await isReplaceable(dir)); attempt += 1) {
    if (attempt >= looksMax) throw new ForeignFolderError(dir)
    await new Promise((resolve) => setTimeout(resolve, replaceDelayMaxMs))
  }
}

async function isReplaceable(dir: string): Promise<boolean> {
  const found = await stat(dir).catch(() => null)
  if (found === null) return true
  if (!found.isDirectory()) return false
  const names = await readdir(dir).catch(() => [])
  if (names.length === 0) return true
  const manifest = await readFile(join(dir, 'manifest.json'), 'utf8').catch(() => '')
  return /"format"\s*:\s*"assetloom-bundle\//.test(manifest)
}

/** The API is trusted, a remote one less: no path of a bundle may leave its folder. */
function assertInside(dir: string, path: string): void {
  const place = resolve(dir, path)
  if (!place.startsWith(dir + sep) || path.includes('\\'))
    throw new ForeignFolderError(`${dir} (the bundle names "${path}")`)
}

async function eachInParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  const lanes = Array.from({ length: Math.min(parallelDownloads, items.length) }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  })
  await Promise.all(lanes)
}
