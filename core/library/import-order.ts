import { assetTypeDefaults } from '../intake/asset-type-defaults.js'
import type { RefinedText } from '../intake/refine-text.js'
import { soundDefaults } from '../intake/sound-defaults.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { animationsObjection } from './compose-strip.js'
import { importFormat, importOrderSchema, type ImportedFile } from './import-order.schema.js'

/** The provider that hands over what people brought. */
export const importProvider = 'import'

const opening = `{"format":"${importFormat}","assets":[`

/** Outside art as the text of a wishlist: JSON with one asset a line, so that problems have lines. */
export function writeImportOrder(assets: readonly ImportedFile[]): string {
  return `${opening}\n${assets.map((asset) => JSON.stringify(asset)).join(',\n')}\n]}\n`
}

/** Whether a wishlist's text is outside art. */
export function isImportOrder(text: string): boolean {
  return text.startsWith(opening)
}

/**
 * The specs of outside art: one still, strip or sound each, one variant, nothing to be changed about it but a background
 * that its owner wants removed. Never throws.
 */
export function refineImportOrder(name: string, text: string): RefinedText {
  const nothing = { specs: [], notes: [], outcomes: [], targets: [], palettes: [] }
  const parsed = importOrderSchema.safeParse(parseJson(text))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const index = issue?.path[1]
    const line = typeof index === 'number' ? index + 2 : 1
    const message = `${issue?.path.slice(2).join('.') || 'the order'}: ${issue?.message ?? 'is not usable'}`
    return { ...nothing, problems: [{ file: name, line, message, hint: 'Import the file again.' }] }
  }
  const seen = new Map<string, number>()
  const specs: AssetSpec[] = []
  const problems: RefinedText['problems'] = []
  for (const [index, asset] of parsed.data.assets.entries()) {
    const line = index + 2
    const earlier = seen.get(asset.key)
    const objection =
      earlier === undefined ? importObjection(asset) : `line ${earlier} has the key ${asset.key} too`
    seen.set(asset.key, earlier ?? line)
    if (objection === null) specs.push(specOf(asset, name, line))
    else
      problems.push({
        file: name,
        line,
        message: `${asset.file}: ${objection}`,
        hint: 'Import it with another type or key.',
      })
  }
  return { ...nothing, specs, problems }
}

/** Why this file cannot be an asset of its type; null when it can. */
export function importObjection(
  asset: Pick<ImportedFile, 'type' | 'mediaType' | 'width' | 'height' | 'durationMs' | 'animations'> & {
    readonly origin?: Pick<ImportedFile['origin'], 'cutout'>
  },
): string | null {
  const isSoundType = asset.type === 'sfx' || asset.type === 'music'
  if (isSoundType !== (asset.mediaType !== 'image/png'))
    return isSoundType ? `a picture is no ${asset.type}` : `a sound is no ${asset.type}: it is sfx or music`
  if (isSoundType && asset.animations !== undefined) return 'a sound has no frames'
  if (isSoundType && asset.origin?.cutout === true) return 'a sound has no background'
  const moves = asset.animations === undefined ? null : animationsObjection(asset.animations)
  if (moves !== null) return moves
  const isMeasured = isSoundType
    ? asset.durationMs !== undefined
    : asset.width !== undefined && asset.height !== undefined
  return isMeasured ? null : 'it was not measured'
}

function specOf(asset: ImportedFile, file: string, line: number): AssetSpec {
  const { key, type, origin } = asset
  const usual = assetTypeDefaults[type]
  const sound = soundOf(asset)
  const isOpaque = asset.transparent !== true && origin.cutout !== true
  return {
    key,
    assetType: type,
    category: type,
    prompt: { positive: key.replaceAll('-', ' '), negative: '' },
    size:
      sound !== undefined || asset.width === undefined || asset.height === undefined
        ? { ...usual.size }
        : { width: asset.width, height: asset.height },
    pivot: { ...usual.pivot },
    seamless: false,
    background: isOpaque ? 'opaque' : 'transparent',
    variants: 1,
    palette: [],
    outlinePx: 0,
    light: 'upper-left',
    provider: importProvider,
    tags: [...(asset.tags ?? [])],
    // Graded alpha is kept: whoever drew it meant it.
    ...(asset.transparent === true ? { alpha: 'soft' as const } : {}),
    ...(asset.animations === undefined ? {} : { animations: asset.animations.map((one) => ({ ...one })) }),
    ...(sound === undefined ? {} : { sound }),
    origin: { ...origin },
    source: { file, line, text: asset.file },
  }
}

/** A sound is as long and as loud as it is: nothing is asked of it but what it has. */
function soundOf({ type, key, mediaType, durationMs, loop }: ImportedFile) {
  if (durationMs === undefined) return undefined
  const lengthMs = Math.max(10, durationMs)
  return soundDefaults(type, key, {
    durationMs: { min: lengthMs, max: lengthMs },
    loop: loop ?? false,
    formats: [mediaType === 'audio/wav' ? 'wav' : 'ogg'],
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
