import { canonicalJson } from '../hash.js'
import type { IntakeNote, NotedProposal } from '../intake/intake-report.js'
import type { IntakeCatalogue, WishlistRevisionRow } from '../intake-ports.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import type { SpecEdit } from '../spec-edits/spec-edit.schema.js'

/** Revisions that are looked back through: further back a model is asked again. */
const revisionsSearchedMax = 20

/** Whether a model that is asked about the second revision would be asked the same: by its text and its documents. */
export function isSameQuestion(revision: WishlistRevisionRow, earlier: WishlistRevisionRow): boolean {
  const documentsOf = ({ options }: WishlistRevisionRow) => canonicalJson(options.documents ?? [])
  return earlier.text === revision.text && documentsOf(earlier) === documentsOf(revision)
}

/**
 * What a model said about the text of a revision: the notes of the revision itself, else those of the newest earlier one
 * with the same text, so that a change by hand asks no model again. Empty when no model has proposed anything.
 */
export async function findProposalNotes(
  intake: Pick<IntakeCatalogue, 'listRevisions' | 'loadRevision'>,
  revision: WishlistRevisionRow,
  isMeant: (revision: WishlistRevisionRow, earlier: WishlistRevisionRow) => boolean = isSameText,
): Promise<{ readonly notes: readonly IntakeNote[]; readonly isOwn: boolean }> {
  const own = notesOfModel(revision.notes)
  if (hasProposal(own)) return { notes: own, isOwn: true }
  const { projectId, wishlistRevisionId } = revision
  const earlier = (await intake.listRevisions(projectId, wishlistRevisionId))
    .filter((one) => one.revision < revision.revision)
    .slice(-revisionsSearchedMax)
    .reverse()
  for (const one of earlier) {
    const row = await intake.loadRevision(projectId, one.wishlistRevisionId)
    const said = isMeant(revision, row) ? notesOfModel(row.notes) : []
    if (hasProposal(said)) return { notes: said, isOwn: false }
  }
  return { notes: [], isOwn: false }
}

function isSameText(revision: WishlistRevisionRow, earlier: WishlistRevisionRow): boolean {
  return earlier.text === revision.text
}

function notesOfModel(notes: readonly IntakeNote[]): IntakeNote[] {
  return notes.filter(
    ({ kind, declines }) => kind === 'proposal' || kind === 'model' || declines !== undefined,
  )
}

function hasProposal(notes: readonly IntakeNote[]): boolean {
  return notes.some(({ proposal }) => proposal !== undefined)
}

export interface StandingProposal extends NotedProposal {
  readonly state: 'open' | 'accepted' | 'declined' | 'listed'
}

/** How each proposal stands, in the order of their lines: against the specs of the list and the changes by hand. */
export function standingProposals(
  notes: readonly IntakeNote[],
  specs: readonly Pick<AssetSpec, 'key'>[],
  edits: readonly SpecEdit[],
): StandingProposal[] {
  const accepted = new Set(edits.filter(({ add }) => add !== undefined).map(({ key }) => key))
  const listed = new Set(specs.map(({ key }) => key))
  const declined = new Set(notes.map(({ declines }) => declines))
  return notes.flatMap(({ proposal }) => {
    if (proposal === undefined) return []
    const { key } = proposal
    const state = accepted.has(key)
      ? 'accepted'
      : listed.has(key)
        ? 'listed'
        : declined.has(key)
          ? 'declined'
          : 'open'
    return [{ ...proposal, state }]
  })
}

/** The note that keeps that a person does not want a proposal. */
export function declineNote(file: string, { key, lines }: NotedProposal): IntakeNote {
  return { file, line: lines[0] ?? 1, message: `the proposal ${key} was declined`, declines: key }
}
