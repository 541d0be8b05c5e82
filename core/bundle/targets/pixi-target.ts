import { jsonFile } from '../bundle-file.js'
import type { BundleTarget } from '../bundle-target.js'
import type { BundleAtlas, BundleFrame, BundlePage } from '../place-frames.js'
import { pixiAtlasSchema, type PixiAtlas } from './pixi-atlas.schema.js'

/** Sprite sheets for pixi.js 8: one JSON a page, the pages linked by `related_multi_packs`. */
export const pixiTarget: BundleTarget = {
  name: 'pixi',
  writeAtlas: (atlas) => atlas.pages.map((page) => jsonFile(sheetPath(page), pixiAtlas(atlas, page))),
  entryPaths: (atlas) => atlas.pages.slice(0, 1).map(sheetPath),
  readAtlas: (readText, paths) => paths.flatMap((path) => readSheet(path, readText(path))),
  readme: ([sheet = 'atlases/sprites-0.json'], key) => [
    '1. Copy this folder to where your game serves files, here as "assets/", and: import { Assets, Sprite } from "pixi.js"',
    `2. await Assets.load({ src: "assets/${sheet}", data: { textureOptions: { scaleMode: "nearest" } } })`,
    '3. That loads every page of the atlas; "nearest" keeps the pixels square at any zoom.',
    `4. const sprite = Sprite.from("${key}") // assets.ts lists every key; the anchor is set already`,
    '5. app.stage.addChild(sprite); place it at whole pixels. images/ holds the same pictures one by one.',
  ],
}

function sheetPath(page: BundlePage): string {
  return page.path.replace(/\.png$/, '.json')
}

function fileName(path: string): string {
  return path.replace(/^.*\//, '')
}

function pixiAtlas(atlas: BundleAtlas, page: BundlePage): PixiAtlas {
  const others = atlas.pages.filter((other) => other !== page).map((other) => fileName(sheetPath(other)))
  return {
    frames: Object.fromEntries(page.frames.map((frame) => [frame.key, pixiFrame(frame)])),
    meta: {
      app: 'assetloom',
      version: '1',
      image: fileName(page.path),
      format: 'RGBA8888',
      size: { w: page.width, h: page.height },
      scale: '1',
      ...(others.length === 0 ? {} : { related_multi_packs: others }),
    },
  }
}

function pixiFrame(frame: BundleFrame): PixiAtlas['frames'][string] {
  const { x, y, width: w, height: h, sourceWidth, sourceHeight, pivot } = frame
  return {
    frame: { x, y, w, h },
    rotated: false,
    trimmed: w !== sourceWidth || h !== sourceHeight,
    spriteSourceSize: { x: frame.trimX, y: frame.trimY, w, h },
    sourceSize: { w: sourceWidth, h: sourceHeight },
    anchor: { x: pivot.x, y: pivot.y },
    pivot: { x: pivot.x, y: pivot.y },
  }
}

function readSheet(path: string, text: string) {
  const sheet = pixiAtlasSchema.parse(JSON.parse(text))
  const folder = path.replace(/[^/]*$/, '')
  return Object.entries(sheet.frames).map(([key, { frame, spriteSourceSize, sourceSize, anchor }]) => ({
    key,
    pagePath: `${folder}${sheet.meta.image}`,
    x: frame.x,
    y: frame.y,
    width: frame.w,
    height: frame.h,
    trimX: spriteSourceSize.x,
    trimY: spriteSourceSize.y,
    sourceWidth: sourceSize.w,
    sourceHeight: sourceSize.h,
    pivot: anchor,
  }))
}
