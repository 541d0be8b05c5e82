import { draftObstacle } from '../generation/draft-rules.js'
import type { RunOptions } from '../run-options.js'
import { applySpecEdits, type EditedText } from '../spec-edits/apply-spec-edits.js'
import { isImportOrder, refineImportOrder } from '../library/import-order.js'
import { refineWithSettings } from '../project-settings/refine-with-settings.js'
import { checkWishlistText } from './check-wishlist-text.js'
import { detectIntake } from './detect-intake.js'
import type { IntakeNote } from './intake-report.js'
import { noteProviders, usualProvidersOfRun } from './usual-providers.js'
import { giveReferences, takeReferences } from './take-references.js'
import type { RefinedText } from './refine-text.js'

export interface ListOrder {
  readonly name: string
  readonly text: string
  readonly options: RunOptions
}

/**
 * What a list becomes under the options that it was ordered with: the one way from a text to specs, so that what a
 * comparison shows is what a run makes. What was changed by hand comes last and wins. Pure; problems and notes as in
 * refineText and applySpecEdits.
 */
export function refineOrder(order: ListOrder): EditedText {
  return orderDrafts(order.options, applySpecEdits(order, readOrder(order)))
}

/** Specs that cannot have drafts are made without, and a note says so. A spec's own number wins. */
function orderDrafts({ drafts }: RunOptions, read: EditedText): EditedText {
  if (drafts === undefined) return read
  const notes: IntakeNote[] = []
  const specs = read.specs.map((spec) => {
    if (spec.drafts !== undefined) return spec
    const obstacle = draftObstacle(spec)
    if (obstacle === null) return { ...spec, drafts }
    const { file, line } = spec.source
    notes.push({ file, line, message: `${spec.key} is made without drafts: ${obstacle}`, kind: 'default' })
    return spec
  })
  return { ...read, specs, notes: [...read.notes, ...notes] }
}

function readOrder({ name, text, options }: ListOrder): RefinedText {
  const { exactSpecs } = options
  if (exactSpecs !== undefined)
    return { specs: [...exactSpecs], problems: [], notes: [], outcomes: [], targets: [], palettes: [] }
  if (isImportOrder(text)) return refineImportOrder(name, text)
  const { palette, variantsPerSpec, provider, availableProviders, pictures } = options
  const usualProviders = usualProvidersOfRun(options)
  const available = {
    ...(availableProviders === undefined ? {} : { availableProviders }),
    ...(pictures === undefined ? {} : { pictures }),
    ...(options.providerBy === 'default' ? { usualProviders } : {}),
  }
  const isFiles = checkWishlistText(name, text) !== null || detectIntake(text, name) === 'files'
  const taken = isFiles ? null : takeReferences(name, text, pictures)
  const order = {
    ...{ fileName: name, text: taken?.text ?? text },
    options: { palette, variantsPerSpec, provider, ...available },
  }
  const read = noteProviders(name, refineWithSettings(order, options.settings), options, isFiles)
  if (taken === null || taken.byLine.size === 0) return read
  const { specs, problems, notes } = giveReferences(name, read.specs, taken)
  const byLine = (a: IntakeNote, b: IntakeNote) => a.line - b.line
  return {
    ...{ ...read, specs },
    problems: [...read.problems, ...taken.problems, ...problems].sort(byLine),
    notes: [...read.notes, ...notes].sort(byLine),
  }
}
