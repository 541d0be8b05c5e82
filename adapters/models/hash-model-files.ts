import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { AssetloomError } from '../../core/errors.js'
import { modelLimits, type HashedFile } from '../../core/models/model-catalogue.schema.js'

export interface HashProgress {
  readonly folder: string
  readonly file: string
  /** Of all files together. */
  readonly bytesDone: number
  readonly bytesTotal: number
}

const endings = /\.(safetensors|sft|ckpt|pth?|bin|onnx)$/i
const depthMax = 6
const entriesMax = 20_000
const chunkBytes = 4 * 1024 ** 2

interface FoundFile {
  readonly path: string
  readonly folder: string
  readonly file: string
  readonly bytes: number
  readonly changedMs: number
}

/**
 * SHA-256 of every file of models below `dir`, which is ComfyUI's folder of models: its first level are the folders that
 * ComfyUI knows. Read in chunks, so memory stays small. Files whose size and time are as in `known` are not read again;
 * files of `known` that are gone are left out. Throws NotFound for a folder that is not there, InvalidInput for one without
 * folders, and the signal's reason.
 */
export async function hashModelFiles(
  dir: string,
  options: {
    readonly known: readonly HashedFile[]
    readonly onProgress: (progress: HashProgress) => void
    readonly signal: AbortSignal
  },
): Promise<HashedFile[]> {
  const found = await findFiles(dir)
  const known = new Map(options.known.map((one) => [`${one.folder}/${one.file}`, one]))
  const isSame = ({ folder, file, bytes, changedMs }: FoundFile) => {
    const one = known.get(`${folder}/${file}`)
    return one !== undefined && one.bytes === bytes && one.changedMs === changedMs
  }
  const bytesTotal = found.filter((one) => !isSame(one)).reduce((sum, { bytes }) => sum + bytes, 0)
  let bytesDone = 0
  const hashed: HashedFile[] = []
  for (const one of found) {
    const { path, folder, file, bytes, changedMs } = one
    const old = known.get(`${folder}/${file}`)
    if (old !== undefined && isSame(one)) {
      hashed.push(old)
      continue
    }
    const hash = createHash('sha256')
    const stream = createReadStream(path, { highWaterMark: chunkBytes, signal: options.signal })
    for await (const chunk of stream) {
      const part = chunk as Buffer
      hash.update(part)
      bytesDone += part.length
      options.onProgress({ folder, file, bytesDone, bytesTotal })
    }
    hashed.push({ folder, file, sha256: hash.digest('hex'), bytes, changedMs })
  }
  return hashed
}

async function findFiles(dir: string): Promise<FoundFile[]> {
  const top = await readdir(dir, { withFileTypes: true }).catch(() => null)
  if (top === null)
    throw new AssetloomError(
      'NotFound',
      `There is no folder ${dir}.`,
      "Name ComfyUI's folder of models: the one that holds checkpoints and loras.",
    )
  const found: FoundFile[] = []
  const seen = new Set<string>()
  for (const { name } of top.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dir, name)
    const state = await stat(path).catch(() => null)
    if (state?.isDirectory() === true && /^[A-Za-z0-9_-]{1,60}$/.test(name))
      await walk({ root: path, folder: name, found, seen }, path, 1)
  }
  if (found.length > 0) return found
  throw new AssetloomError(
    'InvalidInput',
    `${dir} has no folders with files of models.`,
    "Name ComfyUI's folder of models: the one that holds checkpoints and loras.",
  )
}

interface Walk {
  readonly root: string
  readonly folder: string
  readonly found: FoundFile[]
  /** Real folders: links may lead in circles. */
  readonly seen: Set<string>
}

async function walk(about: Walk, dir: string, depth: number): Promise<void> {
  const { root, folder, found, seen } = about
  const real = await realpath(dir)
  if (depth > depthMax || seen.has(`${folder} ${real}`)) return
  seen.add(`${folder} ${real}`)
  for (const name of (await readdir(dir)).sort()) {
    if (found.length >= modelLimits.filesMax || seen.size > entriesMax) return
    const path = join(dir, name)
    const state = await stat(path).catch(() => null)
    if (state === null) continue
    if (state.isDirectory()) await walk(about, path, depth + 1)
    else if (state.isFile() && endings.test(name) && state.size > 0)
      found.push({
        ...{ path, folder, bytes: state.size, changedMs: Math.trunc(state.mtimeMs) },
        file: relative(root, path).split(sep).join('/'),
      })
  }
}
