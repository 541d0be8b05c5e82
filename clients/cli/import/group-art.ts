import { open, readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { pngSize } from '../../../core/bundle/png-size.js'
import { slugOf } from '../../../core/intake/assign-keys.js'
import { lookUpCategory } from '../../../core/intake/find-category.js'
import type { StripFrame } from '../../../core/library/strip-order.schema.js'
import { looksLikeAseprite, readAsepriteSheet } from '../../../core/library/read-aseprite-sheet.js'
import type { AssetAnimation, AssetType } from '../../../core/spec/asset-spec.schema.js'
import { limits } from '../../../core/spec/spec-limits.js'
import { folderName, nameOfFile, type ArtFile, type FileReport, type FoundArt } from './find-art-files.js'

/** Pictures and sounds that become one asset. */
export interface ArtAsset {
  readonly key: string
  readonly type: AssetType
  /** As its owner called it. */
  readonly name: string
  /** To be uploaded; the first one names the asset. */
  readonly files: readonly ArtFile[]
  /** What else belongs to it: the JSON of a sheet. */
  readonly besides: readonly ArtFile[]
  /** Present where it moves. */
  readonly strip?: {
    readonly frames: readonly (Omit<StripFrame, 'sha256'> & { readonly file: number })[]
    readonly frameSize?: { readonly width: number; readonly height: number }
    readonly animations: readonly AssetAnimation[]
  }
  readonly notes: readonly string[]
}

export interface GroupOptions {
  readonly key?: string
  readonly type?: AssetType
  /** Every picture is a sheet of so many frames, row by row. */
  readonly frames?: { readonly columns: number; readonly rows: number }
  readonly fps?: number
  readonly loop?: boolean
  readonly animation?: string
}

export interface GroupedArt {
  readonly assets: ArtAsset[]
  readonly reports: FileReport[]
}

type Outcome = ArtAsset | { readonly message: string; readonly hint: string }

/**
 * Which files are one asset: a JSON of Aseprite with its sheet; with `frames` each picture by itself, as a sheet; with
 * `fps` alone pictures whose names differ by a number only (or all of them, where one key is given); else each file.
 * What cannot be an asset, and what has the key of another one, is reported.
 */
export async function groupArt(cwd: string, found: FoundArt, options: GroupOptions): Promise<GroupedArt> {
  const grouped: GroupedArt = { assets: [], reports: [...found.reports] }
  const used = new Set<string>()
  const add = (files: readonly ArtFile[], outcome: Outcome) => {
    for (const { path } of files) used.add(path)
    keep(cwd, grouped, files, outcome)
  }
  for (const sheet of found.files.filter(({ mediaType }) => mediaType === 'application/json')) {
    const text = await readFile(sheet.path, 'utf8')
    if (!looksLikeAseprite(text)) {
      // Folders hold JSON of all kinds.
      const why = {
        message: 'is no sheet of Aseprite',
        hint: 'Export it with its JSON data, frames and meta.',
      }
      grouped.reports.push({ file: nameOfFile(cwd, sheet.path), status: 'skipped', ...why })
      used.add(sheet.path)
      continue
    }
    const { picture, outcome } = await findPicture(found.files, sheet, text, options)
    add(picture === undefined ? [sheet] : [sheet, picture], outcome)
  }
  const rest = found.files.filter(({ path }) => !used.has(path))
  const pictures = rest.filter(({ mediaType }) => mediaType === 'image/png')
  if (options.frames !== undefined)
    for (const picture of pictures) add([picture], await cutSheet(picture, options))
  else if (options.fps !== undefined)
    for (const series of seriesOf(pictures, options)) add(series, moveSeries(series, options))
  for (const file of rest) if (!used.has(file.path)) add([file], describe([file], options))
  return grouped
}

function keep(cwd: string, grouped: GroupedArt, files: readonly ArtFile[], outcome: Outcome): void {
  const refuse = (message: string, hint: string) => {
    for (const { path } of files)
      grouped.reports.push({ file: nameOfFile(cwd, path), status: 'refused', message, hint })
  }
  if ('message' in outcome) return refuse(outcome.message, outcome.hint)
  const twin = grouped.assets.find(({ key }) => key === outcome.key)
  if (twin === undefined) return void grouped.assets.push(outcome)
  const other = nameOfFile(cwd, twin.files[0]?.path ?? twin.name)
  refuse(
    `would have the same key ${outcome.key} as ${other}`,
    'Rename one of them, or import it by itself with --key.',
  )
}

/** A key is the file's name, a type what the folder is called ("items/coin.png"), else prop or sfx. */
function describe(
  files: readonly ArtFile[],
  given: GroupOptions,
  title: string = files[0]?.name ?? '',
): ArtAsset {
  const [first] = files
  const isPicture = first?.mediaType === 'image/png'
  const folder = folderName(first?.path ?? '')
  const ofFolder = lookUpCategory(folder)
  const isOfSound = ofFolder === 'sfx' || ofFolder === 'music'
  const usual = ofFolder !== undefined && isOfSound !== isPicture ? ofFolder : isPicture ? 'prop' : 'sfx'
  const type = given.type ?? usual
  const stem = basename(title, extname(title)).replaceAll('_', ' ')
  const key = given.key ?? slugOf(stem === '' ? folder : stem, type)
  return { key, type, name: first?.name ?? title, files, besides: [], notes: [] }
}

async function findPicture(
  files: readonly ArtFile[],
  sheet: ArtFile,
  text: string,
  options: GroupOptions,
): Promise<{ readonly outcome: Outcome; readonly picture?: ArtFile }> {
  const answer = readAsepriteSheet(text, options.loop === true ? true : undefined)
  if ('fault' in answer) {
    const { line, message, hint } = answer.fault
    return { outcome: { message: line === undefined ? message : `line ${line}, ${message}`, hint } }
  }
  const { image, frames, frameSize, animations, notes } = answer.strip
  const path = join(dirname(sheet.path), image)
  const there = files.find((file) => file.path === path) ?? (await pictureAt(path))
  if (there === null || there.mediaType !== 'image/png')
    return {
      outcome: { message: `its picture ${image} is not beside it`, hint: 'Export both into one folder.' },
    }
  const strip = {
    frames: frames.map((frame) => ({ ...frame, file: 0 })),
    ...(frameSize === undefined ? {} : { frameSize }),
    animations,
  }
  const asset = describe([there], options, sheet.name)
  return { outcome: { ...asset, besides: [sheet], strip, notes }, picture: there }
}

/** The picture of a sheet that was named alone. */
async function pictureAt(path: string): Promise<ArtFile | null> {
  const isThere = (await stat(path).catch(() => null))?.isFile() === true
  const isPng = extname(path).toLowerCase() === '.png'
  return isThere && isPng ? { path, name: basename(path), mediaType: 'image/png' } : null
}

async function cutSheet(file: ArtFile, options: GroupOptions): Promise<Outcome> {
  const { columns, rows } = options.frames ?? { columns: 1, rows: 1 }
  const size = await sizeOfFile(file.path)
  if (size === null) return { message: 'is no PNG', hint: 'Export it again.' }
  const [width, height] = [size.width / columns, size.height / rows]
  if (!Number.isInteger(width) || !Number.isInteger(height))
    return {
      message: `its ${size.width}x${size.height} pixels do not divide into ${columns}x${rows} frames`,
      hint: 'Say how many frames it has: --frames 6, or columns and rows: --frames 4x2',
    }
  const frames = Array.from({ length: columns * rows }, (_, index) => ({
    file: 0,
    box: { x: (index % columns) * width, y: Math.floor(index / columns) * height, width, height },
  }))
  return { ...describe([file], options), strip: { frames, animations: [animationOf(file, frames, options)] } }
}

async function sizeOfFile(path: string): Promise<{ width: number; height: number } | null> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(32) })
    return pngSize(buffer.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}

