/** First line of a wishlist that holds a folder of files (pack-spec-files.ts). */
export const packMarker = 'assetloom-files/1'

/** Whether a wishlist is a packed folder, or one file of the kinds that parseSpecFiles reads. */
export function looksLikeSpecFiles(text: string, fileName: string): boolean {
  if (text.startsWith(`${packMarker}\n`) || /\.(?:ya?ml|json)$/i.test(fileName)) return true
  return looksLikeShots(text) || looksLikeSpec(text)
}

/** Top-level keys that only a spec, a template or a set of instances has together. */
export function looksLikeSpec(text: string): boolean {
  const has = (key: string) => new RegExp(String.raw`^\uFEFF?["']?${key}["']?[ \t]*:`, 'm').test(text)
  const isNamed = has('id') || has('template') || has('from_template')
  return isNamed && (has('version') || has('generation') || has('prompt'))
}

function looksLikeShots(text: string): boolean {
  return /^\uFEFF?\s*\[\s*\{/.test(text) && /"key"\s*:/.test(text) && /"prompt"\s*:/.test(text)
}
