import { readFile, stat } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import type { SubmitWishlistBody } from '../../core/http/http-api.js'
import { findPictureNames } from '../../core/intake/named-pictures.js'
import type { AssetloomClient } from '../http/assetloom-client.js'

/** As much as the API takes by default. */
const fileBytesMax = 32 * 1024 * 1024

/**
 * Uploads the pictures that a list begins from: PNGs whose names are relative to the list, or to the folder that was
 * submitted, and lie below it. What is no such file is left to the API, which tells the line that names it.
 */
export async function sendPictures(
  client: AssetloomClient,
  projectId: string,
  list: { readonly cwd: string; readonly file: string },
  body: SubmitWishlistBody,
): Promise<SubmitWishlistBody> {
  const path = resolve(list.cwd, list.file)
  const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true
  const root = isFolder ? path : dirname(path)
  const pictures: Record<string, string> = {}
  for (const name of findPictureNames(body.text)) {
    const inside = relative(root, resolve(root, name))
    if (!/\.png$/i.test(name) || inside.startsWith('..') || isAbsolute(inside)) continue
    const found = await stat(resolve(root, name)).catch(() => null)
    if (found === null || !found.isFile() || found.size > fileBytesMax) continue
    const png = await readFile(resolve(root, name))
    pictures[name] = (await client.uploadArt(projectId, 'image/png', png)).sha256
  }
  return Object.keys(pictures).length === 0 ? body : { ...body, pictures }
}
