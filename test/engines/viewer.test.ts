import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { writeBundle } from '../../core/bundle/write-bundle.js'
import { bytesOf, drawFrozenSet, makeFrozenAsset } from '../core/bundle/make-frozen-set.js'
import { sha256Hex } from '../../core/hash.js'
import { findChromium } from './find-chromium.js'

let root: string
let browser: Browser

/** A second of silence: RIFF/WAVE, 8 bit mono at 8 kHz (Microsoft, "Multimedia Programming Interface", 1991). */
function silentWav(): Uint8Array {
  const wav = Buffer.alloc(44 + 8000, 128)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + 8000, 4)
  wav.write('WAVEfmt ', 8)
  for (const [at, value, bytes] of [
    [16, 16, 4],
    [20, 1, 2],
    [22, 1, 2],
    [24, 8000, 4],
    [28, 8000, 4],
    [32, 1, 2],
    [34, 8, 2],
  ] as const)
    wav.writeUIntLE(value, at, bytes)
  wav.write('data', 36)
  wav.writeUInt32LE(8000, 40)
  return wav
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assetloom-viewer-'))
  const options = { maxSidePx: 256, paddingPx: 2, extrudePx: 1 }
  const set = await drawFrozenSet(sharpImageCodec, 12, options, { moving: true })
  const wav = silentWav()
  const objects = new Map([...set.objects, [sha256Hex(wav), wav]])
  const files = [{ format: 'wav' as const, sha256: sha256Hex(wav), sizeBytes: wav.length }]
  const { files: written } = writeBundle({
    target: 'generic',
    project: { key: 'p', name: 'P' },
    assets: [...set.assets, makeFrozenAsset('jump', { assetType: 'sfx' })],
    atlas: set.atlas,
    previous: null,
    sounds: new Map([['jump', { files, durationMs: 1000 }]]),
  })
  for (const file of written) {
    const path = join(root, file.path)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytesOf(file, objects))
  }
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
  })
})

afterAll(async () => {
  await browser?.close()
  await rm(root, { recursive: true, force: true })
})

/** The page of the bundle from disk; `problems` collects script errors, refused loads and every request off the disk. */
async function openViewer(reducedMotion: 'reduce' | 'no-preference' = 'no-preference') {
  const page = await browser.newPage({ reducedMotion, viewport: { width: 1000, height: 2400 } })
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(pathToFileURL(root).href)) problems.push(request.url())
  })
  await page.goto(pathToFileURL(join(root, 'index.html')).href)
  return { page, problems }
}

const entry = (page: Page, key: string) => page.locator('li', { has: page.getByText(key, { exact: true }) })
const frameOf = async (page: Page, key: string) => Number(await entry(page, key).getAttribute('data-frame'))

/** Frames seen within a time, in the order in which they came. */
async function watchFrames(page: Page, key: string, ms: number): Promise<number[]> {
  const handle = await entry(page, key).elementHandle()
  return await page.evaluate(
    async ([item, time]) => {
      const seen: number[] = []
      const until = performance.now() + time
      while (performance.now() < until) {
        const now = Number((item as HTMLElement).dataset['frame'] ?? 0)
        if (seen.at(-1) !== now) seen.push(now)
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
      return seen
    },
    [handle, ms] as const,
  )
}

describe('the page of a bundle in Chromium', () => {
  it('plays a looping animation from its first to its last frame and again, without a network', async () => {
    const { page, problems } = await openViewer()
    // character-0: idle is frames 0 and 1, walk-on 2 to 4, which loops for even numbers.
    const idle = await watchFrames(page, 'character-0', 1500)
    expect(new Set(idle)).toEqual(new Set([0, 1]))
    expect(idle.length).toBeGreaterThan(3)
    await entry(page, 'character-0')
      .getByRole('button', { name: /walk-on 3f 12.5 fps/ })
      .click()
    expect(new Set(await watchFrames(page, 'character-0', 1500))).toEqual(new Set([2, 3, 4]))
    const offset = await entry(page, 'character-0')
      .locator('.film img')
      .evaluate((image) => new DOMMatrix(getComputedStyle(image).transform).m41)
    expect(offset).toBeLessThan(0)
    expect(problems).toEqual([])
    await page.close()
  })

  it('plays one that does not loop once, and again when asked', async () => {
    const { page } = await openViewer()
    const button = entry(page, 'prop-9').getByRole('button', { name: /once$/ })
    for (let times = 0; times < 2; times++) {
      await button.click()
      await page.waitForFunction(
        (item) => (item as HTMLElement | null)?.dataset['playing'] === 'false',
        await entry(page, 'prop-9').elementHandle(),
      )
      // idle has three frames, so the last of the three after them stays.
      expect(await frameOf(page, 'prop-9')).toBe(5)
    }
    await page.close()
  })

  it('moves nothing by itself where less motion was asked for, and everything on P', async () => {
    const { page } = await openViewer('reduce')
    expect(await watchFrames(page, 'character-0', 700)).toHaveLength(1)
    await page.keyboard.press('p')
    expect((await watchFrames(page, 'character-0', 1200)).length).toBeGreaterThan(2)
    await page.keyboard.press('p')
    expect(await watchFrames(page, 'character-0', 700)).toHaveLength(1)
    await page.close()
  })

  it('goes through states by key, and stretches between borders', async () => {
    const { page, problems } = await openViewer()
    await page.keyboard.press('Home')
    while (!(await entry(page, 'ui-4').evaluate((item) => item.contains(document.activeElement))))
      await page.keyboard.press('ArrowRight')
    await page.keyboard.press('n')
    expect(await frameOf(page, 'ui-4')).toBe(1)
    await page.keyboard.press('s')
    const canvas = entry(page, 'ui-4').locator('canvas')
    await page.waitForFunction((element) => element !== null, await canvas.elementHandle())
    // 36x19 px with borders of 2, 1, 3 and 0: three times as wide, twice as high.
    expect(await canvas.evaluate((element: HTMLCanvasElement) => [element.width, element.height])).toEqual([
      108, 38,
    ])
    await page.keyboard.press('s')
    expect(await canvas.count()).toBe(0)
    expect(problems).toEqual([])
    await page.close()
  })

  it('repeats a tile that moves nine times, and plays a sound', async () => {
    const { page, problems } = await openViewer()
    await page.keyboard.press('r')
    expect(await entry(page, 'tile-3').locator('.film').count()).toBe(9)
    const player = entry(page, 'jump').locator('audio')
    expect(await player.evaluate((audio: HTMLAudioElement) => audio.loop)).toBe(false)
    const duration = await player.evaluate(async (audio: HTMLAudioElement) => {
      await audio.play()
      return audio.duration
    })
    expect(duration).toBeCloseTo(1, 2)
    expect(problems).toEqual([])
    await page.close()
  })
})
