import { jobSourceSchema, type JobSource } from '../generation/job-source.schema.js'
import { objectToUploads, type ReferencedUpload, type ReferenceObjection } from '../spec/reference-rules.js'

/** An upload, under the name that a list has for it: a path as it is written there, or its SHA-256. */
export interface NamedPicture extends ReferencedUpload {
  readonly sha256: string
}
export type NamedPictures = Readonly<Record<string, NamedPicture>>

/** Names of one list. */
export const namedPicturesMax = 500
export const pictureNameMax = 240

/** What a list says of the picture that an asset begins from, as it is written. */
export interface WrittenReference {
  readonly image: string
  readonly use?: string
  readonly strength?: string | number
  readonly mask?: string
}

/** `member` is that of WrittenReference. */
export type ReadReference =
  { readonly source: JobSource } | (ReferenceObjection & { readonly source?: never })

const uses = jobSourceSchema.shape.use.options

/** The reference that was meant, with its uploads looked up and checked; without a use it is a variation, with a mask a repair. */
export function readReference(written: WrittenReference, pictures: NamedPictures = {}): ReadReference {
  const { image, mask } = written
  const find = (name: string) => (Object.hasOwn(pictures, name) ? pictures[name] : undefined)
  const missing = (member: string, name: string): ReferenceObjection => ({
    ...{ member, message: `no picture "${name.slice(0, 80)}" came with this list` },
    hint: 'The command line sends PNGs whose path is relative to the list; over HTTP name the upload in "pictures".',
  })
  const picture = find(image)
  if (picture === undefined) return missing('image', image)
  const marked = mask === undefined ? undefined : find(mask)
  if (mask !== undefined && marked === undefined) return missing('mask', mask)
  const use = uses.find((known) => known === (written.use ?? (mask === undefined ? 'variation' : 'inpaint')))
  if (use === undefined)
    return {
      ...{ member: 'use', message: `"${String(written.use).slice(0, 40)}" is no use of a picture` },
      hint: `One of ${uses.join(', ')}.`,
    }
  const strength = written.strength === undefined ? undefined : Number(written.strength)
  if (strength !== undefined && !(strength >= 0 && strength <= 1 && written.strength !== ''))
    return {
      ...{ member: 'strength', message: `"${String(written.strength).slice(0, 40)}" is no strength` },
      hint: 'A number from 0 to 1.',
    }
  const source: JobSource = {
    ...{ sha256: picture.sha256, use },
    ...(strength === undefined ? {} : { strength }),
    ...(marked === undefined ? {} : { mask: marked.sha256 }),
  }
  const objection = objectToUploads(source, picture, marked ?? null)
  if (objection === null) return { source }
  return { ...objection, member: objection.member.replace('reference.', '').replace('sha256', 'image') }
}

/** In lists and free text `reference=` and `mask=`, in spec files `image:` and `mask:`. */
const namePatterns = [
  /(?:^|[\s,;(])(?:reference|mask)=(?:"([^"\n]{1,240})"|([^\s,;)"]{1,240}))/gimu,
  /(?:^|[\s{,])["']?(?:image|mask)["']?:\s*(?:"([^"\n]{1,240})"|'([^'\n]{1,240})'|([^\s,}"']{1,240}))/gimu,
]

/** Everything in a text that may be the name of a picture: what is none of them costs a look at the disk. */
export function findPictureNames(text: string): string[] {
  const names = namePatterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((found) => found.slice(1).find((part) => part !== undefined) ?? ''),
  )
  return [...new Set(names)].filter((name) => name !== '').slice(0, namedPicturesMax)
}
