import type { FrozenAsset } from '../bundle-ports.js'
import { assetContent } from './bundle-content-id.js'
import { imagePath } from './image-path.js'

/** assets.ts: every key with what code needs before anything is loaded, so that a misspelt key does not compile. */
export function writeConstants(assets: readonly FrozenAsset[], entryPaths: readonly string[]): string {
  const rows = assets.map((frozen) => {
    const { key, type, size, pivot } = assetContent(frozen)
    const image = quote(imagePath(type, key))
    return `  ${quote(key)}: { type: ${quote(type)}, image: ${image}, width: ${size.width}, height: ${size.height}, pivot: { x: ${pivot.x}, y: ${pivot.y} } },`
  })
  return [
    '// Written by Assetloom with the bundle: change the wishlist, not this file. Paths are relative to this file.',
    '',
    '/** Load these to have the whole atlas. */',
    `export const atlases = [${entryPaths.map(quote).join(', ')}] as const`,
    '',
    '/** Every asset by its key: size of the untrimmed picture in pixels, pivot 0-1 of it. */',
    'export const assets = {',
    ...rows,
    '} as const',
    '',
    'export type AssetKey = keyof typeof assets',
    '',
  ].join('\n')
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
