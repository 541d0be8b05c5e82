import type { Spritesheet, SpritesheetData, Texture, TextureSource } from 'pixi.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { sharpImageCodec } from '../../../adapters/imaging/sharp-image-codec.js'
import { verifyBundle } from '../../../core/bundle/verify-bundle.js'
import { writeBundle, type BundleDraft } from '../../../core/bundle/write-bundle.js'
import { blitRaster, cropRaster } from '../../../core/raster/blit-raster.js'
import { createRaster } from '../../../core/raster/raster.js'
import { bytesOf, drawFrozenSet, type DrawnSet } from './make-frozen-set.js'

// The whole of pixi.js wants a browser; its sprite sheet parser alone does not.
const pixiFolder = new URL('../../../node_modules/pixi.js/lib/', import.meta.url)
const spritesheetUrl = new URL('spritesheet/Spritesheet.mjs', pixiFolder).href
const textureSourceUrl = new URL('rendering/renderers/shared/texture/sources/TextureSource.mjs', pixiFolder)
  .href

let set: DrawnSet
let draft: BundleDraft
let parser: typeof Spritesheet
let source: typeof TextureSource

beforeAll(async () => {
  parser = ((await import(spritesheetUrl)) as { Spritesheet: typeof Spritesheet }).Spritesheet
  source = ((await import(textureSourceUrl)) as { TextureSource: typeof TextureSource }).TextureSource
  set = await drawFrozenSet(sharpImageCodec, 40, { maxSidePx: 160, paddingPx: 2, extrudePx: 1 })
  const project = { key: 'p', name: 'P' }
  draft = writeBundle({ target: 'pixi', project, assets: set.assets, atlas: set.atlas, previous: null })
})

function sheets(): { path: string; data: SpritesheetData }[] {
  return draft.files
    .filter((file) => /^atlases\/.*\.json$/.test(file.path))
    .map((file) => ({
      path: file.path,
      data: JSON.parse(new TextDecoder().decode(bytesOf(file, set.objects))) as SpritesheetData,
    }))
}

describe('the sprite sheets as pixi.js 8 parses them', () => {
  it('lie on several pages that name each other, each with its own picture', () => {
    const all = sheets()
    expect(set.pages.length).toBeGreaterThan(1)
    expect(all).toHaveLength(set.pages.length)
    const names = all.map(({ path }) => path.replace('atlases/', ''))
    for (const [index, { data }] of all.entries()) {
      expect(data.meta.related_multi_packs).toEqual(names.filter((_, other) => other !== index))
      expect(draft.files.map((file) => file.path)).toContain(`atlases/${data.meta.image}`)
    }
  })

  it('give back every untrimmed picture from the page to the pixel, with its anchor', () => {
    const rebuilt = new Set<string>()
    for (const [index, { data }] of sheets().entries()) {
      const page = set.pages[index] ?? createRaster(1, 1)
      const sheet = new parser(
        new source({ width: page.width, height: page.height }) as unknown as Texture,
        data,
      )
      for (const [key, texture] of Object.entries(sheet.parseSync())) {
        const { frame, orig, trim } = texture
        const picture = createRaster(orig.width, orig.height)
        const box = { x: frame.x, y: frame.y, width: frame.width, height: frame.height }
        blitRaster(picture, cropRaster(page, box), trim?.x ?? 0, trim?.y ?? 0)
        const original = set.rasters.get(key)
        expect([picture.width, picture.height]).toEqual([original?.width, original?.height])
        expect(Buffer.compare(picture.data, original?.data ?? new Uint8Array())).toBe(0)
        const pivot = set.assets.find(({ asset }) => asset.specKey === key)?.spec.pivot
        expect(texture.defaultAnchor).toEqual(pivot)
        rebuilt.add(key)
      }
    }
    expect(rebuilt.size).toBe(40)
  })

  it('hold trimmed and untrimmed frames, so that the test above sees both', () => {
    const trimmed = sheets().flatMap(({ data }) => Object.values(data.frames).map((frame) => frame.trimmed))
    expect(new Set(trimmed)).toEqual(new Set([true, false]))
  })

  it('pass the check of the bundle with the real bytes of every file', () => {
    const files = draft.files.map((file) => ({ path: file.path, bytes: bytesOf(file, set.objects) }))
    expect(verifyBundle(files, { keys: set.assets.map(({ asset }) => asset.specKey) })).toEqual([])
    const swapped = files.map((file) =>
      file.path.startsWith('images/') ? { ...file, bytes: files[0]?.bytes ?? file.bytes } : file,
    )
    expect(verifyBundle(swapped)).toHaveLength(40)
  })
})
