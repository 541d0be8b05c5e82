import { drawWaveform } from '../../../core/audio/draw-waveform.js'
import { readWav } from '../../../core/audio/wav.js'
import { removeBackground } from '../../../core/cutout/remove-background.js'
import { downscaleCells } from '../../../core/raster/scale-raster.js'
import type { Raster } from '../../../core/raster/raster.js'
import { detectPixelScale } from './pixel-scale.js'

/** What is done with the bytes at an address. */
export type ArtTask =
  /** A picture as the painter made it; `native` is the size of the art in it. */
  | 'delivered'
  /** The same without its background, as post-processing cuts it out. */
  | 'cutout'
  /** Made by the server to be shown as it is. */
  | 'ready'
  /** A sound, drawn from left to right. */
  | 'sound'

export interface ArtSize {
  readonly width: number
  readonly height: number
}

/** A picture that can be drawn, and how many native pixels the art in it has. */
export interface Art {
  readonly bitmap: ImageBitmap
  readonly native: ArtSize
}

/** As wide as a grid's cell can show it without being enlarged much. */
const waveformPx = { width: 384, height: 96 }

/** Reads and prepares one picture; runs in a worker, so that no key waits for it. Throws when it cannot be had. */
export async function prepareArt(url: string, task: ArtTask): Promise<Art> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`the picture answers ${answer.status}`)
  if (task === 'sound') {
    const raster = drawWaveform(readWav(new Uint8Array(await answer.arrayBuffer())), waveformPx)
    return { bitmap: await bitmapOf(raster), native: waveformPx }
  }
  const bitmap = await createImageBitmap(await answer.blob())
  const { width, height } = bitmap
  if (task === 'ready') return { bitmap, native: { width, height } }
  const raster = rasterOf(bitmap)
  const scale = detectPixelScale(raster)
  const native = { width: width / scale, height: height / scale }
  if (task === 'delivered') return { bitmap, native }
  bitmap.close()
  const { raster: cut } = removeBackground(raster)
  return { bitmap: await bitmapOf(scale === 1 ? cut : downscaleCells(cut, scale)), native }
}

function rasterOf(bitmap: ImageBitmap): Raster {
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('this browser draws no pictures')
  context.drawImage(bitmap, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  return { width, height, data: new Uint8Array(data.buffer) }
}

function bitmapOf({ width, height, data }: Raster): Promise<ImageBitmap> {
  return createImageBitmap(new ImageData(new Uint8ClampedArray(data), width, height))
}
