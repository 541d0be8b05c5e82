import type { UploadView } from '../../../core/http/library-api.js'
import type { ArtAsset } from './group-art.js'

export interface DraftSpec {
  readonly key: string
  readonly yaml: string
  /** Colours to save as `<key>.hex`; empty where the picture has no palette. */
  readonly palette: readonly string[]
}

/** A spec that asks for something like an existing picture or sound; what it shows only a person can say. */
export function draftSpec(
  { key, type, name }: Pick<ArtAsset, 'key' | 'type' | 'name'>,
  upload: UploadView,
): DraftSpec {
  const palette = upload.picture?.palette ?? []
  const colours = upload.picture?.look.colours.map(({ hex }) => hex) ?? []
  const head = [
    `# Draft from ${JSON.stringify(name)}. Say in prompt.base what it shows.`,
    ...(colours.length === 0 ? [] : [`# Main colours: ${colours.join(' ')}`]),
    ...(palette.length === 0
      ? []
      : [`# Save as ${key}.hex beside this file: ${palette.map((one) => one.slice(1)).join(' ')}`]),
    'version: "1.0"',
    `id: ${key}`,
    'metadata:',
    `  category: ${type}`,
  ]
  const body = upload.picture === null ? soundLines(upload) : pictureLines(key, upload, palette.length > 0)
  return { key, yaml: `${[...head, ...body].join('\n')}\n`, palette }
}

function pictureLines(
  key: string,
  { width, height, transparent }: UploadView,
  hasPalette: boolean,
): string[] {
  return [
    'generation:',
    '  type: image',
    'prompt:',
    '  base: ""',
    'post_processing:',
    ...(transparent === true ? ['  - action: remove_background'] : []),
    '  - action: resize',
    `    dimensions: ${width}x${height}`,
    '    method: nearest',
    ...(hasPalette ? ['  - action: quantize', `    palette: ${key}.hex`] : []),
  ]
}

function soundLines({ durationMs, mediaType }: UploadView): string[] {
  return [
    'generation:',
    '  type: audio',
    'prompt:',
    '  base: ""',
    '  parameters:',
    `    durationSeconds: ${((durationMs ?? 0) / 1000).toFixed(2)}`,
    'post_processing:',
    '  - action: convert',
    `    formats: [${mediaType === 'audio/wav' ? 'wav' : 'ogg'}]`,
  ]
}
