import type { AssetType } from '../spec/asset-spec.schema.js'
import { findCategory } from './find-category.js'
import { slugOf } from './assign-keys.js'

/** One asset in words, as `generate` and POST /api/v1/generate take it. */
export interface AssetWish {
  readonly category: string
  readonly prompt: string
  /** `48x32`; absent = what the prompt says, else the default of the category. */
  readonly size?: string
  /** Name of a style preset, or words for one. */
  readonly style?: string
}

export type AssetOrder =
  | { readonly name: string; readonly text: string; readonly assetType: AssetType }
  | { readonly member: keyof AssetWish; readonly message: string; readonly hint: string }

const promptMax = 1800
const stylePattern = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._/&'-]{0,59}$/u

/**
 * The wish as a list of one line, so that it is kept, refined and compared like any list. The name depends on the
 * category and the words only: the same wish is the same list, another size or style is its next revision.
 */
export function orderOneAsset({ category, prompt, size, style }: AssetWish): AssetOrder {
  const word = category.trim()
  const found = findCategory(word)
  if ('hint' in found) return { member: 'category', message: found.message, hint: found.hint }
  const words = oneLine(prompt)
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(words))
    return {
      member: 'prompt',
      message: 'the prompt says nothing',
      hint: 'Say what to make: water barrel, half full',
    }
  if (words.length > promptMax)
    return {
      member: 'prompt',
      message: `the prompt has ${words.length} characters, the limit is ${promptMax}`,
      hint: 'Say what it is in a sentence; the rest belongs into the art direction of the project.',
    }
  if (size !== undefined && !/^\d{1,5}x\d{1,5}$/i.test(size.trim()))
    return { member: 'size', message: `"${size.slice(0, 40)}" is no size`, hint: 'Write it in pixels: 48x32' }
  if (style !== undefined && !stylePattern.test(style.trim()))
    return {
      member: 'style',
      message: `"${style.slice(0, 40)}" is no style`,
      hint: 'Name a preset, like 16bit.',
    }
  const { assetType } = found
  const line = `${word}: ${words}${size === undefined ? '' : `, ${size.trim().toLowerCase()}`}`
  return {
    name: `${assetType}-${slugOf(words, assetType)}.txt`,
    text: `${style === undefined ? '' : `# style: ${style.trim()}\n\n`}${line}\n`,
    assetType,
  }
}

/** Line breaks and control characters are blanks; a lone # would begin a comment. */
function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/ #(?= )/g, ' number')
    .trim()
}
