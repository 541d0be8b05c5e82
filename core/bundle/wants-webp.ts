import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { isSound, stripSizeOf } from '../spec/spec-frames.js'
import type { ExportProfile } from './export-profile.schema.js'

/** The format has 14 bits for each side (RFC 9649, section 2.7). */
export const webpSideMaxPx = 16_383

/**
 * Whether a bundle has a WebP beside the PNG of a spec. A profile that names formats decides for every picture; without
 * such a profile each spec decides for itself, and a strip that is too wide for the format stays a PNG alone.
 */
export function wantsWebp(
  spec: Pick<AssetSpec, 'assetType' | 'formats' | 'size' | 'animations' | 'states'>,
  profile?: Pick<ExportProfile, 'formats'>,
): boolean {
  if (isSound(spec)) return false
  if (profile?.formats !== undefined) return profile.formats.includes('webp')
  const { width, height } = stripSizeOf(spec)
  return (spec.formats ?? []).includes('webp') && Math.max(width, height) <= webpSideMaxPx
}
