import { parseSpecFiles, type SpecFilesResult } from '../../../core/spec-files/parse-spec-files.js'
import type { SpecFileOptions } from '../../../core/spec-files/build-spec.js'
import { assetSpecSchema, type AssetSpec } from '../../../core/spec/asset-spec.schema.js'

const byDefault: SpecFileOptions = { palette: [], variantsPerSpec: null, provider: 'procedural' }

/** Reads files given as texts, by path; every spec is valid and every key unique. */
export function readTexts(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<SpecFileOptions> = {},
): SpecFilesResult {
  const inputs = Object.entries(files).map(([path, content]) =>
    typeof content === 'string' ? { path, text: content } : { path, bytes: content },
  )
  const result = parseSpecFiles(inputs, { ...byDefault, ...options })
  for (const spec of result.specs) assetSpecSchema.parse(spec)
  if (new Set(result.specs.map(({ key }) => key)).size !== result.specs.length)
    throw new Error('a key is there twice')
  return result
}

/** The only spec of one YAML file, which has no problem. */
export function readOne(text: string, options: Partial<SpecFileOptions> = {}): AssetSpec {
  const { specs, problems } = readTexts({ 'one.yaml': text }, options)
  const [spec] = specs
  if (spec === undefined || problems.length > 0) throw new Error(`no spec: ${JSON.stringify(problems)}`)
  return spec
}

/** Problems as `file:line:column: message | hint`. */
export function problemsOf(files: Readonly<Record<string, string | Uint8Array>>): string[] {
  return readTexts(files).problems.map(
    ({ file, line, column, message, hint }) =>
      `${file}:${line}${column === undefined ? '' : `:${column}`}: ${message} | ${hint}`,
  )
}

/** A good spec beside a bad one: whatever is wrong with the other, this one has to stay. */
export const goodSpec = 'version: "1.0"\nid: good\nprompt: { base: clay jar }\n'

/** A picture spec with more lines below it. */
export const pictureSpec = (more: string): string =>
  `version: "1.0"\nid: thing\nmetadata: { category: prop }\ngeneration: { type: image }\nprompt: { base: clay jar }\n${more}\n`

/** A sound spec with more lines below it. */
export const soundSpec = (more: string, base = 'short beep'): string =>
  `version: "1.0"\nid: beep\nmetadata: { category: sfx }\ngeneration: { type: audio }\nprompt: { base: "${base}" }\n${more}\n`
