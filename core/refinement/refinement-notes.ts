import type { IntakeNote } from '../intake/intake-report.js'
import { draftOfProposal } from '../spec-edits/draft-spec.js'
import type { PasteLine } from './propose-spec.js'
import type { LineRemark } from './read-refinement-answer.js'
import type { ModelRefinement } from './refine-with-model.js'
import { refinementLimits } from './refinement-limits.js'

/**
 * What a model said about a list, as notes of its revision: each proposal with the line that accepts it when a person
 * puts it into the list, then what it read as a rule, left open and lost, and one sentence about the asking itself.
 */
export function notesOfRefinement(
  file: string,
  refinement: ModelRefinement,
  order: Parameters<typeof draftOfProposal>[2],
): IntakeNote[] {
  const { proposals, constraints, leftOpen, dropped, refinedBy, summary, documents } = refinement
  const notes: IntakeNote[] = proposals.map(({ lines, pasteLine, spec }) => ({
    file,
    line: lines[0] ?? 1,
    message: `proposed by ${refinedBy}, not made before it is accepted or the list has this line${placeOf(pasteLine)}: ${pasteLine.text}`,
    kind: 'proposal',
    proposal: { key: spec.key, lines, draft: draftOfProposal(spec, refinedBy, order), pasteLine },
  }))
  const remarks = (all: readonly LineRemark[], words: string) => {
    for (const { line, text } of all.slice(0, refinementLimits.remarksMax))
      notes.push({ file, line, message: `${refinedBy} ${words}: ${text}`, kind: 'model' })
  }
  remarks(constraints, 'reads this as a rule for the list')
  remarks(leftOpen, 'does not understand this either')
  remarks(dropped, 'was corrected')
  notes.sort((a, b) => a.line - b.line)
  const asked = { file, line: 1, message: summary, kind: 'model' } as const
  return [documents.length === 0 ? asked : { ...asked, documents }, ...notes]
}

function placeOf({ heading }: PasteLine): string {
  return heading === null ? '' : ` under a heading such as "${heading}"`
}
