import { createHash, randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, posix, relative, resolve, sep } from 'node:path'
import { NodeFailure } from './node-values.js'

export const fileKinds = ['output', 'input', 'temp'] as const
export type FileKind = (typeof fileKinds)[number]

/** As histories and /view name a file. */
export interface FileRef {
  readonly filename: string
  readonly subfolder: string
  readonly type: FileKind
}

const filesMax = 100_000
const copiesMax = 1_000

/** The input, output and temp folders of the server. They outlive its restarts, but for temp. */
export class FakeFiles {
  readonly root: string
  private readonly tempPrefix = `ComfyUI_temp_${randomBytes(8).toString('hex').replace(/\d/g, '').padEnd(5, 'x').slice(0, 5)}`
  private uploaded: string[] = []

  constructor(root: string) {
    this.root = root
  }

  async open(): Promise<void> {
    await rm(join(this.root, 'temp'), { recursive: true, force: true })
    for (const kind of fileKinds) await mkdir(join(this.root, kind), { recursive: true })
    this.uploaded = (await readdir(join(this.root, 'input'))).sort()
  }

  /** Names of what lies in the input folder, as LoadImage offers it. */
  inputs(): readonly string[] {
    return this.uploaded
  }

  /**
   * Saves under ComfyUI's name: the prefix, a number of five digits that goes on from what is there, an underscore.
   * Throws NodeFailure for a prefix that leaves the folder.
   */
  async save(input: {
    readonly kind: FileKind
    readonly prefix: string
    readonly extension: string
    readonly bytes: Uint8Array
    readonly size?: { readonly width: number; readonly height: number }
  }): Promise<FileRef> {
    const prefix = (input.kind === 'temp' ? this.tempPrefix : input.prefix)
      .replaceAll('%width%', String(input.size?.width ?? 0))
      .replaceAll('%height%', String(input.size?.height ?? 0))
      .replaceAll('%batch_num%', '0')
    const folder = join(this.root, input.kind)
    const target = resolve(folder, posix.dirname(prefix))
    if (!isWithin(folder, target))
      throw new NodeFailure('Exception', '**** ERROR: Saving image outside the output folder is not allowed.')
    await mkdir(target, { recursive: true })
    const stem = posix.basename(prefix)
    const filename = `${stem}_${String(await nextNumber(target, stem)).padStart(5, '0')}_.${input.extension}`
    await writeFile(join(target, filename), input.bytes)
    return { filename, subfolder: relative(folder, target).split(sep).join('/'), type: input.kind }
  }

  /** Bytes and time of a file, or the status that /view answers with. */
  async find(
    filename: string,
    subfolder: string,
    kind: string,
  ): Promise<{ bytes: Buffer; changedAt: Date; path: string } | { status: 400 | 403 | 404 }> {
    if (
      !(fileKinds as readonly string[]).includes(kind) ||
      filename === '' ||
      filename.startsWith('/') ||
      filename.includes('..')
    )
      return { status: 400 }
    const folder = join(this.root, kind)
    const target = resolve(folder, subfolder)
    if (!isWithin(folder, target)) return { status: 403 }
    const path = join(target, basename(filename))
    try {
      const [bytes, { mtime }] = await Promise.all([readFile(path), stat(path)])
      return { bytes, changedAt: mtime, path }
    } catch {
      return { status: 404 }
    }
  }

  /** An input as nodes name it: `sub/x.png`, `x.png [output]`. Null when it is not there. */
  async input(name: string): Promise<Buffer | null> {
    return await readFile(this.inputPath(name)).catch(() => null)
  }

  /** By a look at the disk, as ComfyUI does: what was uploaded before a restart, or deleted since, counts as it is. */
  hasInput(name: string): boolean {
    const path = this.inputPath(name)
    return isWithin(this.root, path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true
  }

  /** The name under which it is found; null when it would leave the input folder. */
  async upload(input: {
    readonly name: string
    readonly bytes: Uint8Array
    readonly subfolder: string
    readonly kind: FileKind
    readonly overwrite: boolean
  }): Promise<string | null> {
    const folder = join(this.root, input.kind)
    const target = resolve(folder, input.subfolder)
    const extension = extname(input.name)
    const stem = basename(input.name, extension)
    if (!isWithin(folder, target) || stem === '' || basename(input.name) !== input.name) return null
    await mkdir(target, { recursive: true })
    let name = input.name
    for (let copy = 1; copy <= copiesMax && !input.overwrite; copy++) {
      const there = await readFile(join(target, name)).catch(() => null)
      if (there === null || there.equals(input.bytes)) break
      name = `${stem} (${copy})${extension}`
    }
    await writeFile(join(target, name), input.bytes)
    if (input.kind === 'input') {
      const listed = input.subfolder === '' ? name : `${input.subfolder}/${name}`
      if (!this.uploaded.includes(listed) && this.uploaded.length < filesMax) this.uploaded.push(listed)
    }
    return name
  }

  async remove({ filename, subfolder, type }: FileRef): Promise<void> {
    await rm(join(this.root, type, subfolder, filename), { force: true })
  }

  /** Outputs that are there, for the count of what was stored. */
  async countOutputs(): Promise<number> {
    const found = await readdir(join(this.root, 'output'), { recursive: true, withFileTypes: true })
    return found.filter((entry) => entry.isFile()).length
  }

  private inputPath(name: string): string {
    const annotated = /^(.*) \[(output|input|temp)\]$/.exec(name)
    return resolve(this.root, annotated?.[2] ?? 'input', annotated?.[1] ?? name)
  }
}

/** As an HTTP server tells versions of a file apart. */
export function entityTag(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}-${bytes.length.toString(16)}"`
}

function isWithin(folder: string, path: string): boolean {
  const inside = relative(resolve(folder), path)
  return inside === '' || (!inside.startsWith('..') && dirname(inside) !== inside)
}

async function nextNumber(folder: string, stem: string): Promise<number> {
  const start = `${stem}_`
  const numbers = (await readdir(folder))
    .filter((name) => name.startsWith(start))
    .map((name) => Number.parseInt(name.slice(start.length).split('_')[0]!, 10))
    .filter((number) => Number.isInteger(number))
  return 1 + Math.max(0, ...numbers)
}
