import { z } from 'zod'
import { limits } from '../../spec/spec-limits.js'
import { kebabKey, line, text, wholeNumber } from './pieces.schema.js'
import { bundleTargetNames } from './bundles-contracts.schema.js'
import { routeContract } from './route-contract.js'
import { paletteFile, providerName, reviewBy, seed, wishlistAccepted } from './wishlist-rows.schema.js'

export const generateAsset = routeContract({
  operationId: 'generateAsset',
  method: 'post',
  path: '/generate',
  tag: 'Lists',
  summary: 'One asset by its words: a list of one line in the project that is named',
  description: 'The project is made when its key is new. The same order again answers the run that is there.',
  scope: 'handler',
  role: 'editor',
  idempotencyKey: true,
  body: z.strictObject({
    prompt: text(4000, 1),
    category: text(80, 1).exactOptional(),
    style: line(80).exactOptional(),
    size: z.string().max(40).exactOptional(),
    project: kebabKey.exactOptional(),
    palette: paletteFile.exactOptional(),
    seed: seed.exactOptional(),
    variants: wholeNumber(1, limits.variantsMax).exactOptional(),
    review: reviewBy.exactOptional(),
    provider: providerName.exactOptional(),
    drafts: wholeNumber(0, limits.draftsMax).exactOptional(),
    targets: bundleTargetNames.exactOptional(),
  }),
  answers: { 200: wishlistAccepted, 202: wishlistAccepted },
})
