import { jsonFile } from '../bundle-file.js'
import type { Borders } from '../bundle-sprite.js'
import { joinNative, type BundleTarget, type NativeAtlas } from '../bundle-target.js'
import type { BundleAtlas, BundleFrame, BundlePage } from '../place-frames.js'
import { pixiAtlasSchema, type PixiAtlas } from './pixi-atlas.schema.js'

/** Sprite sheets for pixi.js 8: one JSON a page, the pages linked by `related_multi_packs`. */
export const pixiTarget: BundleTarget = {
  name: 'pixi',
  writeAtlas: (atlas) => atlas.pages.map((page) => jsonFile(sheetPath(page), pixiAtlas(atlas, page))),
  entryPaths: (atlas) => atlas.pages.slice(0, 1).map(sheetPath),
  readAtlas: (readText, paths) => joinNative(paths.map((path) => readSheet(path, readText(path)))),
  readme: ([sheet = 'atlases/sprites-0.json'], { key, animated, nineSlice, sound }) => [
    '1. Copy this folder to where your game serves files, here as "assets/", and: import { Assets, Sprite } from "pixi.js"',
    `2. await Assets.load({ src: "assets/${sheet}", data: { textureOptions: { scaleMode: "nearest" } } })`,
    '3. That loads every page of the atlas; "nearest" keeps the pixels square at any zoom.',
    `4. const sprite = Sprite.from("${key}") // assets.ts lists every key; the anchor is set already`,
    '5. app.stage.addChild(sprite); place it at whole pixels. images/ holds the same pictures one by one.',
    ...(animated === null
      ? []
      : [
          `Animations: const { frames, fps, loop } = assets["${animated.key}"].animations["${animated.animation}"] // assets.ts; then AnimatedSprite.fromFrames([...frames])`,
          'Set its loop, and its animationSpeed to fps / 60; then play(). It does not matter which page the frames lie on.',
        ]),
    ...(nineSlice === null
      ? []
      : [
          `Nine-slice: new NineSliceSprite({ texture: Texture.from("${nineSlice}") }) knows its borders; set width and height.`,
        ]),
    ...(sound === null
      ? []
      : [
          `Sounds: new Audio("assets/${sound.files[0]?.path ?? ''}").play() plays "${sound.key}"; assets.ts lists them all.`,
        ]),
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
  const borders = bordersByFrame(atlas)
  const animations = animationsOn(atlas, page)
  return {
    frames: Object.fromEntries(
      page.frames.map((frame) => [frame.key, pixiFrame(frame, borders.get(frame.key))]),
    ),
    ...(animations.length === 0 ? {} : { animations: Object.fromEntries(animations) }),
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

function bordersByFrame({ sprites }: BundleAtlas): Map<string, Borders> {
  return new Map(
    sprites.flatMap(({ frames, nineSlice }) =>
      nineSlice === null ? [] : frames.map((name) => [name, nineSlice] as const),
    ),
  )
}

/** The animations whose frames all lie on this page. */
function animationsOn({ sprites }: BundleAtlas, page: BundlePage): [string, string[]][] {
  const here = new Set(page.frames.map(({ key }) => key))
  return sprites.flatMap(({ key, animations }) =>
    animations
      .filter(({ frames }) => frames.every((name) => here.has(name)))
      .map(({ name, frames }): [string, string[]] => [`${key}.${name}`, [...frames]]),
  )
}

function pixiFrame(frame: BundleFrame, borders: Borders | undefined): PixiAtlas['frames'][string] {
  const { x, y, width: w, height: h, sourceWidth, sourceHeight, pivot } = frame
  return {
    frame: { x, y, w, h },
    rotated: false,
    trimmed: w !== sourceWidth || h !== sourceHeight,
    spriteSourceSize: { x: frame.trimX, y: frame.trimY, w, h },
    sourceSize: { w: sourceWidth, h: sourceHeight },
    anchor: { x: pivot.x, y: pivot.y },
    pivot: { x: pivot.x, y: pivot.y },
    ...(borders === undefined ? {} : { borders }),
  }
}

function readSheet(path: string, text: string): NativeAtlas {
  const sheet = pixiAtlasSchema.parse(JSON.parse(text))
  const folder = path.replace(/[^/]*$/, '')
  const entries = Object.entries(sheet.frames)
  const frames = entries.map(([key, { frame, spriteSourceSize, sourceSize, anchor }]) => ({
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
  const animations = Object.entries(sheet.animations ?? {}).map(([id, names]) => {
    // Neither keys nor names of animations have a dot.
    const [key = '', name = ''] = id.split('.')
    return { key, name, frames: names }
  })
  const borders = new Map(
    entries.flatMap(([key, { borders }]) => (borders === undefined ? [] : [[key, borders]])),
  )
  return { frames, animations, borders }
}