const numbered = /^(.*?)[ _.-]*\(?(\d{1,9})\)?$/

/** Pictures of one folder whose names differ by their last number only, two or more, in the order of the numbers. */
function seriesOf(pictures: readonly ArtFile[], { key }: GroupOptions): ArtFile[][] {
  if (key !== undefined) return pictures.length > 1 ? [[...pictures].sort(byNumber)] : []
  const series = new Map<string, ArtFile[]>()
  for (const picture of pictures) {
    const [, words] = numbered.exec(stemOf(picture)) ?? []
    if (words === undefined) continue
    const name = `${dirname(picture.path)}/${words.toLowerCase()}`
    series.set(name, [...(series.get(name) ?? []), picture])
  }
  return [...series.values()].filter(({ length }) => length > 1).map((files) => files.sort(byNumber))
}

function byNumber(a: ArtFile, b: ArtFile): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true })
}

function moveSeries(files: readonly ArtFile[], options: GroupOptions): Outcome {
  if (files.length > limits.framesMax)
    return {
      message: `belongs to ${files.length} frames; assets have up to ${limits.framesMax}`,
      hint: 'Leave some out, or import them as several animations.',
    }
  const [first] = files
  const words = first === undefined ? '' : (numbered.exec(stemOf(first))?.[1] ?? stemOf(first))
  const frames = files.map((_, file) => ({ file }))
  const asset = describe(files, options, `${words}.png`)
  return { ...asset, strip: { frames, animations: [animationOf(first!, frames, options)] } }
}

function animationOf(
  file: ArtFile,
  frames: readonly unknown[],
  { fps = 0, loop = false, animation, ...given }: GroupOptions,
): AssetAnimation {
  const { type } = describe([file], given)
  const name = animation ?? (type === 'character' ? 'idle' : 'default')
  return { name, frames: frames.length, fps, loop }
}

function stemOf({ name }: ArtFile): string {
  return basename(name, extname(name))
}
