import { drawWaveform } from '../../core/audio/draw-waveform.js'
import { readWav } from '../../core/audio/wav.js'
import { removeBackground } from '../../core/cutout/remove-background.js'
import { downscaleCells } from '../../core/raster/scale-raster.js'
import type { Raster } from '../../core/raster/raster.js'
import { detectPixelScale } from './pixel-scale.js'

/** What is at an address: a picture whose background is removed later, one that keeps it, or a sound. */
export type ArtKind = 'cutout' | 'whole' | 'sound'

/** A decoded picture (the waveform of a sound), the size of the art in it, and the art without its background. */
export interface Art {
  readonly delivered: HTMLImageElement | HTMLCanvasElement
  /** The art as post-processing cuts it out, by the same code; null for tiles and whatever has no background to remove. */
  readonly cutout: HTMLCanvasElement | null
  readonly native: { readonly width: number; readonly height: number }
}

/** One frame of a strip of `count`. */
export interface FrameView {
  readonly index: number
  readonly count: number
}

/** `cutout` shows the art on the page's ground, `delivered` the picture as the painter made it. */
export type ArtFace = 'cutout' | 'delivered'

/** Pictures of about two dozen specs; beyond that the browser's own cache is quick enough. */
const artsMax = 96
const arts = new Map<string, Promise<Art>>()

/** Loads, measures and cuts out a picture, or draws a sound; the same address gives the same answer. Rejects when it cannot be loaded. */
export function loadArt(url: string, kind: ArtKind): Promise<Art> {
  const known = arts.get(url)
  if (known !== undefined) return known
  const loading = kind === 'sound' ? readWaveform(url) : readArt(url, kind === 'cutout')
  arts.set(url, loading)
  loading.catch(() => arts.delete(url))
  const oldest = arts.keys().next().value
  if (arts.size > artsMax && oldest !== undefined) arts.delete(oldest)
  return loading
}

async function readArt(url: string, hasBackground: boolean): Promise<Art> {
  const image = new Image()
  image.src = url
  await image.decode()
  const { naturalWidth: width, naturalHeight: height } = image
  const context = makeCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (context === null) return { delivered: image, cutout: null, native: { width, height } }
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  const raster = { width, height, data: new Uint8Array(data.buffer) }
  const scale = detectPixelScale(raster)
  const native = { width: width / scale, height: height / scale }
  return { delivered: image, cutout: hasBackground ? cutOut(raster, scale) : null, native }
}

/** Time from left to right; as wide as a grid's cell can show it without being enlarged much. */
const waveformPx = { width: 384, height: 96 }

async function readWaveform(url: string): Promise<Art> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`the sound answers ${answer.status}`)
  const raster = drawWaveform(readWav(new Uint8Array(await answer.arrayBuffer())), waveformPx)
  return { delivered: canvasOf(raster), cutout: null, native: waveformPx }
}

function cutOut(raster: Raster, scale: number): HTMLCanvasElement {
  const { raster: cut } = removeBackground(raster)
  const native = scale === 1 ? cut : downscaleCells(cut, scale)
  return canvasOf(native)
}

function canvasOf(raster: Raster): HTMLCanvasElement {
  const canvas = makeCanvas(raster.width, raster.height)
  const pixels = new ImageData(new Uint8ClampedArray(raster.data), raster.width, raster.height)
  canvas.getContext('2d')?.putImageData(pixels, 0, 0)
  return canvas
}

function makeCanvas(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  return canvas
}

/**
 * Draws art so that each native pixel is `zoom` device pixels square, `repeat` times in both directions. Nearest
 * neighbour and whole numbers only: no pixel is ever blurred or uneven. Art without a pixel grid may be shown at a whole
 * fraction (1/2, 1/3 ...), which is smoothed. Of a strip, one frame or all of it.
 */
export function drawArt(
  canvas: HTMLCanvasElement,
  art: Art,
  face: ArtFace,
  zoom: number,
  { repeat = 1, frame = null }: { readonly repeat?: number; readonly frame?: FrameView | null } = {},
): void {
  const width = Math.max(1, Math.round(shownSize(art, frame).width * zoom))
  const height = Math.max(1, Math.round(art.native.height * zoom))
  canvas.width = width * repeat
  canvas.height = height * repeat
  canvas.style.width = `${canvas.width / devicePixelRatio}px`
  canvas.style.height = `${canvas.height / devicePixelRatio}px`
  const context = canvas.getContext('2d')
  if (context === null) return
  context.imageSmoothingEnabled = zoom < 1
  context.imageSmoothingQuality = 'high'
  const source = face === 'cutout' ? (art.cutout ?? art.delivered) : art.delivered
  const from = source.width / (frame?.count ?? 1)
  for (let row = 0; row < repeat; row += 1)
    for (let column = 0; column < repeat; column += 1)
      context.drawImage(
        source,
        ...([from * (frame?.index ?? 0), 0, from, source.height] as const),
        ...([column * width, row * height, width, height] as const),
      )
}

/** Native pixels of what is shown of a picture. */
export function shownSize({ native }: Art, frame: FrameView | null): { width: number; height: number } {
  return { width: native.width / (frame?.count ?? 1), height: native.height }
}
