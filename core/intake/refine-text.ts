import { detectIntake } from './detect-intake.js'
import { checkWishlistText } from './check-wishlist-text.js'
import type { IntakeOutcome } from './intake-report.js'
import { parseWishlistList, type WishlistListInput, type WishlistListResult } from './parse-list.js'
import { parseProse } from './prose/parse-prose.js'
import { refineSpecFiles } from '../spec-files/refine-spec-files.js'

export interface RefinedText extends WishlistListResult {
  /** What became of each sentence, in line order; empty for lists, whose every line is a spec or a problem. */
  readonly outcomes: readonly IntakeOutcome[]
  /** Bundle targets that the text names for the game. */
  readonly targets: readonly string[]
  /** Palette files that the text names, as written. */
  readonly palettes: readonly string[]
}

/**
 * Refines a wishlist by rules, whatever kind it is: specs as files, a `category: prompt` list, or free text and Markdown.
 * Pure and deterministic; what cannot be used is in `problems`, what was inferred in `notes`. Never throws on input.
 */
export function refineText(input: WishlistListInput): RefinedText {
  const { fileName, text } = input
  const kind = checkWishlistText(fileName, text) === null ? detectIntake(text, fileName) : 'list'
  if (kind === 'prose') return parseProse(input)
  if (kind === 'files') return { ...refineSpecFiles(input), outcomes: [], targets: [], palettes: [] }
  return { ...parseWishlistList(input), outcomes: [], targets: [], palettes: [] }
}
