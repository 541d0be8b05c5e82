import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { sourceProviders, type JobSource } from '../generation/job-source.schema.js'
import { objectToReference } from '../spec/reference-rules.js'
import type { IntakeNote, IntakeProblem } from './intake-report.js'
import { readReference, type NamedPictures } from './named-pictures.js'
import { trimMarks } from './take-sizes.js'

export interface TakenReferences {
  /** As many lines as before, without what was taken, so that a picture never changes a key. */
  readonly text: string
  /** By line, from 1: what the line begins from, null where that cannot be used; and the line as it was written. */
  readonly byLine: ReadonlyMap<number, { readonly source: JobSource | null; readonly written: string }>
  readonly problems: readonly IntakeProblem[]
}

const hasReference = /(?:^|[\s,;(])reference=/iu
const pairs = /(?:^|(?<=[\s,;(]))(reference|use|strength|mask)=(?:"([^"\n]*)"|([^\s,;)]*))/giu

/** Takes `reference=art/barrel.png use=variation strength=0.4` out of the lines of a list or text. */
export function takeReferences(
  file: string,
  text: string,
  pictures: NamedPictures | undefined,
): TakenReferences {
  const byLine = new Map<number, { source: JobSource | null; written: string }>()
  const problems: IntakeProblem[] = []
  if (!hasReference.test(text)) return { text, byLine, problems }
  const lines = text.split(/(\r\n|\n|\r)/).map((written, index) => {
    if (index % 2 === 1 || /^\s*#/.test(written) || !hasReference.test(written)) return written
    const line = index / 2 + 1
    const found = new Map<string, string>()
    for (const [, name = '', quoted, bare] of written.matchAll(pairs)) {
      if (found.has(name.toLowerCase()))
        problems.push({ file, line, message: `two ${name}= on one line`, hint: 'Leave one of them.' })
      found.set(name.toLowerCase(), quoted ?? bare ?? '')
    }
    const { reference: image = '', ...rest } = Object.fromEntries(found)
    const read = readReference({ image, ...rest }, pictures)
    byLine.set(line, { source: read.source ?? null, written: written.trim() })
    if (read.source === undefined) {
      const member = read.member === 'image' ? 'reference' : read.member
      problems.push({ file, line, message: `${member}=: ${read.message}`, hint: read.hint })
    }
    const left = written
      .replace(pairs, ' ')
      .replace(/([,;])(?:\s*[,;])+/g, '$1')
      .replace(/\(\s*\)/g, '')
    return trimMarks(left.replace(/(\S)\s+/g, '$1 ').replace(/ ([,;)])/g, '$1'), ',; ')
  })
  return { text: lines.join(''), byLine, problems }
}

/**
 * Gives specs what their lines begin from. A spec whose reference cannot be used is left out, with a problem: it would be
 * another picture. Where its provider begins from no picture, it is made from its words, and a note says so.
 */
export function giveReferences(
  file: string,
  specs: readonly AssetSpec[],
  { byLine }: Pick<TakenReferences, 'byLine'>,
): { specs: AssetSpec[]; problems: IntakeProblem[]; notes: IntakeNote[] } {
  const problems: IntakeProblem[] = []
  const notes: IntakeNote[] = []
  const given = specs.flatMap((spec): AssetSpec[] => {
    const taken = byLine.get(spec.source.line)
    if (taken === undefined) return [spec]
    const { source, written } = taken
    // Its line has a problem already.
    if (source === null) return []
    const named: AssetSpec = { ...spec, reference: source, source: { ...spec.source, text: written } }
    if (!sourceProviders.includes(spec.provider)) {
      const message = `${spec.key} is made from its words: ${spec.provider} begins from no picture`
      notes.push({ file, line: spec.source.line, message, kind: 'default' })
      return [{ ...spec, source: named.source }]
    }
    const objection = objectToReference(named)
    if (objection === null) return [named]
    const { member, message, hint } = objection
    problems.push({ file, line: spec.source.line, message: `${member}: ${message}`, hint })
    return []
  })
  return { specs: given, problems, notes }
}
