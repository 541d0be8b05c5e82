import type { AssetTypeDefaults } from '../intake/asset-type-defaults.js'
import { readListDefaults } from '../intake/read-list-defaults.js'
import { sizeObjection, takeSizes, type WrittenSize } from '../intake/take-sizes.js'
import { webpSideMaxPx } from '../bundle/wants-webp.js'
import type { AssetSpec, AssetType } from '../spec/asset-spec.schema.js'
import { stripSizeOf } from '../spec/spec-frames.js'
import { limits } from '../spec/spec-limits.js'
import { saysLayers, saysOutline, saysSoft, saysTransparent } from './fold-prompt.js'
import { quote, type SpecReport, type ValuePath } from './open-report.js'
import { readPictureFormats } from './read-picture-formats.js'
import type { Integration } from './read-integration.js'
import { readSteps, type StepsByAction } from './read-steps.js'
import { soundFormats, type SpecFile } from './spec-file.schema.js'

export type PicturePart = Pick<
  AssetSpec,
  'size' | 'pivot' | 'seamless' | 'background' | 'outlinePx' | 'light' | 'palette'
> &
  Partial<Pick<AssetSpec, 'alpha' | 'kernel' | 'formats' | 'states' | 'cutout'>>

export interface PictureInput {
  readonly data: SpecFile
  readonly assetType: AssetType
  readonly prompt: string
  readonly report: SpecReport
  readonly integration: Integration | undefined
  readonly palette: readonly string[]
  /** Of the type, where the file does not say. */
  readonly defaults: AssetTypeDefaults
  /** The colours of a palette file of the same folder, by the name that a spec uses; null where there is none. */
  readonly findPalette: (name: string) => readonly string[] | null
}

/** What a picture has to be, from the blocks of its spec; each default is a note, each contradiction a problem. */
export function readPicture(input: PictureInput): PicturePart {
  const { data, assetType, prompt, report, defaults } = input
  const steps = readSteps(data.post_processing, 'image', report)
  refuseSoundChecks(steps, report)
  refuseLoopPoints(data, report)
  const { size, kernel } = readSize(input, steps)
  const isClear =
    steps.wordChecks.has('has_alpha') || steps.removeBackground !== null || saysTransparent(prompt)
  const background = isClear ? 'transparent' : defaults.background
  const fades = assetType === 'particle' || assetType === 'vfx'
  const isSoft = fades && background === 'transparent' && (kernel === 'lanczos' || saysSoft(prompt))
  const states = assetType === 'backdrop' ? saysLayers(data.prompt.base) : null
  if (states !== null) report.note(['prompt', 'base'], `layers from far to near: ${states.join(', ')}`)
  else if (assetType === 'backdrop' && /\blayers\b/i.test(data.prompt.base))
    report.note(['prompt', 'base'], 'its layers have no names ("layers: sky, hills"): one picture')
  const formats = readPictureFormats(steps, input.integration, report)
  noteWideWebp({ size, formats, ...(states === null ? {} : { states }) }, report)
  if (data.post_processing === undefined)
    report.note([], `no post_processing: png at ${size.width}x${size.height}, ${background} background`)
  return {
    size,
    pivot: { ...defaults.pivot },
    seamless: defaults.seamless,
    background,
    outlinePx: readOutline(input, background),
    light: readLight(input),
    palette: readPalette(input, steps),
    ...(isSoft ? { alpha: 'soft' } : {}),
    ...(kernel === undefined ? {} : { kernel }),
    ...(formats.length === 0 ? {} : { formats }),
    ...(states === null ? {} : { states }),
    ...(steps.removeBackground?.value.by === 'model' ? { cutout: 'model' } : {}),
  }
}

function readSize(
  { data, assetType, report, defaults }: PictureInput,
  { resize }: StepsByAction,
): { size: AssetSpec['size']; kernel?: 'nearest' | 'lanczos' } {
  const fallback = defaults.size
  const written = data.prompt.parameters?.size
  const sizePath = ['prompt', 'parameters', 'size']
  const generated = written === undefined ? null : readDimensions(written, sizePath, report)
  const named = takeSizes(data.prompt.base).sizes
  if (resize !== null) {
    const dimensionsPath = [...resize.path, 'dimensions']
    const size = readDimensions(resize.value.dimensions, dimensionsPath, report)
    const objection = size === null ? null : sizeObjection(size)
    if (objection !== null) report.refuse(dimensionsPath, objection, sizeHint)
    if (size !== null) noteOtherSize(named, size, report)
    const { method } = resize.value
    const kernel = method === undefined ? undefined : method === 'nearest' ? 'nearest' : 'lanczos'
    if (kernel === 'lanczos' && method !== 'lanczos')
      report.note([...resize.path, 'method'], `the method ${method} is made with lanczos`)
    const whole = size ?? fallback
    return { size: { width: whole.width, height: whole.height }, ...(kernel === undefined ? {} : { kernel }) }
  }
  if (generated !== null) {
    const size = fitLimits(generated)
    const shown = `${size.width}x${size.height}`
    const limited =
      size.width === generated.width && size.height === generated.height ? '' : ', the largest that is made'
    report.note(sizePath, `no resize step: ${shown} in the game${limited}`)
    noteOtherSize(named, { ...size, written: shown }, report)
    return { size }
  }
  const [only, other] = named
  if (only !== undefined && other === undefined && sizeObjection(only) === null) {
    report.note(['prompt', 'base'], `size ${only.width}x${only.height} from the words of the prompt`)
    return { size: { width: only.width, height: only.height } }
  }
  report.note([], `no size given: ${fallback.width}x${fallback.height}, as for every ${assetType}`)
  return { size: { ...fallback } }
}

