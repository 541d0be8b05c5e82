import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { bundleManifestSchema, type ManifestAsset } from '../../core/bundle/bundle-manifest.schema.js'
import { pixiTarget } from '../../core/bundle/targets/pixi-target.js'
import type { Raster } from '../../core/raster/raster.js'
import { cropRaster } from '../../core/raster/blit-raster.js'
import type { DrawingPage, DrawnFrame, WantedFrame } from './draw-frames-page.js'
import { findChromium } from './find-chromium.js'
import { serveBundle } from './serve-bundle.js'

export interface PixiComparison {
  readonly pages: number
  /** Of all assets together. */
  readonly frames: number
  /** Frames that the atlas drew exactly as their picture in images/ is. */
  readonly exact: number
  /** A sentence for everything that is not as it should be; empty = the bundle is right. */
  readonly problems: readonly string[]
}

const batchSize = 100
const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  // WebGL on the CPU, so that the result does not depend on the machine's graphics card.
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Loads the atlas of a pixi bundle with pixi.js in a real Chromium as its README says, draws every frame without
 * scaling, and compares it with the untrimmed picture in images/: byte for byte with the picture drawn the same way,
 * and with the decoded PNG (opaque and clear pixels exactly, half-transparent ones within the rounding of
 * premultiplication). Throws when the folder holds no manifest or no Chromium is there.
 */
export async function compareBundleInPixi(bundleDir: string): Promise<PixiComparison> {
  const manifest = bundleManifestSchema.parse(
    JSON.parse(await readFile(join(bundleDir, 'manifest.json'), 'utf8')),
  )
  const problems: string[] = []
  if (manifest.target !== pixiTarget.name) problems.push(`the bundle is for ${manifest.target}, not for pixi`)
  const executablePath = findChromium()
  const server = await serveBundle(bundleDir)
  const userDataDir = await mkdtemp(join(tmpdir(), 'assetloom-chromium-'))
  let exact = 0
  try {
    const browser = await chromium.launchPersistentContext(userDataDir, {
      executablePath,
      headless: true,
      args: chromiumFlags,
    })
    try {
      const page = await openPage(await browser.newPage(), server.url, problems)
      const entryPaths = manifest.atlases.flatMap((atlas) => atlas.files.slice(0, 1).map((file) => file.path))
      await page.evaluate(
        (paths) => (globalThis as unknown as Window).drawingPage.loadAtlas(paths),
        entryPaths,
      )
      const wanted = manifest.assets.flatMap(wantedFrames)
      for (let from = 0; from < wanted.length; from += batchSize) {
        const found = await compareBatch(page, bundleDir, wanted.slice(from, from + batchSize))
        problems.push(...found)
        exact += Math.min(batchSize, wanted.length - from) - found.length
      }
      problems.push(...(await compareAnimations(page, entryPaths, manifest.assets)))
    } finally {
      await browser.close()
    }
  } finally {
    await server.close()
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 })
  }
  const pages = manifest.atlases.reduce((count, atlas) => count + atlas.pages.length, 0)
  const frames = manifest.assets.reduce((count, asset) => count + asset.frames.length, 0)
  return { pages, frames, exact, problems }
}

interface Window {
  readonly drawingPage: DrawingPage
}

async function openPage(page: Page, url: string, problems: string[]): Promise<Page> {
  page.on('pageerror', (error) => problems.push(`the page failed: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${new URL(response.url()).pathname} was not found`)
  })
  await page.goto(url)
  await page.waitForFunction(() => 'drawingPage' in globalThis, null, { timeout: 30_000 })
  return page
}

interface Wanted extends WantedFrame {
  readonly asset: ManifestAsset
}

/** Every frame of an asset with its place in the untrimmed picture. */
function wantedFrames(asset: ManifestAsset): Wanted[] {
  const image = asset.files.find(({ role }) => role === 'image' || role === 'strip')?.path ?? ''
  return asset.frames.map(({ name, sourceSize: { width, height } }, index) => ({
    asset,
    key: name,
    image,
    at: index * width,
    width,
    height,
  }))
}

/** At most one problem a frame. */
async function compareBatch(page: Page, bundleDir: string, wanted: readonly Wanted[]): Promise<string[]> {
  const drawn = await page.evaluate(
    (frames) => (globalThis as unknown as Window).drawingPage.drawFrames(frames),
    wanted.map(({ key, image, at, width, height }): WantedFrame => ({ key, image, at, width, height })),
  )
  const problems: string[] = []
  const pictures = new Map<string, Raster>()
  for (const [index, frame] of drawn.entries()) {
    const want = wanted[index]
    if (want === undefined) continue
    const { asset, image, at: x, width, height } = want
    const picture =
      pictures.get(image) ?? (await sharpImageCodec.decodePng(await readFile(join(bundleDir, image))))
    pictures.set(image, picture)
    const objection = frameObjection(frame, asset, cropRaster(picture, { x, y: 0, width, height }))
    if (objection !== null) problems.push(`"${want.key}" ${objection}`)
  }
  return problems
}

/** Whether pixi.js sees each animation: by the names in the manifest always, by its own sheets where a sheet names it. */
async function compareAnimations(
  page: Page,
  entryPaths: readonly string[],
  assets: readonly ManifestAsset[],
): Promise<string[]> {
  const problems: string[] = []
  const named = await page.evaluate(
    (paths) => (globalThis as unknown as Window).drawingPage.animations(paths),
    entryPaths,
  )
  for (const { key, frames, animations } of assets)
    for (const { name, frames: told } of animations) {
      const played = await page.evaluate(
        (all) => (globalThis as unknown as Window).drawingPage.playedFrames(all),
        told,
      )
      if (played.join() !== told.join()) problems.push(`"${key}" plays ${played.join()} for ${name}`)
      const pages = new Set(frames.filter((frame) => told.includes(frame.name)).map((frame) => frame.page))
      const inSheet = named[`${key}.${name}`]
      if (pages.size === 1 && inSheet?.join() !== told.join())
        problems.push(`"${key}" has ${inSheet?.join() ?? 'nothing'} in its sheet for ${name}`)
    }
  return problems
}

function frameObjection(frame: DrawnFrame, asset: ManifestAsset, picture: Raster): string | null {
  if (frame.width !== picture.width || frame.height !== picture.height)
    return `is drawn ${frame.width}x${frame.height}, its picture is ${picture.width}x${picture.height}`
  if (frame.anchor.x !== asset.pivot.x || frame.anchor.y !== asset.pivot.y)
    return `has the anchor ${frame.anchor.x},${frame.anchor.y}, its pivot is ${asset.pivot.x},${asset.pivot.y}`
  if (JSON.stringify(frame.borders) !== JSON.stringify(asset.nineSlice ?? null))
    return `has the borders ${JSON.stringify(frame.borders)}`
  if (!frame.sameAsImage) return 'is drawn otherwise than its picture in images/'
  const pixels = Buffer.from(frame.pixels, 'base64')
  if (pixels.length !== picture.data.length)
    return `has ${pixels.length} bytes of pixels, not ${picture.data.length}`
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = picture.data[at + 3] ?? 0
    for (let channel = 0; channel < 4; channel++) {
      const straight = picture.data[at + channel] ?? 0
      const expected = channel === 3 ? alpha : (straight * alpha) / 255
      const tolerance = channel === 3 || alpha === 0 || alpha === 255 ? 0 : 1
      if (Math.abs((pixels[at + channel] ?? 0) - expected) > tolerance)
        return `differs from its picture at ${(at / 4) % picture.width},${Math.floor(at / 4 / picture.width)}`
    }
  }
  return null
}
