import type { Response, Router } from 'express'
import { isWav } from '../../core/audio/wav.js'
import { AssetloomError } from '../../core/errors.js'
import { readImage, readVariantPreview } from '../../core/http/contracts/images-contracts.schema.js'
import type { VariantRow } from '../../core/ports.js'
import type { PreviewKind, PreviewRow } from '../../core/previews/preview-ports.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject, requireVariant } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { notFound } from '../problem.js'
import { answersFromCache, sendBytes, type Asked } from '../send-bytes.js'

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** For addresses that hold the hash of their bytes, which can never mean other bytes. */
const forEver = 'private, max-age=31536000, immutable'
/** For previews by variant: another release may draw them anew. */
const askAgain = 'private, no-cache'

/** What variants and assets are stored as; null for all else. */
function mediaTypeOf(bytes: Buffer): string | null {
  if (bytes.subarray(0, pngSignature.length).equals(pngSignature)) return 'image/png'
  return isWav(bytes) ? 'audio/wav' : null
}

/** Pictures and sounds by their hash, and the previews of variants. */
export function addImageRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(readImage, async ({ params, headers, request }, response) => {
      const asked = { method: request.method, headers }
      const { projectId } = await requireProject(catalogue, params.projectId)
      const { sha256 } = params
      // The store is one for all projects: whose picture it is, the catalogue knows.
      if (!(await catalogue.library.ownsImage(projectId, sha256))) throw notFound('image')
      await sendObject(deps, asked, response, { sha256, cacheControl: forEver }).catch(toNotFound)
    }),
    operation(readVariantPreview, async ({ params, query, headers, request }, response) => {
      const asked = { method: request.method, headers }
      const variant = await requireVariant(catalogue, params.variantId)
      // Its picture was given up, and with it all that was made of it.
      if (variant.pictureRemovedAt !== undefined && variant.verdict !== 'approved') throw notFound('preview')
      await sendPreview(deps, variant, query.kind ?? 'cutout', asked, response)
    }),
  ])
}

async function sendPreview(
  deps: ApiContext,
  variant: VariantRow,
  kind: PreviewKind,
  asked: Asked,
  response: Response,
): Promise<void> {
  const { catalogue, previews, log } = deps
  const ofKind = (rows: readonly PreviewRow[]) => rows.find((one) => one.kind === kind)
  const send = async ({ sha256 }: PreviewRow) =>
    await sendObject(deps, asked, response, { sha256, cacheControl: askAgain })
  const kept = ofKind(await catalogue.previews.ofVariants([variant.variantId]))
  if (kept !== undefined)
    try {
      return await send(kept)
    } catch (error) {
      if (!isLost(error)) throw error
      log('warn', 'a preview was lost and is made again', { variantId: variant.variantId })
    }
  const made = ofKind(await previews.make(variant).catch(toNotFound))
  if (made === undefined) throw notFound('preview')
  await send(made)
}

/** What is without its bytes, or has bytes that are no picture, has nothing to show. */
function toNotFound(error: unknown): never {
  if (error instanceof AssetloomError && ['MissingObject', 'InvalidInput'].includes(error.type))
    throw notFound('picture')
  throw error
}

async function sendObject(
  { store }: ApiContext,
  asked: Asked,
  response: Response,
  { sha256, cacheControl }: { readonly sha256: string; readonly cacheControl: string },
): Promise<void> {
  const tag = `"${sha256}"`
  response.set({ ETag: tag, 'Cache-Control': cacheControl })
  if (answersFromCache(asked, response, tag)) return
  try {
    const bytes = Buffer.from(await store.get(sha256))
    const mediaType = mediaTypeOf(bytes)
    // The store also holds other things than pictures and sounds; they have routes of their own.
    if (mediaType === null) throw notFound('image')
    sendBytes(asked, response, { bytes, mediaType, tag })
  } catch (error) {
    response.removeHeader('ETag')
    response.removeHeader('Accept-Ranges')
    response.set('Cache-Control', 'no-store')
    throw error
  }
}

function isLost(error: unknown): boolean {
  return error instanceof AssetloomError && ['MissingObject', 'CorruptObject'].includes(error.type)
}
