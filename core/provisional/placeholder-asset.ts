import type { FrozenAsset } from '../bundle-ports.js'
import { hashOf } from '../hash.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { isSound, stripSizeOf } from '../spec/spec-frames.js'

export const placeholderProvider = 'placeholder'
/** Raised when the same spec would get other pixels or samples: part of what a provisional bundle is named by. */
export const placeholderVersion = '1'
/** Nobody decided about a placeholder. */
const nobody = 'nobody'

/** Whose place a placeholder takes. */
export interface PlaceholderOwner {
  readonly projectId: string
  readonly runId: string
  readonly specId: string
  readonly specRevisionId: string
  /** When the run was ordered, ISO 8601, UTC: a placeholder is as old as its order. */
  readonly orderedAt: string
}

/** The stored bytes of what was painted. */
export interface PlaceholderBytes {
  readonly sha256: string
  readonly sizeBytes: number
}

/**
 * A spec without an approved asset as a member of a frozen set: final key, size, pivot and frames, and a picture that
 * is known by what it is made from until it is painted (`bytes` null). It has no ids of an asset or a variant.
 */
export function placeholderAsset(
  spec: AssetSpec,
  owner: PlaceholderOwner,
  bytes: PlaceholderBytes | null,
): FrozenAsset {
  const { projectId, runId, specId, specRevisionId, orderedAt } = owner
  const identity = placeholderIdentity(spec)
  const { sha256, sizeBytes } = bytes ?? { sha256: identity, sizeBytes: 0 }
  const size = isSound(spec) ? { ...spec.size } : stripSizeOf(spec)
  const place = { projectId, runId, specId, specKey: spec.key, specRevisionId }
  return {
    provisional: true,
    spec,
    asset: {
      ...place,
      ...{ assetId: '', assetVersionId: '', version: 0, variantId: '', sha256, sizeBytes },
      ...size,
      trim: { x: 0, y: 0, ...size },
      processing: { backgroundRemoval: null, scale: 1, palette: [], steps: [] },
    },
    variant: {
      ...place,
      ...{ variantId: '', jobId: '', round: 0, variantIndex: 0, seed: '0'.repeat(16), sha256, ...size },
      ...{ provider: placeholderProvider, providerVersion: placeholderVersion, placeholder: true },
      ...{ promptHash: hashOf(spec.prompt), costMicros: 0, paintMs: 0, score: null, checks: [], version: 0 },
      ...{ verdict: 'undecided', decisionId: null, createdAt: orderedAt },
    },
    decision: { reviewer: nobody, decidedAt: orderedAt },
  }
}

/** Everything that the bytes of a placeholder follow from, as 64 hex digits. */
export function placeholderIdentity(spec: AssetSpec): string {
  const { key, assetType, size, pivot, animations, states, nineSlice, sound } = spec
  return hashOf({
    ...{ placeholder: placeholderVersion, key, assetType, size, pivot },
    ...{ animations, states, nineSlice, sound },
  })
}
