import type { BundleSound } from '../bundle-sound.js'
import type { BundleAnimation, BundleSprite } from '../bundle-sprite.js'
import { hasStyles, spritePath, stylePath } from './godot-sprites.js'
import { tileSetsOf, tileSourceIds } from './godot-tiles.js'
import { resPath } from './godot-uid.js'
import { godotFloat, quoteGodot } from './godot-value.js'

/** The global class of assets.gd: `DunesAssets` of the project `dunes`; two projects may lie in one game. */
export function godotClassName(projectKey: string): string {
  const words = projectKey.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const name = words.map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`).join('')
  return `${/^[0-9]/.test(name) ? 'Pack' : ''}${name}Assets`
}

type Row = readonly [key: string, value: string]
type Table = readonly [doc: string, name: string, rows: readonly Row[]]

/** assets.gd: what GDScript needs of every key. Both lists are sorted by key. */
export function writeGodotConstants(
  sprites: readonly BundleSprite[],
  sounds: readonly BundleSound[],
  projectKey: string,
): string {
  const address = (path: string) => quoteGodot(resPath(projectKey, path))
  const heard: Table = [
    'An AudioStream for each sound, in its preferred format.',
    'SOUNDS',
    sounds.map(({ key, files }) => [key, address(files[0]?.path ?? '')]),
  ]
  const tables = [...pictureTables(sprites, address), ...frameTables(sprites, address), heard]
  return [
    '# Written by Assetloom with the bundle: change the wishlist, not this file.',
    `class_name ${godotClassName(projectKey)}`,
    'extends Object',
    ...tables.flatMap(([doc, name, rows]) => ['', `## ${doc}`, ...table(name, rows)]),
    '',
    '',
    '## The offset of a Sprite2D or AnimatedSprite2D whose `centered` is off, so that its position is the pivot.',
    'static func offset_of(key: StringName) -> Vector2:',
    '\treturn -PIVOTS[key] * SIZES[key]',
    '',
  ].join('\n')
}

/** What every asset has, by key. */
function pictureTables(sprites: readonly BundleSprite[], address: (path: string) => string): Table[] {
  const loaded = sprites.filter(({ states }) => states.length === 0)
  return [
    [
      'What to load for each key: SpriteFrames of what moves, an AtlasTexture of everything else. Not for states.',
      'SPRITES',
      loaded.map((sprite) => [sprite.key, address(spritePath(sprite, sprite.key))]),
    ],
    [
      'Size of the untrimmed picture in pixels.',
      'SIZES',
      sprites.map(({ key, width, height }) => [key, `Vector2(${width}, ${height})`]),
    ],
    [
      'Pivot, 0-1 of the untrimmed picture, y from the top.',
      'PIVOTS',
      sprites.map(({ key, pivot }) => [key, `Vector2(${pivot.x}, ${pivot.y})`]),
    ],
  ]
}

/** What only some assets have: animations, states, borders, a place in a tile set. */
function frameTables(sprites: readonly BundleSprite[], address: (path: string) => string): Table[] {
  const animated = sprites.filter(({ animations }) => animations.length > 0)
  const withStates = sprites.filter(({ states }) => states.length > 0)
  return [
    [
      'Animations by name: fps, whether it loops, how many frames.',
      'ANIMATIONS',
      animated.map(({ key, animations }) => [key, dictionary(animations.map(animationRow))]),
    ],
    [
      'An AtlasTexture for each state.',
      'STATES',
      withStates.map((sprite) => [
        sprite.key,
        dictionary(sprite.states.map(({ name, frame }) => [name, address(spritePath(sprite, frame))])),
      ]),
    ],
    [
      'A StyleBoxTexture for each frame that stretches between its borders, by the name of the frame.',
      'STYLES',
      sprites
        .filter(hasStyles)
        .flatMap((sprite) => sprite.frames.map((frame): Row => [frame, address(stylePath(sprite, frame))])),
    ],
    [
      'Where a tile is: its TileSet and its source there; the first tile of the source is (0, 0).',
      'TILES',
      [...tileSetsOf(sprites)].flatMap(([path, members]) => {
        const ids = tileSourceIds(members.map(({ key }) => key))
        return members.map(({ key }): Row => [
          key,
          `{"tileset": ${address(path)}, "source": ${ids.get(key) ?? 0}}`,
        ])
      }),
    ],
  ]
}

function animationRow({ name, fps, loop, frames }: BundleAnimation): Row {
  return [name, `{"fps": ${godotFloat(fps)}, "loop": ${loop}, "frames": ${frames.length}}`]
}

function table(name: string, rows: readonly Row[]): string[] {
  if (rows.length === 0) return [`const ${name} = {}`]
  return [`const ${name} = {`, ...rows.map(([key, value]) => `\t&${quoteGodot(key)}: ${value},`), '}']
}

function dictionary(rows: readonly Row[]): string {
  return `{${rows.map(([key, value]) => `&${quoteGodot(key)}: ${value}`).join(', ')}}`
}
