import { jsonFile } from '../bundle-file.js'
import type { BundleTarget } from '../bundle-target.js'
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
    paths.flatMap((path) => {
      const atlas = genericAtlasSchema.parse(JSON.parse(readText(path)))
      return atlas.frames.map((frame) => ({
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
      }))
    }),
  readme: ([atlas = 'atlases/'], key) => [
    `1. Read ${atlas}: pages[] names the pictures beside it, frames[] holds one box for each key, pixels, y from the top.`,
    `2. Find a frame by its key (assets.ts lists them all), for example "${key}", and load pages[frame.page].image without smoothing.`,
    '3. Cut the box x, y, width, height out of that page: it is the picture without its transparent border.',
    '4. Put it at trim.x, trim.y into a canvas of sourceSize; place that canvas so that pivot (0-1 of it) lies on the object.',
    '5. Or load the untrimmed pictures in images/ one by one; manifest.json tells all about each.',
  ],
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
  }
}
