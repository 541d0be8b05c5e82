import { sha256Hex } from '../../hash.js'
import { compareText, textFile, type WrittenFile } from '../bundle-file.js'
import type { BundleSprite } from '../bundle-sprite.js'
import { writeResource, type ExternalResource, type Property, type SubResource } from './godot-resource.js'
import { godotUid, resPath } from './godot-uid.js'
import { godotFloat, quoteGodot } from './godot-value.js'

export function imageUid(projectKey: string, key: string): string {
  return godotUid(projectKey, `image:${key}`)
}

export function tileSetPath({ width, height }: BundleSprite): string {
  return `tilesets/tiles-${width}x${height}.tres`
}

/** Godot keeps source ids in 16 bits of each cell of a map and takes the highest for none. */
const sourcesMax = 0xffff

/**
 * Numbers of the tiles within their set. Cells of a map hold them, so each follows from its key alone; of two keys with
 * the same number, which 65,535 to 1 do not have, the later one by name takes the next free one.
 */
export function tileSourceIds(keys: readonly string[]): Map<string, number> {
  const taken = new Set<number>()
  const ids = new Map<string, number>()
  for (const key of [...keys].sort(compareText).slice(0, sourcesMax)) {
    let id = Number.parseInt(sha256Hex(`assetloom/godot-tile/1\n${key}`).slice(0, 8), 16) % sourcesMax
    while (taken.has(id)) id = (id + 1) % sourcesMax
    taken.add(id)
    ids.set(key, id)
  }
  return ids
}

/** What graphics cards take as one texture; a strip of large frames may be wider, its frames on the pages are not. */
const textureSideMaxPx = 16_384

/** Whether the untrimmed picture can be a texture of its own. */
export function fitsTexture({ width, height, frames }: BundleSprite): boolean {
  return width * frames.length <= textureSideMaxPx && height <= textureSideMaxPx
}

/** The tiles by the size of their set. */
export function tileSetsOf(sprites: readonly BundleSprite[]): Map<string, BundleSprite[]> {
  const sets = new Map<string, BundleSprite[]>()
  for (const sprite of sprites) {
    if (sprite.type !== 'tile' || !fitsTexture(sprite)) continue
    const path = tileSetPath(sprite)
    const members = sets.get(path)
    if (members === undefined) sets.set(path, [sprite])
    else members.push(sprite)
  }
  return sets
}

/**
 * One TileSet for each size of tiles. Each tile is a source of its own with its untrimmed picture as texture, so that
 * neither packing nor other tiles move it; frames beside each other are its animation, states its tiles 0:0, 1:0 ...
 */
export function writeGodotTileSets(sprites: readonly BundleSprite[], projectKey: string): WrittenFile[] {
  return [...tileSetsOf(sprites)].map(([path, members]) => {
    const ids = tileSourceIds(members.map(({ key }) => key))
    const sorted = members.toSorted((a, b) => (ids.get(a.key) ?? 0) - (ids.get(b.key) ?? 0))
    const [{ width, height }] = sorted as [BundleSprite]
    const text = writeResource({
      type: 'TileSet',
      uid: godotUid(projectKey, `tileset:${width}x${height}`),
      externals: sorted.map(({ key, image }): ExternalResource => {
        const source = ids.get(key) ?? 0
        return {
          id: `${source}_tile`,
          type: 'Texture2D',
          uid: imageUid(projectKey, key),
          path: resPath(projectKey, image),
        }
      }),
      subs: sorted.map((sprite) => tileSource(sprite, ids.get(sprite.key) ?? 0)),
      properties: [
        ['tile_size', `Vector2i(${width}, ${height})`],
        ...sorted.map(({ key }): Property => {
          const source = ids.get(key) ?? 0
          return [`sources/${source}`, `SubResource("TileSetAtlasSource_${source}")`]
        }),
      ],
    })
    return textFile(path, text)
  })
}

function tileSource(sprite: BundleSprite, source: number): SubResource {
  return {
    id: `TileSetAtlasSource_${source}`,
    type: 'TileSetAtlasSource',
    properties: [
      ['resource_name', quoteGodot(sprite.key)],
      ['texture', `ExtResource("${source}_tile")`],
      ['texture_region_size', `Vector2i(${sprite.width}, ${sprite.height})`],
      ...tilesOf(sprite),
    ],
  }
}

/** A frame lasts its duration divided by the speed, so a duration of 1 makes the speed frames a second. */
function tilesOf({ animations, frames }: BundleSprite): Property[] {
  if (animations.length === 0) return frames.map((_, index): Property => [`${index}:0/0`, '0'])
  let from = 0
  return animations.flatMap(({ fps, frames: shown }) => {
    const tile = `${from}:0`
    from += shown.length
    if (shown.length === 1) return [[`${tile}/0`, '0'] as const]
    return [
      [`${tile}/animation_speed`, godotFloat(fps)] as const,
      ...shown.map((_, index) => [`${tile}/animation_frame_${index}/duration`, '1.0'] as const),
      [`${tile}/0`, '0'] as const,
    ]
  })
}
