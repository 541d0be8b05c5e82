import { assetTypeDefaults } from '../intake/asset-type-defaults.js'
import { soundDefaults } from '../intake/sound-defaults.js'
import type { AssetSpec, AssetType } from '../spec/asset-spec.schema.js'
import { isSound } from '../spec/spec-frames.js'
import { defined } from './draft-spec.js'
import type { SpecChanges } from './spec-edit.schema.js'

/** What a spec is without. */
const removable = [
  'animations',
  'states',
  'nineSlice',
  'alpha',
  'cutout',
  'kernel',
  'formats',
  'sound',
  'integration',
  'loras',
  'generation',
  'postChain',
  'reference',
] as const satisfies readonly (keyof AssetSpec & keyof SpecChanges)[]

/**
 * The spec with the changes of a person. null takes a member away; prompt and sound are changed part by part. A picture
 * that becomes a sound, or the other way round, starts from what is usual for its new type. The result may be invalid:
 * checkSpec says so.
 */
export function changeSpec(spec: AssetSpec, set: SpecChanges): AssetSpec {
  const { prompt, sound, ...members } = set
  const base = set.assetType === undefined ? spec : ofType(spec, set.assetType)
  const { positive, negative } = { ...base.prompt, ...defined(prompt ?? {}) }
  const changed: Record<string, unknown> = {
    ...base,
    ...defined(members),
    prompt: { positive, negative },
    ...(sound === undefined || sound === null
      ? {}
      : { sound: { ...(base.sound ?? soundDefaults(base.assetType, positive)), ...defined(sound) } }),
  }
  for (const member of removable) if (set[member] === null) delete changed[member]
  return changed as AssetSpec
}

/** Between pictures only the type changes: everything else was said of this asset. */
function ofType(spec: AssetSpec, assetType: AssetType): AssetSpec {
  if (isSound(spec) === isSound({ assetType })) return { ...spec, assetType }
  const { key, category, prompt, variants, palette, light, provider, tags, integration, source } = spec
  const defaults = assetTypeDefaults[assetType]
  const sound = soundDefaults(assetType, prompt.positive)
  return {
    ...{ key, assetType, category, prompt, variants, palette, light, provider, tags, source },
    size: { ...defaults.size },
    pivot: { ...defaults.pivot },
    seamless: defaults.seamless,
    background: defaults.background,
    outlinePx: defaults.outlinePx,
    ...(sound === undefined ? {} : { sound }),
    ...(integration === undefined ? {} : { integration }),
  }
}
