import { sourceProviders, type JobSource } from '../generation/job-source.schema.js'
import type { AssetSpec } from './asset-spec.schema.js'
import { framesOf, isSound } from './spec-frames.js'

/** Longer side of a picture that work begins from, pixels. */
export const referenceSideMaxPx = 4096

/** Why a spec cannot be made from its reference. */
export interface ReferenceObjection {
  /** Path within the spec. */
  readonly member: string
  readonly message: string
  readonly hint: string
}

/** The first thing that speaks against a spec's reference, without a look at the picture; null = nothing. */
export function objectToReference(
  spec: Pick<AssetSpec, 'assetType' | 'animations' | 'states' | 'origin' | 'provider' | 'reference'>,
): ReferenceObjection | null {
  const { reference } = spec
  if (reference === undefined) return null
  const objection = (member: string, message: string, hint: string) => ({ member, message, hint })
  if (isSound(spec)) return objection('reference', 'a sound begins from no picture', 'Leave reference out.')
  if (spec.origin !== undefined)
    return objection('reference', 'art from outside is taken as it is', 'Leave reference out.')
  if (framesOf(spec).length > 1)
    return objection(
      'reference',
      'only a single picture begins from another one',
      'Leave reference out, or make its frames assets of their own.',
    )
  const { use, mask, strength } = reference
  if (use === 'inpaint' && mask === undefined)
    return objection('reference.mask', 'repainting a part needs a mask', 'Name a PNG: white is repainted.')
  if (use !== 'inpaint' && mask !== undefined)
    return objection('reference.mask', `${use} takes no mask`, 'Leave it out, or write use: inpaint.')
  if (use === 'upscale' && strength !== undefined)
    return objection('reference.strength', 'enlarging has no strength', 'Leave it out.')
  if (!sourceProviders.includes(spec.provider))
    return objection(
      'reference',
      `${spec.provider} begins from no picture`,
      `Set provider to one that does: ${sourceProviders.join(', ')}.`,
    )
  return null
}

/** A stored picture, as far as a reference depends on it; width and height are null for sounds. */
export interface ReferencedUpload {
  readonly mediaType: string
  readonly width: number | null
  readonly height: number | null
}

/** What speaks against the uploads that a reference names; null for one that is not there. */
export function objectToUploads(
  { mask }: Pick<JobSource, 'mask'>,
  picture: ReferencedUpload | null,
  marked: ReferencedUpload | null,
): ReferenceObjection | null {
  const hint = 'Upload the PNG to this project first, and name it by its SHA-256.'
  if (picture === null)
    return { member: 'reference.sha256', message: 'it was not uploaded to this project', hint }
  const { width, height } = picture
  if (picture.mediaType !== 'image/png' || width === null || height === null)
    return { member: 'reference.sha256', message: 'it is no picture', hint }
  if (Math.max(width, height) > referenceSideMaxPx)
    return {
      member: 'reference.sha256',
      message: `it has ${width}x${height} px`,
      hint: `Upload one of at most ${referenceSideMaxPx} px a side.`,
    }
  if (mask === undefined) return null
  if (marked === null)
    return { member: 'reference.mask', message: 'it was not uploaded to this project', hint }
  if (marked.mediaType !== 'image/png') return { member: 'reference.mask', message: 'it is no picture', hint }
  if (marked.width === width && marked.height === height) return null
  return {
    member: 'reference.mask',
    message: `it has ${marked.width}x${marked.height} px and its picture ${width}x${height}`,
    hint: 'Upload a mask of the size of its picture.',
  }
}

/** Every upload that a spec names, by its SHA-256: a store is one for all projects, so each of them has to be theirs. */
export function namedUploads({ origin, reference }: Pick<AssetSpec, 'origin' | 'reference'>): string[] {
  return [origin?.sha256, reference?.sha256, reference?.mask].filter((sha256) => sha256 !== undefined)
}
