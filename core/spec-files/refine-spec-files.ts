import type { SpecFileOptions } from './build-spec.js'
import { unpackSpecFiles } from './pack-spec-files.js'
import { parseSpecFiles, type SpecFilesResult } from './parse-spec-files.js'

/**
 * The specs of a wishlist that is a packed folder (packSpecFiles), or one YAML spec, template or shot list. Problems of
 * a folder name the file within it.
 */
export function refineSpecFiles(input: {
  readonly fileName: string
  readonly text: string
  readonly options: SpecFileOptions
}): SpecFilesResult {
  const { fileName, text, options } = input
  return parseSpecFiles(unpackSpecFiles(text) ?? [{ path: fileName, text }], options)
}
