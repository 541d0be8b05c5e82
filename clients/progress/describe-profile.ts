import type { ExportProfile } from '../../core/bundle/export-profile.schema.js'

/** `scale 3, flat, png and webp`: what a profile asks of its target, apart from what is as without one. */
export function describeProfile({ scale, pixelsPerUnit, layout, formats, atlas }: ExportProfile): string {
  return [
    ...(scale === undefined ? [] : [`scale ${scale}`]),
    ...(pixelsPerUnit === undefined ? [] : [`${pixelsPerUnit} pixels per unit`]),
    ...(layout === undefined ? [] : [layout]),
    ...(formats === undefined ? [] : [formats.join(' and ')]),
    ...(atlas?.maxSidePx === undefined ? [] : [`pages up to ${atlas.maxSidePx} px`]),
    ...(atlas?.paddingPx === undefined ? [] : [`padding ${atlas.paddingPx} px`]),
    ...(atlas?.extrudePx === undefined ? [] : [`extrude ${atlas.extrudePx} px`]),
  ].join(', ')
}
