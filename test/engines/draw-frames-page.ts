// Runs in the browser: compiled on its own by serve-bundle.ts, so it imports nothing but pixi.js.
import {
  AnimatedSprite,
  Assets,
  Rectangle,
  RenderTexture,
  Sprite,
  Texture,
  WebGLRenderer,
  type Spritesheet,
} from 'pixi.js'

export interface DrawnFrame {
  readonly key: string
  readonly width: number
  readonly height: number
  /** Premultiplied RGBA as the GPU holds it, base64. */
  readonly pixels: string
  /** Whether the atlas frame and the single picture drew the very same bytes. */
  readonly sameAsImage: boolean
  readonly anchor: { readonly x: number; readonly y: number }
  readonly borders: {
    readonly left: number
    readonly top: number
    readonly right: number
    readonly bottom: number
  } | null
}

/** A frame of the atlas and where its untrimmed picture is: `at` pixels from the left of `image`, `width` wide. */
export interface WantedFrame {
  readonly key: string
  readonly image: string
  readonly at: number
  readonly width: number
  readonly height: number
}

export interface DrawingPage {
  /** Loads the atlas by the lines of README.txt. */
  loadAtlas(entryPaths: readonly string[]): Promise<void>
  drawFrames(frames: readonly WantedFrame[]): Promise<DrawnFrame[]>
  /** Labels of the textures of every animation that the loaded sheets name, by `<key>.<animation>`. */
  animations(entryPaths: readonly string[]): Record<string, string[]>
  /** Labels of the textures of an AnimatedSprite made by the lines of README.txt. */
  playedFrames(frames: readonly string[]): string[]
}

let renderer: WebGLRenderer

async function loadAtlas(entryPaths: readonly string[]): Promise<void> {
  renderer = new WebGLRenderer()
  await renderer.init({ width: 16, height: 16, backgroundAlpha: 0, antialias: false, resolution: 1 })
  for (const path of entryPaths)
    await Assets.load({ src: `assets/${path}`, data: { textureOptions: { scaleMode: 'nearest' } } })
}

async function drawFrames(frames: readonly WantedFrame[]): Promise<DrawnFrame[]> {
  const drawn: DrawnFrame[] = []
  for (const { key, image, at, width: wide, height: high } of frames) {
    const single = await Assets.load<Texture>({ src: `assets/${image}`, data: { scaleMode: 'nearest' } })
    if (!Assets.cache.has(key)) throw new Error(`the atlas has no frame "${key}"`)
    const sprite = Sprite.from(key)
    const anchor = { x: sprite.anchor.x, y: sprite.anchor.y }
    const fromAtlas = draw(sprite)
    const part = new Texture({ source: single.source, frame: new Rectangle(at, 0, wide, high) })
    const borders = Texture.from(key).defaultBorders ?? null
    const fromImage = draw(new Sprite(part))
    const sameSize = fromAtlas.width === fromImage.width && fromAtlas.height === fromImage.height
    const sameAsImage =
      sameSize && fromAtlas.pixels.every((value, index) => value === fromImage.pixels[index])
    const { width, height, pixels } = fromAtlas
    drawn.push({ key, width, height, pixels: toBase64(pixels), sameAsImage, anchor, borders })
    await Assets.unload(`assets/${image}`)
  }
  return drawn
}

function animations(entryPaths: readonly string[]): Record<string, string[]> {
  const named: Record<string, string[]> = {}
  for (const path of entryPaths) {
    const sheet = Assets.get<Spritesheet>(`assets/${path}`)
    for (const one of [sheet, ...sheet.linkedSheets])
      for (const [name, textures] of Object.entries(
        one.animations as Record<string, (Texture | undefined)[]>,
      ))
        named[name] = textures.map((texture) => texture?.label ?? '(none)')
  }
  return named
}

function playedFrames(frames: readonly string[]): string[] {
  const sprite = AnimatedSprite.fromFrames([...frames])
  return sprite.textures.map((one) => (one instanceof Texture ? one : one.texture).label ?? '(none)')
}

function draw(sprite: Sprite): { width: number; height: number; pixels: Uint8ClampedArray } {
  sprite.anchor.set(0, 0)
  const { width, height } = sprite.texture.orig
  const target = RenderTexture.create({ width, height, resolution: 1, scaleMode: 'nearest' })
  renderer.render({ container: sprite, target, clear: true, clearColor: [0, 0, 0, 0] })
  const { pixels } = renderer.texture.getPixels(target)
  sprite.destroy()
  target.destroy(true)
  return { width, height, pixels }
}

function toBase64(bytes: Uint8ClampedArray): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(binary)
}

Object.assign(globalThis, {
  drawingPage: { loadAtlas, drawFrames, animations, playedFrames } satisfies DrawingPage,
})
