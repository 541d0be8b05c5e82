/**
 * What a sentence about a picture has no use for: addresses, places in a file system, model files and prompt markup
 * that loads them, keys and tags that other parts of the product would read. Each with its name for the message.
 */
const foreign: readonly (readonly [what: string, pattern: RegExp])[] = [
  // Two joiners are left: Persian and Indian words, and some emoji, are written with them.
  ['a control character', /[\p{Cc}\p{Co}\p{Cs}\uFFFD]|(?![\u200c\u200d])\p{Cf}/u],
  [
    'an address',
    /[a-z][a-z0-9+.-]{1,20}:\/|\bwww\.|\b(?:data|javascript|vbscript|mailto|blob|file):\S|@[\w-]+\.\w/i,
  ],
  ['an address', /\b[a-z0-9-]+\.(?:com|net|org|io|ai|dev|gg|co|app|info|cloud|xyz|ru|cn|de|uk)(?![\w-])/i],
  ['an address', /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|\blocalhost\b/i],
  ['a path', /(?:^|[\s"'`(=,;:])(?:~|\.{1,2})?\/[\w.~-]|\.\.[\\/]|\\|\b[\w-]+\/[\w-]+\/[\w-]/],
  [
    'a file',
    /[\w)-]\.(?:png|jpe?g|gif|webp|bmp|tga|svg|psd|ase|aseprite|wav|ogg|mp3|flac|json|ya?ml|toml|txt|md|gpl|hex|pal|safetensors|ckpt|pth?|bin|gguf|onnx|exe|dll|so|sh|bat|js|ts|py|cs|gd|tscn|tres|zip|tar|gz)(?!\w)/i,
  ],
  ['a model', /\b(?:lora|lycoris|lyco|loha|embedding|hypernet(?:work)?|checkpoint|ckpt|vae)\s*[:=]/i],
  ['markup', /<|\{\{|\$\{|\bkey\s*=/i],
]

/** One line of a model's text: composed letters, single spaces, none at its ends. */
export function tidyModelText(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim()
}

/** What a tidied text of a model names that it must not, such as "a path"; null when it is plain words. */
export function foreignPartOf(text: string): string | null {
  if (!/[\p{L}\p{N}]/u.test(text)) return 'no word'
  // Full-width letters and the like are read as what they look like.
  const plain = text.normalize('NFKC')
  for (const [what, pattern] of foreign) if (pattern.test(text) || pattern.test(plain)) return what
  return null
}
