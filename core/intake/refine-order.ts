import type { RunOptions } from '../run-options.js'
import { isImportOrder, refineImportOrder } from '../library/import-order.js'
import { refineText, type RefinedText } from './refine-text.js'

export interface ListOrder {
  readonly name: string
  readonly text: string
  readonly options: RunOptions
}

/**
 * What a list becomes under the options that it was ordered with: the one way from a text to specs, so that what a
 * comparison shows is what a run makes. Pure; problems and notes as in refineText.
 */
export function refineOrder({ name, text, options }: ListOrder): RefinedText {
  const { exactSpecs } = options
  if (exactSpecs !== undefined)
    return { specs: [...exactSpecs], problems: [], notes: [], outcomes: [], targets: [], palettes: [] }
  if (isImportOrder(text)) return refineImportOrder(name, text)
  const { palette, variantsPerSpec, provider } = options
  return refineText({ fileName: name, text, options: { palette, variantsPerSpec, provider } })
}
