import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { viewerPage, type ViewerAsset } from '../../core/bundle/write-viewer.js'
import { launchBrowser } from './open-page.js'

const pivot = { x: 0.5, y: 1 }
const assets: ViewerAsset[] = [
  {
    key: 'brick',
    type: 'tile',
    tags: ['wall'],
    width: 16,
    height: 16,
    pivot,
    image: 'images/tiles/brick.png',
  },
  {
    key: 'clay-jar',
    type: 'prop',
    tags: ['camp'],
    width: 32,
    height: 32,
    pivot,
    image: 'images/props/clay-jar.png',
  },
  {
    key: 'oil-lamp',
    type: 'prop',
    tags: ['camp'],
    width: 24,
    height: 32,
    pivot,
    image: 'images/props/oil-lamp.png',
  },
  {
    key: '<b>odd & "key"',
    type: 'item',
    tags: [],
    width: 8,
    height: 8,
    pivot,
    image: 'images/items/odd.png',
  },
]

describe('index.html of a bundle, opened from disk in Chromium', () => {
  let dir: string
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  const requests: string[] = []

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'assetloom-viewer-'))
    for (const [index, { image, width, height }] of assets.entries()) {
      const background = { r: 40 * index, g: 120, b: 80, alpha: 1 }
      await mkdir(dirname(join(dir, image)), { recursive: true })
      await writeFile(
        join(dir, image),
        await sharp({ create: { width, height, channels: 4, background } })
          .png()
          .toBuffer(),
      )
    }
    await writeFile(join(dir, 'index.html'), viewerPage(assets))
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await rm(dir, { recursive: true, force: true })
  })

  async function open(): Promise<void> {
    page = await browser.newPage({ viewport: { width: 1024, height: 768 } })
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(pathToFileURL(join(dir, 'index.html')).href)
    await page.getByText('4 assets', { exact: true }).waitFor()
  }

  const shownKeys = () => page.locator('#list > li:visible .key').allTextContents()
  const sizeOf = (key: string) =>
    page
      .locator('#list > li', { hasText: key })
      .locator('img')
      .evaluate((image) => ({
        shown: image.getBoundingClientRect().width,
        natural: (image as HTMLImageElement).naturalWidth,
        rendering: getComputedStyle(image).imageRendering,
      }))

  it('shows every asset at an integer zoom without blur, with odd keys as text', async () => {
    await open()
    expect(await shownKeys()).toEqual(assets.map((asset) => asset.key))
    for (const { key, width } of assets) {
      const { shown, natural, rendering } = await sizeOf(key)
      expect(natural).toBe(width)
      expect(Number.isInteger(shown / natural)).toBe(true)
      expect(rendering).toBe('pixelated')
    }
    const before = (await sizeOf('clay-jar')).shown
    await page.keyboard.press('+')
    expect((await sizeOf('clay-jar')).shown).toBe(before * 2)
    await page.close()
  })

  it('finds by key, type and tag, says when nothing is found, and clears again', async () => {
    await open()
    await page.keyboard.press('/')
    await page.keyboard.type('camp lamp')
    expect(await shownKeys()).toEqual(['oil-lamp'])
    await page.getByText('1 of 4 assets').waitFor()
    await page.keyboard.type(' zebra')
    await page.getByText('No key, type or tag has "camp lamp zebra".').waitFor()
    await page.keyboard.press('Escape')
    expect(await shownKeys()).toHaveLength(4)
    await page.close()
  })

  it('copies the key of the chosen asset by keyboard alone', async () => {
    await open()
    // Pasting into the search proves what the clipboard holds without asking for the right to read it.
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByText('copied clay-jar').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.press('Control+V')
    expect(await page.locator('#search').inputValue()).toBe('clay-jar')
    await page.close()
  })

  it('repeats a tile three by three and remembers the ground', async () => {
    await open()
    await page.keyboard.press('r')
    const tile = page.locator('#list > li', { hasText: 'brick' })
    expect(await tile.locator('.repeat').getAttribute('aria-pressed')).toBe('true')
    expect(
      await tile.locator('.art > div').evaluate((art) => getComputedStyle(art).backgroundImage),
    ).toContain('brick.png')
    await page.keyboard.press('b')
    expect(await page.locator('html').getAttribute('data-ground')).toBe('black')
    await page.close()
  })

  it('asks no network and complains of nothing', () => {
    expect(requests.length).toBeGreaterThan(4)
    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([])
    expect(complaints).toEqual([])
  })
})
