import type { FormField } from '../spec-form.js'

/** What stands before each line of the form. */
export const fieldLabels: Readonly<Record<FormField, string>> = {
  ...{ prompt: 'Prompt', negative: 'Avoid', size: 'Size', variants: 'Variants', palette: 'Palette' },
  ...{ tags: 'Tags', pivot: 'Pivot', frames: 'Frames', nineSlice: 'Nine-slice', sound: 'Length' },
}
