import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { drawFrozenSet } from '../core/bundle/make-frozen-set.js'
import { compareBundleInPixi } from './compare-bundle-in-pixi.js'
import { findChromium } from './find-chromium.js'
import { writeDrawnBundle } from './write-drawn-bundle.js'

let root: string
let bundleDir: string
let movingDir: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assetloom-pixi-'))
  bundleDir = join(root, 'bundle')
  const options = { maxSidePx: 160, paddingPx: 2, extrudePx: 1 }
  await writeDrawnBundle(bundleDir, 'pixi', await drawFrozenSet(sharpImageCodec, 48, options))
  movingDir = join(root, 'moving')
  await writeDrawnBundle(
    movingDir,
    'pixi',
    await drawFrozenSet(sharpImageCodec, 24, options, { moving: true }),
  )
})

afterAll(() => rm(root, { recursive: true, force: true }))

describe('a pixi bundle in Chromium', () => {
  it('draws every frame of every page as its picture in images/, to the pixel', async () => {
    const comparison = await compareBundleInPixi(bundleDir)
    expect(comparison).toMatchObject({ frames: 48, exact: 48, problems: [] })
    expect(comparison.pages).toBeGreaterThan(1)
  })

  it('plays every animation frame by frame, from whichever page, and knows every border', async () => {
    const comparison = await compareBundleInPixi(movingDir)
    expect(comparison).toMatchObject({ problems: [] })
    expect(comparison.pages).toBeGreaterThan(1)
    expect(comparison.frames).toBeGreaterThan(60)
    expect(comparison.exact).toBe(comparison.frames)
    const damaged = join(root, 'moving-damaged')
    await cp(movingDir, damaged, { recursive: true })
    const path = join(damaged, 'atlases/sprites-0.json')
    const sheet = JSON.parse(await readFile(path, 'utf8')) as {
      frames: Record<string, { borders?: { left: number } }>
      animations: Record<string, string[]>
    }
    const [animation] = Object.values(sheet.animations)
    const bordered = Object.values(sheet.frames).find(({ borders }) => borders !== undefined)
    animation?.reverse()
    bordered!.borders!.left += 1
    await writeFile(path, JSON.stringify(sheet))
    const { problems } = await compareBundleInPixi(damaged)
    expect(problems.join('\n')).toMatch(/has the borders[^]*in its sheet for/)
  })

  it('is found out when a frame lies one pixel off, a pivot differs or a page is missing', async () => {
    const damaged = join(root, 'damaged')
    await cp(bundleDir, damaged, { recursive: true })
    const sheetPath = join(damaged, 'atlases/sprites-0.json')
    const sheet = JSON.parse(await readFile(sheetPath, 'utf8')) as {
      frames: Record<string, { frame: { x: number }; anchor: { x: number } }>
    }
    const [first, second] = Object.values(sheet.frames)
    if (first === undefined || second === undefined) throw new Error('the page has fewer than two frames')
    first.frame.x += 1
    second.anchor.x = 0.25
    await writeFile(sheetPath, JSON.stringify(sheet))
    const { exact, problems } = await compareBundleInPixi(damaged)
    expect(exact).toBe(46)
    expect(problems.join('\n')).toMatch(
      /drawn otherwise[^]*has the anchor 0.25|has the anchor 0.25[^]*drawn otherwise/,
    )
    await rm(join(damaged, 'atlases/sprites-1.png'))
    await expect(compareBundleInPixi(damaged)).rejects.toThrow()
  })
})

describe('without a Chromium', () => {
  it('the error names the command that installs one', () => {
    expect(() => findChromium({ CHROMIUM_PATH: '/nowhere/chromium' })).toThrow(
      'CHROMIUM_PATH names no program',
    )
  })
})
