import { textFile, type BundleFile, type WrittenFile } from '../bundle-file.js'
import type { BundleTarget, TargetContext } from '../bundle-target.js'
import { godotClassName, writeGodotConstants } from './godot-constants.js'
import { keptAsItIs, soundImports, textureImport } from './godot-imports.js'
import { pageUid, spritePath, writeGodotSprites } from './godot-sprites.js'
import { fitsTexture, imageUid, tileSetPath, writeGodotTileSets } from './godot-tiles.js'
import { godotBaseFolder, godotUid, resPath } from './godot-uid.js'
import { readGodotSprites } from './read-godot-sprites.js'
import { verifyGodotFiles } from './verify-godot-files.js'

/**
 * Godot 4, in its own text resources. Every resource has a path and a uid that follow from keys alone: scenes that use a
 * sprite open unchanged after the atlas was packed anew.
 */
export const godotTarget: BundleTarget = {
  name: 'godot',
  writeAtlas: (atlas, project) => writeGodotSprites(atlas, project.key),
  writeFiles,
  entryPaths: (atlas) => atlas.pages.map(({ path }) => path),
  readAtlas: readGodotSprites,
  verifyFiles: verifyGodotFiles,
  readme: ([page = 'atlases/'], { key, sprite, animated, nineSlice, tile, sound }, project) => {
    const name = godotClassName(project.key)
    const load = (path: string) => `load("${resPath(project.key, path)}")`
    const still = sprite === null ? 'sprites/' : spritePath(sprite, key)
    return [
      `1. Copy this folder to ${godotBaseFolder}/${project.key}/ of a Godot 4 project: res://${godotBaseFolder}/${project.key}/ is written into its files. Open the editor once, so that it imports them.`,
      '2. project.godot, section [rendering]: textures/canvas_textures/default_texture_filter=0 (Nearest) keeps the pixels square.',
      `3. texture = ${load(still)} # of "${key}"; it is cut from ${page} and has the size of the whole picture`,
      `4. assets.gd lists every key: ${name}.SPRITES[&"key"] is the path; centered = false and offset = ${name}.offset_of(&"key") set the pivot.`,
      '5. Use the .tres files in scenes, never regions of a page: their paths and uids stay the same in every later bundle.',
      ...(animated === null
        ? []
        : [
            `Animations: an AnimatedSprite2D with sprite_frames = load(${name}.SPRITES[&"${animated.key}"]), then play(&"${animated.animation}").`,
          ]),
      ...(nineSlice === null || sprite === null
        ? []
        : [
            `Nine-slice: add_theme_stylebox_override("panel", load(${name}.STYLES[&"${nineSlice}"])) stretches between the borders.`,
          ]),
      ...(tile === null
        ? []
        : [
            `Tiles: tile_set = ${load(tileSetPath(tile))} of a TileMapLayer; ${name}.TILES tells each tile's source.`,
          ]),
      ...(sound === null
        ? []
        : [`Sounds: stream = load(${name}.SOUNDS[&"${sound.key}"]) of an AudioStreamPlayer; loops are set.`]),
    ]
  },
}

function writeFiles({
  project,
  atlas,
  sounds,
  files,
  webps,
}: TargetContext): { role: string; file: WrittenFile }[] {
  const { key } = project
  const uids = new Map<string, string>()
  for (const [index, page] of atlas.pages.entries()) uids.set(page.path, pageUid(key, index))
  for (const sprite of atlas.sprites)
    if (fitsTexture(sprite)) {
      uids.set(sprite.image, imageUid(key, sprite.key))
      const webp = webps?.get(sprite.key)
      if (webp !== undefined) uids.set(webp, godotUid(key, `webp:${sprite.key}`))
    }
  const ownWebps = new Set(webps?.values())
  const pictures = files.filter(({ path }: BundleFile) => path.endsWith('.png') || ownWebps.has(path))
  const imports = [
    ...pictures.map(({ path }) => {
      const uid = uids.get(path)
      return uid === undefined ? keptAsItIs(path) : textureImport(key, path, uid)
    }),
    ...sounds.flatMap((sound) => soundImports(key, sound)),
  ]
  return [
    ...imports.map((file) => ({ role: 'import', file })),
    ...writeGodotTileSets(atlas.sprites, key).map((file) => ({ role: 'tileset', file })),
    { role: 'constants', file: textFile('assets.gd', writeGodotConstants(atlas.sprites, sounds, key)) },
    { role: 'import', file: textFile('assets.gd.uid', `${godotUid(key, 'script:assets')}\n`) },
  ]
}