const sizeHint = `Write whole pixels from ${limits.nativeSideMinPx} to ${limits.nativeSideMaxPx}, such as 32x32.`
/** Of what a provider is asked for; larger pictures are no size but a mistake. */
const generatedSideMaxPx = 8192

/** `32x32`, `64 x 48 px`, or one number for a square. Refused where it is none of these. */
function readDimensions(written: string | number, path: ValuePath, report: SpecReport): WrittenSize | null {
  const text = typeof written === 'number' ? `${written}x${written}` : written
  const { text: rest, sizes } = takeSizes(/^\s*\d+\s*$/.test(text) ? `${text.trim()}px` : text)
  const [size, second] = sizes
  if (size === undefined || second !== undefined || rest !== '') {
    report.refuse(path, `${quote(written)} is no size`, 'Write width and height in pixels, such as 32x32.')
    return null
  }
  const isWhole = Number.isInteger(size.width) && Number.isInteger(size.height)
  if (
    isWhole &&
    Math.min(size.width, size.height) >= 1 &&
    Math.max(size.width, size.height) <= generatedSideMaxPx
  )
    return size
  report.refuse(
    path,
    `the size ${quote(written)} is not in whole pixels up to ${generatedSideMaxPx}`,
    sizeHint,
  )
  return null
}

/** The same shape within the limits of a native size. */
function fitLimits({ width, height }: WrittenSize): { width: number; height: number } {
  const scale = Math.min(1, limits.nativeSideMaxPx / width, limits.nativeSideMaxPx / height)
  const fit = (px: number) => Math.max(limits.nativeSideMinPx, Math.round(px * scale))
  return { width: fit(width), height: fit(height) }
}

function noteOtherSize(named: readonly WrittenSize[], size: WrittenSize, report: SpecReport): void {
  const other = named.find((one) => one.width !== size.width || one.height !== size.height)
  if (other !== undefined)
    report.note(['prompt', 'base'], `the prompt says ${other.written}; ${size.width}x${size.height} counts`)
}

function noteWideWebp(part: Pick<AssetSpec, 'size' | 'formats' | 'states'>, report: SpecReport): void {
  const { width } = stripSizeOf(part)
  if (part.formats?.includes('webp') === true && width > webpSideMaxPx)
    report.note([], `its frames side by side are ${width} px, WebP has at most ${webpSideMaxPx}: png alone`)
}

function refuseLoopPoints({ prompt }: SpecFile, report: SpecReport): void {
  const { loop, loop_start, loop_end } = prompt.parameters ?? {}
  const key = typeof loop === 'object' ? 'loop' : loop_start !== undefined ? 'loop_start' : 'loop_end'
  if (typeof loop !== 'object' && loop_start === undefined && loop_end === undefined) return
  report.refuse(
    ['prompt', 'parameters', key],
    'loop points are for sounds',
    'Leave them out, or write type: audio.',
  )
}

function refuseSoundChecks({ valueChecks }: StepsByAction, report: SpecReport): void {
  for (const { value, path } of valueChecks)
    for (const [key, wanted] of Object.entries(value))
      if (key !== 'format' || soundFormats.some((format) => format === wanted))
        report.refuse([...path, key], `${key} is a check of sounds`, 'Leave it out, or write type: audio.')
}

function readOutline({ defaults, prompt, report }: PictureInput, background: string): number {
  if (background === 'opaque') return 0
  const outlinePx = saysOutline(prompt)
  if (outlinePx === null) return defaults.outlinePx
  report.note(['prompt', 'style'], `outline of ${outlinePx} px, from the words of the prompt`)
  return outlinePx
}

function readLight({ prompt, report }: PictureInput): AssetSpec['light'] {
  const { light } = readListDefaults(report.file, [{ line: 1, text: prompt }])
  if (light !== null) report.note(['prompt', 'style'], `light from ${light}, from the words of the prompt`)
  return light ?? 'upper-left'
}

function readPalette({ palette, findPalette, report }: PictureInput, { quantize }: StepsByAction): string[] {
  if (quantize === null) return palette.slice(0, limits.paletteMax)
  const found = findPalette(quantize.value.palette)
  if (found !== null) return found.slice(0, limits.paletteMax)
  report.refuse(
    [...quantize.path, 'palette'],
    `there is no palette ${quote(quantize.value.palette)} in this folder`,
    'Put the .hex or .gpl file beside the specs, or give the palette of the whole run with --palette.',
  )
  return []
}
