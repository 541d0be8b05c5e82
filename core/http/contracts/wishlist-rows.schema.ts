import { z } from 'zod'
import type { WishlistAccepted } from '../http-api.js'
import { intakeProblem, wishlistDifference } from './intake-rows.schema.js'
import { count, idOf, line, wholeNumber } from './pieces.schema.js'

/** A palette file: .gpl or .hex. What of it is unusable is told by line. */
export const paletteFile = z.strictObject({
  name: line(200),
  text: z.string(),
})
export const seed = wholeNumber(0, Number.MAX_SAFE_INTEGER)
export const reviewBy = z.enum(['auto', 'person'], 'is neither auto nor person')
/** Whoever is not configured here is told by a 409. */
export const providerName = z.string().min(1).max(40)
export const wishlistAccepted = z
  .strictObject({
    wishlistRevisionId: idOf('wishlistRevision'),
    runId: idOf('run'),
    created: z.boolean(),
    held: z.boolean(),
    cancelledRunId: idOf('run').exactOptional(),
    revision: count,
    difference: wishlistDifference.exactOptional(),
    paletteProblems: z.array(intakeProblem).exactOptional(),
    chosenProvider: z.strictObject({ provider: z.string(), reason: z.string() }).exactOptional(),
  })
  .meta({ id: 'WishlistAccepted' }) satisfies z.ZodType<WishlistAccepted>
