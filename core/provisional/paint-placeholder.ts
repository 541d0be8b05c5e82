import { fillBox, type Rgb } from '../raster/fill-box.js'
import { blitRaster } from '../raster/blit-raster.js'
import { createRaster, type Raster } from '../raster/raster.js'
import type { AssetSpec, AssetType } from '../spec/asset-spec.schema.js'
import { framesOf, stripSizeOf, type SpecFrame } from '../spec/spec-frames.js'
import { drawTinyText, tinyAdvancePx, tinyLinePx } from './tiny-font.js'

/** What a placeholder shows of its spec. */
export type PlaceholderSpec = Pick<
  AssetSpec,
  'key' | 'assetType' | 'size' | 'pivot' | 'animations' | 'states' | 'nineSlice'
>

/** One colour a type, so that a level full of placeholders can still be read. */
const colours: Readonly<Record<AssetType, Rgb>> = {
  character: [46, 104, 168],
  prop: [138, 92, 46],
  item: [150, 120, 20],
  tile: [72, 108, 72],
  ui: [98, 78, 152],
  vfx: [184, 84, 28],
  backdrop: [66, 86, 108],
  particle: [166, 62, 110],
  sfx: [32, 116, 116],
  music: [112, 58, 128],
}

const ink: Rgb = [255, 255, 255]
/** What marks a pivot: a colour that no type has. */
const pivotInk: Rgb = [255, 226, 64]
const scaleMax = 8
/** Frames narrower than this have no room for anything but their text. */
const roomyPx = 24

/**
 * The picture that stands for a spec until there is art: at its final size, every frame of its strip in the colour of
 * its type with the key, the frame's name, a bar that runs with an animation, the borders of a nine-slice picture and
 * the pivot. The same spec gives the same pixels. It fills its frames, since nobody knows where the art will be clear;
 * the layers of a backdrop leave more clear the nearer they are, or the last would hide the others.
 */
export function paintPlaceholder(spec: PlaceholderSpec): Raster {
  const strip = stripSizeOf(spec)
  const out = createRaster(strip.width, strip.height)
  for (const [nth, frame] of framesOf(spec).entries())
    blitRaster(out, paintFrame(spec, frame), nth * spec.size.width, 0)
  return out
}

function paintFrame(spec: PlaceholderSpec, frame: SpecFrame): Raster {
  const { width, height } = spec.size
  const raster = createRaster(width, height)
  const colour = colours[spec.assetType]
  const isLayer = spec.assetType === 'backdrop' && spec.states !== undefined
  const top = isLayer ? Math.floor((height * frame.index) / frame.count) : 0
  const shown = { x: 0, y: top, width, height: height - top }
  fillBox(raster, shown, darker(colour))
  fillBox(raster, { x: 1, y: top + 1, width: width - 2, height: height - top - 2 }, colour)
  drawBorders(raster, spec, colour)
  const barPx = drawBar(raster, frame)
  const name = frame.animation === null ? frame.name : String(frame.index)
  drawLabel(raster, [spec.key, name], { top, bottom: height - barPx })
  drawPivot(raster, spec)
  return raster
}

function darker([red, green, blue]: Rgb): Rgb {
  return [red >> 1, green >> 1, blue >> 1]
}

/** Lines at the borders that do not stretch. */
function drawBorders(raster: Raster, { nineSlice }: PlaceholderSpec, colour: Rgb): void {
  if (nineSlice === undefined) return
  const { width, height } = raster
  const { left, top, right, bottom } = nineSlice
  for (const x of [left, width - 1 - right]) fillBox(raster, { x, y: 0, width: 1, height }, darker(colour))
  for (const y of [top, height - 1 - bottom]) fillBox(raster, { x: 0, y, width, height: 1 }, darker(colour))
}

/** How far an animation has come, at the lower edge; gives its height in pixels. */
function drawBar(raster: Raster, { animation, index, count }: SpecFrame): number {
  if (animation === null) return 0
  const heightPx = Math.max(1, Math.floor(raster.height / 16))
  const widthPx = Math.max(1, Math.round((raster.width * (index + 1)) / count))
  fillBox(raster, { x: 0, y: raster.height - heightPx, width: widthPx, height: heightPx }, ink)
  return heightPx
}

/** The key and below it the frame's name, as large as both fit; where they never do, part of the key is left out. */
function drawLabel(
  raster: Raster,
  [key, name]: readonly [key: string, name: string],
  room: { readonly top: number; readonly bottom: number },
): void {
  const margin = Math.min(raster.width, room.bottom - room.top) < roomyPx ? 1 : 2
  const widthPx = raster.width - 2 * margin
  const heightPx = room.bottom - room.top - 2 * margin
  for (let scale = scaleMax; scale >= 1; scale--) {
    const columns = Math.floor((widthPx + scale) / (tinyAdvancePx * scale))
    const rows = Math.floor((heightPx + scale) / (tinyLinePx * scale))
    if (columns < 1 || rows < 1) continue
    const lines = [...breakText(key, columns), ...breakText(name, columns)]
    if (scale > 1 && lines.length > rows) continue
    // Frames are told apart by their names, stills by both ends of their keys.
    const tail = name === '' ? key.slice(-columns) : name.slice(0, columns)
    const head = lines.slice(0, name === '' ? Math.max(1, rows - 1) : rows - 1)
    const shown = lines.length <= rows ? lines : [...head, tail].slice(0, rows)
    for (const [row, line] of shown.entries())
      drawTinyText(raster, line, {
        ...{ x: margin, y: room.top + margin + row * tinyLinePx * scale },
        ...{ scale, colour: ink },
      })
    return
  }
}

/** Lines of at most so many characters, broken after a hyphen where a line has one. */
function breakText(text: string, columns: number): string[] {
  const lines: string[] = []
  for (let rest = text; rest !== '';) {
    const hyphen = rest.length > columns ? rest.slice(0, columns).lastIndexOf('-') : -1
    const end = hyphen > 0 ? hyphen + 1 : columns
    lines.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return lines
}

/** A cross at the pivot, where it does not cover the text. */
function drawPivot(raster: Raster, { pivot }: PlaceholderSpec): void {
  if (Math.min(raster.width, raster.height) < roomyPx) return
  const x = Math.min(raster.width - 1, Math.floor(pivot.x * raster.width))
  const y = Math.min(raster.height - 1, Math.floor(pivot.y * raster.height))
  fillBox(raster, { x: x - 2, y, width: 5, height: 1 }, pivotInk)
  fillBox(raster, { x, y: y - 2, width: 1, height: 5 }, pivotInk)
}
