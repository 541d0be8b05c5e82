import { checkWishlistText } from '../intake/check-wishlist-text.js'
import { detectIntake } from '../intake/detect-intake.js'
import type { IntakeOutcome } from '../intake/intake-report.js'
import type { RulesRefinement } from './refinement-input.js'
import { linesOf } from './refinement-input.js'

/** What says that a line was not understood. */
export interface OpenMark {
  /** From 1. */
  readonly line: number
  /** Where it ends, if that is known. */
  readonly lastLine?: number
}

/**
 * The lines that are still open after the rules, from 1, ascending: each line that `marks` name, with the lines that
 * continue it (to its last one, else until an empty one or one that the rules said something about). A text of which the
 * rules made nothing is open as a whole. Nothing is open in what is no wishlist (specs as files, whose problems are for who
 * wrote them; comments alone; bytes that are no text), and blank lines never are.
 */
export function findOpenLines(
  fileName: string,
  text: string,
  rules: RulesRefinement,
  marks: readonly OpenMark[],
): number[] {
  if (checkWishlistText(fileName, text) !== null) return []
  const kind = detectIntake(text, fileName)
  if (kind === 'files' || kind === 'empty') return []
  const lines = linesOf(text)
  const isBlank = (line: number) => (lines[line - 1] ?? '').trim() === ''
  if (rules.specs.length === 0 && rules.problems.length > 0)
    return lines.map((_, index) => index + 1).filter((line) => !isBlank(line))
  const starts = new Set([
    ...rules.specs.map(({ source }) => source.line),
    ...[...rules.notes, ...rules.problems, ...marks].map(({ line }) => line),
  ])
  const open = new Set<number>()
  for (const { line: first, lastLine = null } of marks)
    for (let line = first; line >= 1 && line <= Math.min(lastLine ?? Infinity, lines.length); line++) {
      if (isBlank(line)) break
      const isOther = starts.has(line) || startsAnew(lines[line - 1] ?? '')
      if (lastLine === null && line !== first && isOther) break
      open.add(line)
    }
  return [...open].sort((a, b) => a - b)
}

/** The open lines of what refineOrder made of a list: those of its problems, and those that it did not understand. */
export function openLinesOf(
  { name, text }: { readonly name: string; readonly text: string },
  { specs, problems, notes, outcomes }: RulesRefinement & { readonly outcomes: readonly IntakeOutcome[] },
): number[] {
  const marks = [...problems, ...outcomes.filter(({ outcome }) => outcome === 'not-understood')]
  return findOpenLines(name, text, { specs, problems, notes }, marks)
}

/** A heading, an item of a list, a comment or a `category: prompt` line continues nothing. */
function startsAnew(line: string): boolean {
  return /^\s*(?:#|[-*•‣–—+]\s|\d{1,4}[.)]\s|[\p{L} ]{1,30}[:：])/u.test(line)
}
