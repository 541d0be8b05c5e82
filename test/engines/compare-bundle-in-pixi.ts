import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { bundleManifestSchema, type ManifestAsset } from '../../core/bundle/bundle-manifest.schema.js'
import { pixiTarget } from '../../core/bundle/targets/pixi-target.js'
import type { Raster } from '../../core/raster/raster.js'
import type { DrawingPage, DrawnFrame } from './draw-frames-page.js'
import { findChromium } from './find-chromium.js'
import { serveBundle } from './serve-bundle.js'

export interface PixiComparison {
  readonly pages: number
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
      for (let from = 0; from < manifest.assets.length; from += batchSize) {
        const found = await compareBatch(page, bundleDir, manifest.assets.slice(from, from + batchSize))
        problems.push(...found)
        exact += Math.min(batchSize, manifest.assets.length - from) - found.length
      }
    } finally {
      await browser.close()
    }
  } finally {
    await server.close()
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 })
  }
  const pages = manifest.atlases.reduce((count, atlas) => count + atlas.pages.length, 0)
  return { pages, frames: manifest.assets.length, exact, problems }
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

/** At most one problem an asset. */
async function compareBatch(
  page: Page,
  bundleDir: string,
  assets: readonly ManifestAsset[],
): Promise<string[]> {
  const wanted = assets.map((asset) => ({
    key: asset.key,
    image: asset.files.find((file) => file.role === 'image')?.path ?? '',
  }))
  const drawn = await page.evaluate(
    (frames) => (globalThis as unknown as Window).drawingPage.drawFrames(frames),
    wanted,
  )
  const problems: string[] = []
  for (const [index, frame] of drawn.entries()) {
    const asset = assets[index]
    const image = wanted[index]?.image
    if (asset === undefined || image === undefined) continue
    const picture = await sharpImageCodec.decodePng(await readFile(join(bundleDir, image)))
    const objection = frameObjection(frame, asset, picture)
    if (objection !== null) problems.push(`"${asset.key}" ${objection}`)
  }
  return problems
}

function frameObjection(frame: DrawnFrame, asset: ManifestAsset, picture: Raster): string | null {
  if (frame.width !== picture.width || frame.height !== picture.height)
    return `is drawn ${frame.width}x${frame.height}, its picture is ${picture.width}x${picture.height}`
  if (frame.anchor.x !== asset.pivot.x || frame.anchor.y !== asset.pivot.y)
    return `has the anchor ${frame.anchor.x},${frame.anchor.y}, its pivot is ${asset.pivot.x},${asset.pivot.y}`
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
