import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'

/** Characters of a name; file systems take 255 bytes, and a letter may have four. */
const stemMax = 56
// Windows takes these names for devices, whatever the extension (Microsoft: "Naming Files, Paths, and Namespaces").
const deviceNames = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/

/**
 * `medieval knight, standing` to `medieval_knight_standing`: lower case, letters and digits of any script, everything
 * else an underscore. Never empty, never a path.
 */
export function fileStemOf(words: string, fallback: string): string {
  const stem = Array.from(fold(words)).slice(0, stemMax).join('').replace(/_+$/, '')
  const named = stem === '' ? fold(fallback) || 'asset' : stem
  return deviceNames.test(named) ? `${named}_` : named
}

function fold(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
}

/**
 * `<category>/<prompt with underscores>` of each spec, by key, without extensions (design document B). Where two would
 * have the same name, all but the first are named by their keys, which are unique.
 */
export function assetFileNames(
  specs: readonly Pick<AssetSpec, 'key' | 'category' | 'prompt'>[],
): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  const names = new Map<string, string>()
  for (const { key, category, prompt } of specs) {
    const folder = fileStemOf(category, 'assets')
    const wanted = [fileStemOf(prompt.positive, key), fileStemOf(key, 'asset')].map(
      (stem) => `${folder}/${stem}`,
    )
    let name = wanted.find((one) => !taken.has(one)) ?? wanted[0]!
    // The key of one may be the words of another.
    for (let number = 2; taken.has(name); number += 1) name = `${wanted[0]}_${number}`
    taken.add(name)
    names.set(key, name)
  }
  return names
}
