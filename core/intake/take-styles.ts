import { listWords } from '../spec-files/nearest-word.js'
import { findNamedStyle, findStyleName } from './find-style-name.js'
import type { IntakeNote, IntakeProblem } from './intake-report.js'
import type { IntakeKind } from './detect-intake.js'
import { trimMarks } from './take-sizes.js'

export interface TakenStyles {
  /** As many lines as before; `style=NAME` is taken out, so that a preset never changes a key. */
  readonly text: string
  /** By line, from 1: the preset that the line asks for, and the line as it was written. */
  readonly byLine: ReadonlyMap<number, { readonly style: string; readonly written: string }>
  /** Of the whole list; null where it names none. */
  readonly ofList: string | null
  readonly problems: readonly IntakeProblem[]
  readonly notes: readonly IntakeNote[]
}

/** `style=16bit` on the line of an asset, also behind a comma. */
const onLine = /(?:^|(?<=[\s,;(]))style=([^\s,;)]*)/giu
/** A line that says nothing but the style of the list: `style: 16bit`, also as a comment, a list item or in bold. */
const alone =
  /^\s*(?:#+|[-*•])?\s*(?:\*\*)?(?:art )?style\s*[:=]\s*(?:\*\*)?\s*["']?([\w][\w -]{0,59}?)["']?\s*\.?\s*$/i

/**
 * Takes the presets that a list or a text names out of it. Sentences that only mention one stay as they are written:
 * whom they are for is read with the rest of the text. An unknown name on a line is a problem, on a line of its own a
 * note, since it may be a plain word about the look.
 */
export function takeStyles(
  file: string,
  text: string,
  kind: IntakeKind,
  styles: readonly string[],
): TakenStyles {
  const byLine = new Map<number, { style: string; written: string }>()
  const problems: IntakeProblem[] = []
  const notes: IntakeNote[] = []
  let ofList: string | null = null
  let isHeader = true
  const hint = `Style presets here: ${listWords(styles)}.`
  const lines = text.split(/(\r\n|\n|\r)/).map((written, index) => {
    if (index % 2 === 1) return written
    const line = index / 2 + 1
    const own = alone.exec(written)
    if (own?.[1] !== undefined) {
      const style = findStyleName(own[1], styles)
      if (style !== null) ofList = style
      else if (/^\S+$/.test(own[1].trim()))
        notes.push({ file, line, message: `"${own[1].trim()}" is no style preset. ${hint}`, kind: 'default' })
      // Else a list would take it for an asset of the category "style".
      return kind === 'list' && !/^\s*#/.test(written) ? `# ${written}` : written
    }
    const isComment = /^\s*#/.test(written)
    if (kind === 'list' && isComment && isHeader) ofList = findNamedStyle(written, styles) ?? ofList
    if (written.trim() !== '' && !isComment) isHeader = false
    return kind === 'list' && isComment ? written : takeFrom(written, line)
  })
  function takeFrom(written: string, line: number): string {
    const [first, second] = [...written.matchAll(onLine)]
    if (first === undefined) return written
    const name = first[1] ?? ''
    const style = findStyleName(name, styles)
    if (style === null || second !== undefined) {
      const message =
        second === undefined ? `there is no style preset "${name.slice(0, 60)}"` : 'two styles on one line'
      problems.push({ file, line, message, hint })
    } else byLine.set(line, { style, written: written.trim() })
    const rest = written.replace(onLine, ' ').replace(/([,;])(?:\s*[,;])+/g, '$1')
    return trimMarks(rest.replace(/(\S)\s+/g, '$1 ').replace(/ ([,;)])/g, '$1'), ',; ')
  }
  return { text: lines.join(''), byLine, ofList, problems, notes }
}
