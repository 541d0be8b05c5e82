import { detectPixelScale } from './pixel-scale.js'

/** A decoded picture and the size of the art in it. */
export interface Art {
  readonly image: HTMLImageElement
  readonly native: { readonly width: number; readonly height: number }
}

/** Pictures of about a dozen specs; beyond that the browser's own cache is quick enough. */
const artsMax = 96
const arts = new Map<string, Promise<Art>>()

/** Loads and measures a picture; the same address gives the same answer. Rejects when it cannot be loaded. */
export function loadArt(url: string): Promise<Art> {
  const known = arts.get(url)
  if (known !== undefined) return known
  const loading = readArt(url)
  arts.set(url, loading)
  loading.catch(() => arts.delete(url))
  const oldest = arts.keys().next().value
  if (arts.size > artsMax && oldest !== undefined) arts.delete(oldest)
  return loading
}

async function readArt(url: string): Promise<Art> {
  const image = new Image()
  image.src = url
  await image.decode()
  const { naturalWidth: width, naturalHeight: height } = image
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return { image, native: { width, height } }
  context.drawImage(image, 0, 0)
  const scale = detectPixelScale(context.getImageData(0, 0, width, height))
  return { image, native: { width: width / scale, height: height / scale } }
}

/**
 * Draws art so that each native pixel is `zoom` device pixels square, `repeat` times in both directions. Nearest
 * neighbour and whole numbers only: no pixel is ever blurred or uneven.
 */
export function drawArt(canvas: HTMLCanvasElement, art: Art, zoom: number, repeat = 1): void {
  const width = art.native.width * zoom
  const height = art.native.height * zoom
  canvas.width = width * repeat
  canvas.height = height * repeat
  canvas.style.width = `${canvas.width / devicePixelRatio}px`
  canvas.style.height = `${canvas.height / devicePixelRatio}px`
  const context = canvas.getContext('2d')
  if (context === null) return
  context.imageSmoothingEnabled = false
  for (let row = 0; row < repeat; row += 1)
    for (let column = 0; column < repeat; column += 1)
      context.drawImage(art.image, column * width, row * height, width, height)
}
