import type { ProposalView, SpecDetail, SpecEditView } from '../../../core/http/spec-edits-api.js'
import { formatTable } from '../format-table.js'
import { specMembers } from './spec-members.js'

const promptShownMax = 60

/** A whole spec as people read it: its members, where it comes from, how it was before. */
export function describeSpec(detail: SpecDetail): string {
  const { spec, revisions, edit, written, refinedBy, origin } = detail
  const { source } = spec
  const from = origin === 'list' ? `${source.file}:${source.line}` : `added, ${refinedBy}`
  const facts: [string, string][] = [
    ['key', spec.key],
    ['from', from],
    ['line', source.text],
    ...specMembers(spec),
  ]
  if (edit !== null) facts.push(['edit', `${edit.state}: ${edit.words}`])
  if (edit?.message !== undefined) facts.push(['', `${edit.message} (${edit.hint ?? ''})`])
  if (written !== null && edit?.set !== undefined) {
    const before = new Map(specMembers(written))
    for (const member of Object.keys(edit.set)) facts.push([`${member} in list`, before.get(member) ?? '-'])
  }
  const history = revisions.map(({ revision, createdAt, words }) => [
    `revision ${revision}`,
    createdAt,
    words || 'the first',
  ])
  return `${formatTable(facts)}\n${formatTable(history)}`
}

export function describeEdits(edits: readonly SpecEditView[]): string {
  if (edits.length === 0) return ''
  const rows = edits.map(({ key, state, words, message }) => [key, state, message ?? words])
  return formatTable([['SPEC', 'STATE', 'EDIT'], ...rows])
}

export function describeProposals(proposals: readonly ProposalView[]): string {
  if (proposals.length === 0) return ''
  const rows = proposals.map(({ key, state, spec, lines, refinedBy }) => [
    key,
    state,
    spec.assetType,
    `${spec.size.width}x${spec.size.height}`,
    `line ${lines.join(', ')}`,
    refinedBy,
    spec.prompt.positive.slice(0, promptShownMax),
  ])
  return formatTable([['SPEC', 'STATE', 'TYPE', 'SIZE', 'LINE', 'BY', 'PROMPT'], ...rows])
}
