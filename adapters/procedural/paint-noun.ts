import { paintBackdrop } from './backdrops/paint-backdrop.js'
import type { Canvas } from './canvas.js'
import { chooseFrameNoun } from './frame-noun.js'
import { chooseWidget, paintInterface } from './interface/paint-interface.js'
import type { Noun } from './noun.js'
import { readPrompt } from './noun.js'
import { chooseNoun } from './noun-registry.js'
import type { NativePicture, NativeRequest } from './native-picture.js'
import { createContext } from './paint-context.js'
import { paintPropFrames, paintSketch } from './paint-frames.js'
import type { PaletteRamps } from './palette-ramps.js'
import { createRamps } from './palette-ramps.js'
import { createRandom } from './random.js'
import { paintSoftParticle, softenEdges } from './soft-particle.js'
import { paintTileCanvas, paintTileFrames } from './tiles/tile-frames.js'

/** Paints what the prompt is about, at native size, in palette colours only. The same request gives the same pixels. */
export function paintNative(request: NativeRequest): NativePicture {
  if (request.alpha !== 'soft') return paintHard(request)
  const glows = request.assetType === 'particle' || request.assetType === 'vfx'
  if (glows) return paintSoftParticle(request, createRamps(request.palette))
  return softenEdges(paintHard({ ...request, outlinePx: 0 }))
}

function paintHard(request: NativeRequest): NativePicture {
  if (request.assetType === 'backdrop') return paintBackdrop(request, createRamps(request.palette))
  // What it is, its own words say: a lantern of the art direction makes no lantern of a barrel.
  const prompt = readPrompt(request.subject ?? request.prompt)
  const noun = chooseNoun(prompt, wantsSurface(request) ? 'tile' : 'prop')
  const ramps = createRamps(request.palette)
  const { width, height } = request.nativeSize
  const frames = request.frames ?? []
  const isKnown = noun.kind !== 'tile' && noun.names.length > 0
  const widget =
    frames.length > 1 || request.nineSlice !== undefined || !isKnown ? chooseWidget(request, prompt) : null
  if (widget !== null) return paintInterface(widget, request, ramps)
  if (frames.length > 1 && noun.kind === 'tile') return paintTileFrames(noun, request, frames, ramps)
  if (frames.length > 1) return paintPropFrames(chooseFrameNoun(request, prompt), request, frames, ramps)
  const pixels =
    noun.kind === 'tile' ? paintTileCanvas(noun, request).resolve(ramps) : paintProp(noun, request, ramps)
  if (request.background === 'opaque') fillGround(pixels, ramps)
  return { width, height, pixels, ramps }
}

/** A surface fills its frame; all else is a thing, even where it stands on a ground of its own. */
function wantsSurface({ seamless, assetType }: NativeRequest): boolean {
  return seamless || assetType === 'tile'
}

/**
 * Paints, measures, and paints again at the scale that fills the size up to the margin; the last steps only shrink,
 * so the picture never touches the border. Small misfits are left alone: at scale 1 hand-placed pixels stay crisp.
 */
function paintProp(noun: Noun, request: NativeRequest, ramps: PaletteRamps): Uint16Array {
  const { width, height } = request.nativeSize
  const marginPx = Math.min(width, height) >= 40 ? 2 : 1
  const room = { width: Math.max(1, width - 2 * marginPx), height: Math.max(1, height - 2 * marginPx) }
  const mirrored = noun.mirrors === true && createRandom(request.seed, 1).chance()
  const share = noun.fill?.(createContext(request)) ?? 1
  let scale = Math.min(room.width / noun.frame.width, room.height / noun.frame.height)
  if (Math.abs(scale - Math.round(scale)) < 0.13) scale = Math.max(1, Math.round(scale))
  let canvas = paintSketch(noun, request, { scale, mirrored })
  for (let round = 0; round < 12; round++) {
    const box = canvas.bounds()
    if (box === null) break
    const ratio = Math.min(room.width / box.width, room.height / box.height)
    const tooLarge = ratio < 1
    const tooSmall = round === 0 && ratio * share > 1.12
    if (!tooLarge && !tooSmall && (round > 0 || share === 1)) break
    scale *= round === 0 ? ratio * share : Math.min(0.98, ratio)
    canvas = paintSketch(noun, request, { scale, mirrored })
  }
  return place(canvas, width, height, marginPx, ramps)
}

/** Stands the painted box on the lower margin, centred across. */
function place(
  canvas: Canvas,
  width: number,
  height: number,
  marginPx: number,
  ramps: PaletteRamps,
): Uint16Array {
  const pixels = new Uint16Array(width * height)
  const box = canvas.bounds()
  if (box === null) return pixels
  const resolved = canvas.resolve(ramps)
  const left = Math.max(0, Math.floor((width - box.width) / 2))
  const top = Math.max(0, height - marginPx - box.height)
  for (let y = 0; y < Math.min(box.height, height - top); y++)
    for (let x = 0; x < Math.min(box.width, width - left); x++)
      pixels[(top + y) * width + left + x] = resolved[(box.y + y) * canvas.width + box.x + x]!
  return pixels
}

/** Opaque pictures have no hole: what is left gets the colour that is nearest to the palette's middle lightness. */
function fillGround(pixels: Uint16Array, ramps: PaletteRamps): void {
  const ground = Math.floor((ramps.colours.length - 1) * 0.6)
  pixels.forEach((pixel, at) => {
    if (pixel === 0) pixels[at] = ground + 1
  })
}
