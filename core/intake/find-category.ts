import type { AssetType } from '../spec/asset-spec.schema.js'
import { stemOf } from './singular.js'

/** The words that a list may use before the colon. The first word of each row is the one that hints name. */
const categoryWords: Readonly<Record<AssetType, readonly string[]>> = {
  character: ['character', 'char', 'hero', 'player', 'npc', 'enemy', 'monster', 'creature', 'boss'],
  prop: ['prop', 'object', 'decoration', 'furniture', 'scenery', 'structure', 'vehicle', 'plant'],
  item: ['item', 'pickup', 'pick up', 'collectible', 'weapon', 'tool', 'loot', 'equipment'],
  tile: ['tile', 'tileset', 'terrain', 'ground', 'floor', 'texture'],
  ui: ['ui', 'icon', 'ui icon', 'gui', 'hud', 'button', 'cursor', 'interface'],
  vfx: ['vfx', 'vfx frame', 'effect', 'fx', 'visual effect'],
  backdrop: ['backdrop', 'background', 'parallax'],
  particle: ['particle', 'particle effect'],
  sfx: ['sfx', 'sound', 'sound effect', 'audio', 'voice', 'noise'],
  music: ['music', 'song', 'soundtrack', 'ambience', 'bgm'],
}

const typeOfWord: ReadonlyMap<string, AssetType> = new Map(
  Object.entries(categoryWords).flatMap(([type, words]) =>
    words.map((word): [string, AssetType] => [word, type as AssetType]),
  ),
)

/** The categories that hints list. */
export const knownCategories =
  'character, prop, item, tile, ui (or icon), vfx (or effect), backdrop, particle, sfx (or sound), music'

export type CategoryAnswer =
  { readonly assetType: AssetType } | { readonly message: string; readonly hint: string }

/** Finds the asset type that a category word stands for; plurals, case, `-` and `_` do not matter. */
export function findCategory(written: string): CategoryAnswer {
  const word = normalise(written)
  const assetType = lookUp(word)
  if (assetType !== undefined) return { assetType }
  const shown = written.length > 40 ? `${written.slice(0, 40)}…` : written
  const near = closestWord(word)
  return {
    message: `unknown category "${shown}"`,
    hint: `${near === null ? '' : `Did you mean "${near}"? `}Known categories: ${knownCategories}.`,
  }
}

/** The asset type of a single word, or undefined. */
export function lookUpCategory(written: string): AssetType | undefined {
  return lookUp(normalise(written))
}

function lookUp(word: string): AssetType | undefined {
  return typeOfWord.get(word) ?? typeOfWord.get(stemOf(word))
}

function normalise(written: string): string {
  return written
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_/-]+/g, ' ')
    .trim()
}

function closestWord(word: string): string | null {
  if (word.length > 24) return null
  let best: string | null = null
  let bestDistance = word.length <= 3 ? 2 : 3
  for (const known of typeOfWord.keys()) {
    // Words whose lengths differ by more (a plural's s apart) cannot be near.
    if (Math.abs(word.length - known.length) > bestDistance) continue
    const distance = Math.min(editDistance(word, known), editDistance(stemOf(word), known))
    if (distance < bestDistance) [best, bestDistance] = [known, distance]
  }
  return best
}

/** Levenshtein distance by the two-row method (Wagner and Fischer, 1974). */
export function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    above = current
  }
  return above[b.length] ?? 0
}
