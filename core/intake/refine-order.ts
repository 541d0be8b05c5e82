import type { RunOptions } from '../run-options.js'
import { applySpecEdits, type EditedText } from '../spec-edits/apply-spec-edits.js'
import { isImportOrder, refineImportOrder } from '../library/import-order.js'
import { refineWithSettings } from '../project-settings/refine-with-settings.js'
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
  return applySpecEdits(order, readOrder(order))
}

function readOrder({ name, text, options }: ListOrder): RefinedText {
  const { exactSpecs } = options
  if (exactSpecs !== undefined)
    return { specs: [...exactSpecs], problems: [], notes: [], outcomes: [], targets: [], palettes: [] }
  if (isImportOrder(text)) return refineImportOrder(name, text)
  const { palette, variantsPerSpec, provider, availableProviders } = options
  const available = availableProviders === undefined ? {} : { availableProviders }
  const order = { fileName: name, text, options: { palette, variantsPerSpec, provider, ...available } }
  return refineWithSettings(order, options.settings)
}
