import { findStyleName } from '../intake/find-style-name.js'
import { builtInPresets } from './built-in-presets.js'
import type { SpecSettings } from './spec-settings.js'

/**
 * What an order that names a built-in style preset is refined with in a project that has no settings of its own;
 * undefined for other words, which then are a comment of the list.
 */
export function settingsOfStyle(style: string | undefined): SpecSettings | undefined {
  const name = style === undefined ? null : findStyleName(style, Object.keys(builtInPresets).sort())
  return name === null ? undefined : { style: name }
}
