import type { Catalogue } from '../core/catalogue.js'
import type { RegenerateChangesBody } from '../core/http/http-api.js'
import { sourceProviders } from '../core/generation/job-source.schema.js'
import type { VariantRow } from '../core/ports.js'
import type { RegenerateChanges } from '../core/review/regenerate-changes.js'
import { isSound } from '../core/spec/spec-frames.js'
import { problem } from './problem.js'

/**
 * The changes of a round with the bytes of the picture that it begins from. A strength alone begins from the variant that
 * is decided on. Throws 409 problems for a picture that is not there, and where a spec's provider begins from none.
 */
export async function composeChanges(
  catalogue: Catalogue,
  variant: VariantRow,
  body: RegenerateChangesBody,
): Promise<RegenerateChanges> {
  const { from: named, ...rest } = body
  const variantId = named ?? (body.strength === undefined ? undefined : variant.variantId)
  if (variantId === undefined) return rest
  const { projectId, specRevisionId, specKey } = variant
  const spec = await catalogue.runs.loadSpec(projectId, specRevisionId)
  if (isSound(spec) || !sourceProviders.includes(spec.provider))
    throw problem(
      409,
      'no-picture-to-begin-from',
      `${specKey} is made by ${spec.provider}, which begins from no picture.`,
      `Leave "changes.from" and "changes.strength" out; ${sourceProviders.join(' and ')} begin from pictures.`,
    )
  const from =
    variantId === variant.variantId ? variant : await catalogue.review.findVariant(projectId, variantId)
  if (from === null || from.pictureRemovedAt !== undefined)
    throw problem(
      409,
      'unknown-picture',
      from === null
        ? `"changes.from" names no variant of this project: ${variantId}.`
        : `The picture of ${variantId} was given up by the project's retention.`,
      'Name a variant of this project whose picture is kept.',
    )
  return { ...rest, from: { variantId, sha256: from.sha256 } }
}
