import type { BundleSound } from './bundle-sound.js'
import type { ExportProfile } from './export-profile.schema.js'
import type { BundleSprite } from './bundle-sprite.js'

/**
 * assets.ts: every key with what code needs before anything is loaded, so that a misspelt key, animation or state does
 * not compile. Both lists are sorted by key.
 */
export function writeConstants(
  sprites: readonly BundleSprite[],
  sounds: readonly BundleSound[],
  entryPaths: readonly string[],
  profile?: ExportProfile,
): string {
  return [
    '// Written by Assetloom with the bundle: change the wishlist, not this file. Paths are relative to this file.',
    '',
    '/** Load these to have the whole atlas. */',
    `export const atlases = [${entryPaths.map(quote).join(', ')}] as const`,
    ...(profile?.pixelsPerUnit === undefined
      ? []
      : [
          '',
          '/** Pixels of a picture that make up one unit of the game. */',
          `export const pixelsPerUnit = ${profile.pixelsPerUnit}`,
        ]),
    '',
    '/** Every asset by its key: size of the untrimmed picture in pixels, pivot 0-1 of it. */',
    'export const assets = {',
    ...sprites.map(spriteRow),
    '} as const',
    '',
    'export type AssetKey = keyof typeof assets',
    ...(sprites.some(({ isStrip }) => isStrip) ? motionTypes : []),
    ...(sounds.length === 0 ? [] : soundLines(sounds)),
    '',
  ].join('\n')
}

const motionTypes = [
  '',
  '// Of an asset with animations or states, `image` holds all frames side by side; size and pivot are those of one.',
  '',
  '/** The names of the animations of an asset; `fps` is frames a second, `frames` are names of frames in their order. */',
  'export type AnimationName<Key extends AssetKey> = (typeof assets)[Key] extends { animations: infer All } ? keyof All : never',
  '',
  '/** The names of the states of an asset, each with the name of its frame. */',
  'export type StateName<Key extends AssetKey> = (typeof assets)[Key] extends { states: infer All } ? keyof All : never',
]

function spriteRow(sprite: BundleSprite): string {
  const { key, type, image, width, height, pivot } = sprite
  const members = [
    `type: ${quote(type)}`,
    `image: ${quote(image)}`,
    `width: ${width}`,
    `height: ${height}`,
    `pivot: { x: ${pivot.x}, y: ${pivot.y} }`,
    ...motionMembers(sprite),
  ]
  return `  ${quote(key)}: { ${members.join(', ')} },`
}

function motionMembers({ animations, states, nineSlice }: BundleSprite): string[] {
  const members: string[] = []
  if (animations.length > 0) {
    const rows = animations.map(
      ({ name, fps, loop, frames }) =>
        `${quote(name)}: { fps: ${fps}, loop: ${loop}, frames: [${frames.map(quote).join(', ')}] }`,
    )
    members.push(`animations: { ${rows.join(', ')} }`)
  }
  if (states.length > 0)
    members.push(
      `states: { ${states.map(({ name, frame }) => `${quote(name)}: ${quote(frame)}`).join(', ')} }`,
    )
  if (nineSlice !== null) {
    const { left, top, right, bottom } = nineSlice
    members.push(`nineSlice: { left: ${left}, top: ${top}, right: ${right}, bottom: ${bottom} }`)
  }
  return members
}

function soundLines(sounds: readonly BundleSound[]): string[] {
  const rows = sounds.map(({ key, type, files, durationMs, loop, loopStartMs, loopEndMs }) => {
    const members = [
      `type: ${quote(type)}`,
      `files: [${files.map(({ path }) => quote(path)).join(', ')}]`,
      `durationMs: ${durationMs}`,
      `loop: ${loop}`,
      ...(loopStartMs === undefined ? [] : [`loopStartMs: ${loopStartMs}`]),
      ...(loopEndMs === undefined ? [] : [`loopEndMs: ${loopEndMs}`]),
    ]
    return `  ${quote(key)}: { ${members.join(', ')} },`
  })
  return [
    '',
    '/** Every sound by its key; one file for each format. */',
    'export const sounds = {',
    ...rows,
    '} as const',
    '',
    'export type SoundKey = keyof typeof sounds',
  ]
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
