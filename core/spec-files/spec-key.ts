import { slugOf } from '../intake/assign-keys.js'
import type { AssetType } from '../spec/asset-spec.schema.js'

/** The key of an id or file name: `sfxJump2a` and `sfx_jump2a` are `sfx-jump2a`, `HUDIcon` is `hud-icon`. */
export function specKeyOf(id: string, assetType: AssetType): string {
  const parted = id
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/(\d)([A-Z][a-z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
  return slugOf(parted, assetType)
}

/** `a`, `b` ... `z`, `aa` for 0, 1 ...: as spreadsheets letter their columns. */
export function letterOf(position: number): string {
  let letters = ''
  for (let rest = position; rest >= 0; rest = Math.floor(rest / 26) - 1)
    letters = String.fromCharCode(97 + (rest % 26)) + letters
  return letters
}
