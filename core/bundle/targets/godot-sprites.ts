import { textFile, type WrittenFile } from '../bundle-file.js'
import type { Borders, BundleSprite } from '../bundle-sprite.js'
import type { BundleAtlas, BundleFrame } from '../place-frames.js'
import { filePathOf } from '../image-path.js'
import { writeResource, type ExternalResource, type Property } from './godot-resource.js'
import { godotUid, resPath } from './godot-uid.js'
import { godotFloat, quoteGodot } from './godot-value.js'

/** The resource of an animated asset, or of one frame of another. Scenes refer to it, never to a page. */
export function spritePath({ type, key, animations }: BundleSprite, frame: string): string {
  const state = animations.length > 0 ? '' : frame.slice(key.length)
  return `sprites/${filePathOf(type, key)}${state}.tres`
}

export function stylePath(sprite: BundleSprite, frame: string): string {
  return spritePath(sprite, frame).replace(/^sprites/, 'styles')
}

/** Whether frames of the sprite have a StyleBoxTexture each. One that moves has none: no style box plays animations. */
export function hasStyles({ nineSlice, animations }: BundleSprite): boolean {
  return nineSlice !== null && animations.length === 0
}

/**
 * The sprites as Godot 4 resources: an AtlasTexture for a still and for each state, SpriteFrames with an AtlasTexture a
 * frame for what moves, a StyleBoxTexture for each frame with borders.
 */
export function writeGodotSprites(atlas: BundleAtlas, projectKey: string): WrittenFile[] {
  const frames = new Map(atlas.pages.flatMap((page) => page.frames.map((frame) => [frame.key, frame])))
  const pages = atlas.pages.map((page, index) => pageReference(projectKey, page.path, index))
  return atlas.sprites.flatMap((sprite) => {
    const placed = sprite.frames.flatMap((name) => frames.get(name) ?? [])
    if (sprite.animations.length > 0) return [spriteFrames({ sprite, placed, pages, projectKey })]
    return placed.flatMap((frame) => [
      atlasTexture({ sprite, placed: [frame], pages, projectKey }),
      ...(hasStyles(sprite) ? [styleBox(sprite, frame, projectKey)] : []),
    ])
  })
}

interface SpriteInput {
  readonly sprite: BundleSprite
  readonly placed: readonly BundleFrame[]
  readonly pages: readonly ExternalResource[]
  readonly projectKey: string
}

export function pageUid(projectKey: string, page: number): string {
  return godotUid(projectKey, `page:${page}`)
}

export function spriteUid(projectKey: string, sprite: BundleSprite, frame: string): string {
  return godotUid(projectKey, `sprite:${sprite.animations.length > 0 ? sprite.key : frame}`)
}

function pageReference(projectKey: string, path: string, page: number): ExternalResource {
  return {
    id: `${page + 1}_page`,
    type: 'Texture2D',
    uid: pageUid(projectKey, page),
    path: resPath(projectKey, path),
  }
}

function atlasTexture({ sprite, placed, pages, projectKey }: SpriteInput): WrittenFile {
  const [frame] = placed as [BundleFrame]
  const text = writeResource({
    type: 'AtlasTexture',
    uid: spriteUid(projectKey, sprite, frame.key),
    externals: pages.slice(frame.page, frame.page + 1),
    subs: [],
    properties: frameProperties(frame, sprite.nineSlice),
  })
  return textFile(spritePath(sprite, frame.key), text)
}

/** `margin` gives the texture its untrimmed size: its position is where the box lies in it, its size what is missing. */
function frameProperties(frame: BundleFrame, nineSlice: Borders | null): Property[] {
  const { x, y, width, height, trimX, trimY, sourceWidth, sourceHeight } = frame
  const isTrimmed = width !== sourceWidth || height !== sourceHeight
  return [
    ['atlas', `ExtResource("${frame.page + 1}_page")`],
    ['region', `Rect2(${x}, ${y}, ${width}, ${height})`],
    ...(isTrimmed
      ? [['margin', `Rect2(${trimX}, ${trimY}, ${sourceWidth - width}, ${sourceHeight - height})`] as const]
      : []),
    ['filter_clip', 'true'],
    ['metadata/key', quoteGodot(frame.key)],
    ...(nineSlice === null
      ? []
      : [
          [
            'metadata/nine_slice',
            `PackedInt32Array(${nineSlice.left}, ${nineSlice.top}, ${nineSlice.right}, ${nineSlice.bottom})`,
          ] as const,
        ]),
    ['metadata/pivot', `Vector2(${frame.pivot.x}, ${frame.pivot.y})`],
  ]
}

function spriteFrames({ sprite, placed, pages, projectKey }: SpriteInput): WrittenFile {
  const used = new Set(placed.map(({ page }) => page))
  const partOf = new Map(placed.map((frame, index) => [frame.key, `AtlasTexture_${index}`]))
  // Godot writes each frame with its duration in parts of 1/speed, and passes over one that has none.
  const rows = sprite.animations.map(({ name, fps, loop, frames }) => {
    const shown = frames.map(
      (frame) => `{\n"duration": 1.0,\n"texture": SubResource("${partOf.get(frame) ?? ''}")\n}`,
    )
    return `{\n"frames": [${shown.join(', ')}],\n"loop": ${loop},\n"name": &${quoteGodot(name)},\n"speed": ${godotFloat(fps)}\n}`
  })
  const text = writeResource({
    type: 'SpriteFrames',
    uid: spriteUid(projectKey, sprite, sprite.key),
    externals: pages.filter((_, page) => used.has(page)),
    subs: placed.map((frame, index) => ({
      id: `AtlasTexture_${index}`,
      type: 'AtlasTexture',
      properties: frameProperties(frame, sprite.nineSlice),
    })),
    properties: [
      ['animations', `[${rows.join(', ')}]`],
      ['metadata/key', quoteGodot(sprite.key)],
      ['metadata/pivot', `Vector2(${sprite.pivot.x}, ${sprite.pivot.y})`],
    ],
  })
  return textFile(spritePath(sprite, sprite.key), text)
}

function styleBox(sprite: BundleSprite, frame: BundleFrame, projectKey: string): WrittenFile {
  const { left, top, right, bottom } = sprite.nineSlice ?? { left: 0, top: 0, right: 0, bottom: 0 }
  const text = writeResource({
    type: 'StyleBoxTexture',
    uid: godotUid(projectKey, `style:${frame.key}`),
    externals: [
      {
        id: '1_texture',
        type: 'Texture2D',
        uid: spriteUid(projectKey, sprite, frame.key),
        path: resPath(projectKey, spritePath(sprite, frame.key)),
      },
    ],
    subs: [],
    properties: [
      ['texture', 'ExtResource("1_texture")'],
      ['texture_margin_left', godotFloat(left)],
      ['texture_margin_top', godotFloat(top)],
      ['texture_margin_right', godotFloat(right)],
      ['texture_margin_bottom', godotFloat(bottom)],
      ['metadata/key', quoteGodot(frame.key)],
    ],
  })
  return textFile(stylePath(sprite, frame.key), text)
}
