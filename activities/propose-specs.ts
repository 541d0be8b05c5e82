import type { Catalogue } from '../core/catalogue.js'
import type { WishlistRevisionRow } from '../core/intake-ports.js'
import { usualProvidersOfRun } from '../core/intake/usual-providers.js'
import { choosePassages } from '../core/refinement/choose-passages.js'
import { findProposalNotes, isSameQuestion } from '../core/refinement/find-proposals.js'
import { type DesignPassage, linesOf } from '../core/refinement/refinement-input.js'
import { refineWithModel } from '../core/refinement/refine-with-model.js'
import { notesOfRefinement } from '../core/refinement/refinement-notes.js'
import type { IntakeNote } from '../core/intake/intake-report.js'
import type { LlmPorts } from './activity-ports.js'
import { underHeartbeat } from './heartbeat.js'

export interface ProposeSpecsInput {
  readonly projectId: string
  readonly wishlistRevisionId: string
  /** What the rules left open, from 1. */
  readonly openLines: readonly number[]
}

/** Tags that the model may choose from are those of the list; more would only make the question longer. */
const tagsMax = 60

/**
 * Asks the language model about the lines that the rules left open and keeps its proposals as notes of the revision.
 * The specs stay those of the rules: a proposal is made when a person has accepted it or put its line into the list. A
 * text that has its answer already is not asked about again.
 */
export function proposeSpecs({ catalogue, languageModel }: LlmPorts) {
  return async (input: ProposeSpecsInput): Promise<{ proposals: number }> => {
    const { projectId, wishlistRevisionId, openLines } = input
    const { intake } = catalogue
    const revision = await intake.loadRevision(projectId, wishlistRevisionId)
    const isAnswered = revision.notes.some(({ kind }) => kind === 'model')
    // The model may have been taken out of the configuration since the list was read.
    if (isAnswered || languageModel === null) return { proposals: countProposals(revision.notes) }
    // What an earlier revision was asked is not asked again: what was proposed then still stands.
    const earlier = await findProposalNotes(intake, revision, isSameQuestion)
    if (earlier.notes.length > 0) {
      await intake.addNotes({ projectId, wishlistRevisionId, notes: earlier.notes })
      return { proposals: countProposals(earlier.notes) }
    }
    const { name: fileName, text, options, problems } = revision
    const specs = await intake.specsOfRevision(projectId, wishlistRevisionId)
    const tags = new Set(specs.flatMap((spec) => spec.tags))
    const { passages, missing } = await findPassages(catalogue, revision, openLines)
    const question = {
      ...{ fileName, text, openLines, passages },
      options: { ...options, usualProviders: usualProvidersOfRun(options) },
      rules: { specs, problems, notes: revision.notes },
      catalogue: {
        palettes: {},
        providers: [options.provider],
        styleTags: [...tags].slice(0, tagsMax),
        targets: options.targets,
      },
    }
    const refinement = await underHeartbeat({ wishlistRevisionId }, (signal) =>
      refineWithModel(languageModel, question, signal),
    )
    const notes = [
      ...notesOfRefinement(fileName, refinement, options),
      ...missing.map((name) => missingNote(fileName, name)),
    ]
    await intake.addNotes({ projectId, wishlistRevisionId, notes })
    return { proposals: refinement.proposals.length }
  }
}

/**
 * What the design documents say about the open lines, as they were when the list was handed in: another attempt asks the
 * same, whatever was done with them meanwhile. `missing` are those that were replaced so long ago that they are gone.
 */
async function findPassages(
  { documents }: Catalogue,
  { projectId, text, options: { documents: refs = [] } }: WishlistRevisionRow,
  openLines: readonly number[],
): Promise<{ readonly passages: readonly DesignPassage[]; readonly missing: readonly string[] }> {
  if (refs.length === 0) return { passages: [], missing: [] }
  const texts = await documents.readVersions(projectId, refs)
  const lines = linesOf(text)
  const asked = openLines.map((line) => lines[line - 1] ?? '')
  const found = new Set(texts.map(({ name }) => name))
  return {
    passages: choosePassages(texts, asked),
    missing: refs.flatMap(({ name }) => (found.has(name) ? [] : [name])),
  }
}

function missingNote(file: string, name: string): IntakeNote {
  return {
    ...{ file, line: 1, kind: 'model' },
    message: `${name} is not kept any more as it was when the list was handed in: the model was asked without it`,
  }
}

function countProposals(notes: readonly IntakeNote[]): number {
  return notes.filter(({ kind }) => kind === 'proposal').length
}
