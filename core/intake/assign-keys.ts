import type { AssetType } from '../spec/asset-spec.schema.js'
import { sha256Hex } from '../hash.js'

// Leaves room for "-10000" within the 80 characters of a key.
const slugMaxLength = 74

// Letters that NFKD does not take apart.
const foldedLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
}

/**
 * The stable key that a prompt gives: lower-case ASCII kebab, at most 74 characters. What cannot be folded to ASCII
 * (other scripts, emoji, the end of a long prompt) is stood for by a hash of the whole prompt, so that two prompts
 * that differ only there keep two keys.
 */
export function slugOf(prompt: string, assetType: AssetType): string {
  const folded = prompt
    .toLowerCase()
    .replace(/[ßæœøđðþłı]/g, (letter) => foldedLetters[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
  const words = folded
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  const lost = /(?![a-z0-9])[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(folded)
  if (words !== '' && !lost && words.length <= slugMaxLength) return words
  const digest = sha256Hex(prompt.normalize('NFC')).slice(0, 8)
  if (words === '') return `${assetType}-${digest}`
  return `${words.slice(0, slugMaxLength - 9).replace(/-$/, '')}-${digest}`
}

export interface AssignedKey {
  readonly key: string
  /** Position of the entry that has this slug as its key, when this one had to take another. */
  readonly duplicateOf: number | null
}

/**
 * Makes slugs unique: the first keeps its slug, later ones get -2, -3 ... A number that another prompt has by itself
 * ("crate 2") is skipped, so a key never depends on which of the two lines comes first. `explicit` holds, by position,
 * the keys that a person wrote: they are taken as they are (each once) and no slug gets one of them.
 */
export function assignKeys(
  slugs: readonly string[],
  explicit: readonly (string | null)[] = [],
): AssignedKey[] {
  const taken = new Set(slugs)
  const first = new Map<string, number>()
  for (const [position, key] of explicit.entries()) {
    if (key === null) continue
    taken.add(key)
    first.set(key, position)
  }
  const nextNumber = new Map<string, number>()
  return slugs.map((slug, position) => {
    const written = explicit[position] ?? null
    if (written !== null) return { key: written, duplicateOf: null }
    const duplicateOf = first.get(slug)
    if (duplicateOf === undefined) {
      first.set(slug, position)
      return { key: slug, duplicateOf: null }
    }
    let number = nextNumber.get(slug) ?? 2
    while (taken.has(`${slug}-${number}`)) number++
    nextNumber.set(slug, number + 1)
    const key = `${slug}-${number}`
    taken.add(key)
    return { key, duplicateOf }
  })
}
