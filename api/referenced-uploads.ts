import type { JobSource } from '../core/generation/job-source.schema.js'
import { objectToUploads, type ReferenceObjection } from '../core/spec/reference-rules.js'
import type { SubmitWishlistBody } from '../core/http/http-api.js'
import { findPictureNames, type NamedPicture, type NamedPictures } from '../core/intake/named-pictures.js'
import type { ApiContext } from './api-deps.js'
import { problem } from './problem.js'

/** What speaks against the uploads that a reference names: they have to be pictures of this project that go together. */
export async function objectToReferenced(
  { uploads }: ApiContext['catalogue'],
  projectId: string,
  reference: JobSource,
): Promise<ReferenceObjection | null> {
  const find = async (sha256: string | undefined) =>
    sha256 === undefined ? null : await uploads.find(projectId, sha256)
  return objectToUploads(reference, await find(reference.sha256), await find(reference.mask))
}

const sha256Pattern = /^[0-9a-f]{64}$/

/**
 * Which uploads the names of pictures in a list stand for; names that do not come along are those of the revision before.
 * Throws 409 for one that is no upload of the project.
 */
export async function readPictures(
  { uploads, intake }: ApiContext['catalogue'],
  projectId: string,
  { name: file, text, pictures = {} }: Pick<SubmitWishlistBody, 'name' | 'text' | 'pictures'>,
): Promise<{ pictures?: NamedPictures }> {
  // A hash in the text names itself; one that is no upload is a problem of its line.
  const names = findPictureNames(text)
  const hashes = names.filter((name) => sha256Pattern.test(name))
  const known = { ...Object.fromEntries(hashes.map((sha256) => [sha256, sha256])), ...pictures }
  const unknown = names.filter((name) => !Object.hasOwn(known, name))
  const newest = unknown.length === 0 ? null : await intake.findNewestRevision(projectId, file)
  const before =
    newest === null
      ? {}
      : ((await intake.loadRevision(projectId, newest.wishlistRevisionId)).options.pictures ?? {})
  const kept = unknown.flatMap((name) => {
    const picture = Object.hasOwn(before, name) ? before[name] : undefined
    return picture === undefined ? [] : [[name, picture.sha256] as const]
  })
  const named = { ...Object.fromEntries(kept), ...known }
  const found: Record<string, NamedPicture> = {}
  for (const [name, sha256] of Object.entries(named).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const upload = await uploads.find(projectId, sha256)
    if (upload !== null) {
      const { mediaType, width, height } = upload
      Object.defineProperty(found, name, { value: { sha256, mediaType, width, height }, enumerable: true })
    } else if (Object.hasOwn(pictures, name)) {
      const message = `pictures: ${name.slice(0, 80)} was not uploaded to this project`
      const hint = 'Send its bytes to POST /projects/{projectId}/uploads first.'
      throw problem(409, 'no-upload', `${message}.`, hint, { problems: [{ file, line: 1, message, hint }] })
    }
  }
  return Object.keys(found).length === 0 ? {} : { pictures: found }
}
