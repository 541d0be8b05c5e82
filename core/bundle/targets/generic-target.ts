import { jsonFile } from '../bundle-file.js'
import type { BundleSprite } from '../bundle-sprite.js'
import { joinNative, type BundleTarget, type NativeAtlas } from '../bundle-target.js'
import type { BundleAtlas } from '../place-frames.js'
import { compareText } from '../bundle-file.js'
import { genericAtlasSchema, type GenericAtlas } from './generic-atlas.schema.js'

/** Plain JSON for games with a loader of their own. */
export const genericTarget: BundleTarget = {
  name: 'generic',
  writeAtlas: (atlas) =>
    atlas.pages.length === 0 ? [] : [jsonFile(`atlases/${atlas.name}.json`, genericAtlas(atlas))],
  entryPaths: (atlas) => (atlas.pages.length === 0 ? [] : [`atlases/${atlas.name}.json`]),
  readAtlas: (readText, paths) =>
    joinNative(paths.map((path) => nativeAtlasOf(genericAtlasSchema.parse(JSON.parse(readText(path)))))),
  readme: ([atlas = 'atlases/'], { key, animated, nineSlice, sound }) => [
    `1. Read ${atlas}: pages[] names the pictures beside it, frames[] holds one box for each key, pixels, y from the top.`,
    `2. Find a frame by its key (assets.ts lists them all), for example "${key}", and load pages[frame.page].image without smoothing.`,
    '3. Cut the box x, y, width, height out of that page: it is the picture without its transparent border.',
    '4. Put it at trim.x, trim.y into a canvas of sourceSize; place that canvas so that pivot (0-1 of it) lies on the object.',
    '5. Or load the untrimmed pictures in images/ one by one; manifest.json tells all about each.',
    ...(animated === null
      ? []
      : [
          `Animations: animations[] names the frames of each animation in their order, for example "${animated.animation}" of "${animated.key}": show each for 1/fps s.`,
        ]),
    ...(nineSlice === null
      ? []
      : [
          `Nine-slice: nineSlice[] holds the borders of "${nineSlice}" that keep their width; stretch the rest.`,
        ]),
    ...(sound === null
      ? []
      : [
          `Sounds: play ${sound.files[0]?.path ?? 'audio/'} for "${sound.key}"; audio[] of manifest.json lists them all.`,
        ]),
  ],
}

function nativeAtlasOf(atlas: GenericAtlas): NativeAtlas {
  const borders = new Map((atlas.nineSlice ?? []).map(({ key, ...widths }) => [key, widths]))
  const framed = new Map<string, string>()
  for (const { key, frames } of atlas.animations ?? []) for (const name of frames) framed.set(name, key)
  for (const { key, frame } of atlas.states ?? []) framed.set(frame, key)
  return {
    frames: atlas.frames.map((frame) => ({
      key: frame.key,
      pagePath: `atlases/${atlas.pages[frame.page]?.image ?? ''}`,
      x: frame.x,
      y: frame.y,
      width: frame.width,
      height: frame.height,
      trimX: frame.trim.x,
      trimY: frame.trim.y,
      sourceWidth: frame.sourceSize.width,
      sourceHeight: frame.sourceSize.height,
      pivot: frame.pivot,
    })),
    animations: atlas.animations ?? [],
    borders: new Map(
      atlas.frames.flatMap(({ key }) => {
        const widths = borders.get(framed.get(key) ?? key)
        return widths === undefined ? [] : [[key, widths] as const]
      }),
    ),
  }
}

function genericAtlas(atlas: BundleAtlas): GenericAtlas {
  const frames = atlas.pages.flatMap((page) => page.frames).sort((a, b) => compareText(a.key, b.key))
  return {
    format: 'assetloom-atlas/1',
    pages: atlas.pages.map((page) => ({
      image: page.path.replace(/^.*\//, ''),
      width: page.width,
      height: page.height,
    })),
    frames: frames.map((frame) => ({
      key: frame.key,
      page: frame.page,
      x: frame.x,
      y: frame.y,
      width: frame.width,
      height: frame.height,
      trim: { x: frame.trimX, y: frame.trimY },
      sourceSize: { width: frame.sourceWidth, height: frame.sourceHeight },
      pivot: { x: frame.pivot.x, y: frame.pivot.y },
    })),
    ...spritesOf(atlas.sprites),
  }
}

/** Members are left out where there is nothing to tell: an atlas of stills is what it was before anything moved. */
function spritesOf(sprites: readonly BundleSprite[]): Partial<GenericAtlas> {
  const animations = sprites.flatMap(({ key, animations }) =>
    animations.map(({ name, fps, loop, frames }) => ({ key, name, fps, loop, frames: [...frames] })),
  )
  const states = sprites.flatMap(({ key, states }) => states.map(({ name, frame }) => ({ key, name, frame })))
  const nineSlice = sprites.flatMap(({ key, nineSlice }) =>
    nineSlice === null ? [] : [{ key, ...nineSlice }],
  )
  return {
    ...(animations.length === 0 ? {} : { animations }),
    ...(states.length === 0 ? {} : { states }),
    ...(nineSlice.length === 0 ? {} : { nineSlice }),
  }
}
