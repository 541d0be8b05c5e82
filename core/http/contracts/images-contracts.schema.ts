import { z } from 'zod'
import { previewKinds } from '../../previews/preview-ports.js'
import { sha256 } from './pieces.schema.js'
import { ifNoneMatch, rangeHeaders } from './request-headers.schema.js'
import { routeContract } from './route-contract.js'

const art = { mediaTypes: ['image/png', 'audio/wav'], about: 'The picture, or the sound.' } as const
const partOfArt = { ...art, about: 'The part that Range asked for.' }
const preview = { mediaTypes: ['image/png'], about: 'The preview.' } as const
const partOfPreview = { ...preview, about: 'The part that Range asked for.' }
const headers = { ...rangeHeaders, ...ifNoneMatch('whole') }

export const readImage = routeContract({
  operationId: 'readImage',
  method: 'get',
  path: '/projects/{projectId}/images/{sha256}',
  tag: 'Variants',
  summary: 'A picture or sound of the project by the hash of its bytes',
  description: 'It can never change: keep it as long as you like.',
  scope: 'project',
  role: 'viewer',
  params: z.object({ sha256 }),
  headers,
  answers: { 200: art, 206: partOfArt, 304: null },
})

export const readVariantPreview = routeContract({
  operationId: 'readVariantPreview',
  method: 'get',
  path: '/variants/{variantId}/preview',
  tag: 'Variants',
  summary: 'A variant as it would look when it is finished, or small; made now if nobody has',
  description:
    'Without its background where the finished asset has none, at its native size up to 512 px a frame; `thumb` is the ' +
    'first frame, at most 256 px. A sound is a picture of its waveform. 503 with Retry-After while too many wait.',
  scope: 'variant',
  role: 'viewer',
  query: z.strictObject({ kind: z.enum(previewKinds).exactOptional() }),
  headers,
  answers: { 200: preview, 206: partOfPreview, 304: null },
})
