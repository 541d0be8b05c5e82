import { checkWishlistText } from '../intake/check-wishlist-text.js'
import { detectIntake } from '../intake/detect-intake.js'
import { findNamedStyle, findStyleName } from '../intake/find-style-name.js'
import type { IntakeNote, IntakeProblem } from '../intake/intake-report.js'
import type { WishlistListInput } from '../intake/parse-list.js'
import { refineText, type RefinedText } from '../intake/refine-text.js'
import { takeStyles, type TakenStyles } from '../intake/take-styles.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { applyProjectSettings } from './apply-project-settings.js'
import { presetsOf, typeDefaultsOf, type SpecSettings } from './spec-settings.js'

/** Each preset that a list names reads it once more; more of them in one list is no style. */
const stylesOfListMax = 8

/**
 * Refines a list under the settings of its project: what the list says counts before the asset type's default, that
 * before the style preset's, that before the project's common one, that before the product's. Without settings it is
 * refineText. Pure and deterministic.
 */
export function refineWithSettings(
  input: WishlistListInput,
  settings: SpecSettings | undefined,
): RefinedText {
  if (settings === undefined) return refineText(input)
  const styles = Object.keys(presetsOf(settings)).sort()
  const taken = readStyles(input, styles)
  const refine = (style: string | undefined) =>
    refineText({
      ...input,
      text: taken.text,
      options: { ...input.options, styles, typeDefaults: typeDefaultsOf(settings, style) },
    })
  const base = refine(settings.style)
  const ofList = taken.ofList ?? ruleOfAll(base, styles)
  const named = base.specs.map((spec) => styleOf(spec, taken, ofList, styles))
  const problems: IntakeProblem[] = [...taken.problems, ...base.problems]
  const others = [...new Set(named)].filter(
    (style): style is string => style !== undefined && style !== settings.style,
  )
  const read = new Map(others.slice(0, stylesOfListMax).map((style) => [style, refine(style).specs]))
  if (others.length > stylesOfListMax) problems.push(refuseMoreStyles(input.fileName, others))
  const specs = base.specs.map((spec, index) => {
    const style = named[index]
    const own = style === undefined ? spec : (read.get(style)?.[index] ?? spec)
    const isUsed = style === settings.style || (style !== undefined && read.has(style))
    return withWritten(isUsed && style !== undefined ? { ...own, style } : own, taken)
  })
  const applied = applyProjectSettings(specs, settings)
  const byLine = <T extends { line: number }>(list: T[]) => list.sort((a, b) => a.line - b.line)
  const notes: IntakeNote[] = [...taken.notes, ...base.notes, ...applied.notes]
  return { ...base, specs: [...applied.specs], problems: byLine(problems), notes: byLine(notes) }
}

function readStyles({ fileName, text }: WishlistListInput, styles: readonly string[]): TakenStyles {
  const kind = checkWishlistText(fileName, text) === null ? detectIntake(text, fileName) : 'files'
  if (kind === 'list' || kind === 'prose') return takeStyles(fileName, text, kind, styles)
  return { text, byLine: new Map(), ofList: null, problems: [], notes: [] }
}

/** The preset of a sentence that speaks for the whole text without becoming a tag of anything. */
function ruleOfAll({ outcomes, specs }: RefinedText, styles: readonly string[]): string | null {
  const isTag = (style: string) => specs.some(({ tags }) => tags.some((tag) => nameIn(tag, styles) === style))
  const said = outcomes.flatMap(({ outcome, text }) => {
    const style = outcome === 'constraint' ? findNamedStyle(text, styles) : null
    return style === null || isTag(style) ? [] : [style]
  })
  return said.at(-1) ?? null
}

const nameIn = (text: string, styles: readonly string[]): string | null =>
  findStyleName(text, styles) ?? findNamedStyle(text, styles)

/** The nearest word wins: the asset's own line, then sentences and headings about it, then the list as a whole. */
function styleOf(
  spec: AssetSpec,
  taken: TakenStyles,
  ofList: string | null,
  styles: readonly string[],
): string | undefined {
  if (spec.style !== undefined) return spec.style
  const own = taken.byLine.get(spec.source.line)?.style ?? findNamedStyle(spec.source.text, styles)
  // Tags of nearer rules come later.
  const tagged = spec.tags.flatMap((tag) => nameIn(tag, styles) ?? []).at(-1)
  return own ?? tagged ?? ofList ?? undefined
}

/** The spec with its line as it was written. */
function withWritten(spec: AssetSpec, { byLine }: TakenStyles): AssetSpec {
  const written = byLine.get(spec.source.line)?.written
  return written === undefined ? spec : { ...spec, source: { ...spec.source, text: written } }
}

function refuseMoreStyles(file: string, styles: readonly string[]): IntakeProblem {
  return {
    file,
    line: 1,
    message: `the list names ${styles.length} style presets, the limit is ${stylesOfListMax}`,
    hint: `Split the list; not used: ${styles.slice(stylesOfListMax).join(', ')}.`,
  }
}
