import { isIdOf } from '../ids.js'

/**
 * What an input may name as pictures: a folder of an earlier job of the project (or one picture in it), a variant, or
 * stored bytes by their hash. Folders are names over what a job made, never places on a disk.
 */
export type PictureReference =
  | { readonly kind: 'folder'; readonly jobId: string; readonly folder: string; readonly name: string | null }
  | { readonly kind: 'variant'; readonly variantId: string }
  | { readonly kind: 'object'; readonly sha256: string }

/** The folders that jobs make: pictures as they were generated, and as a later job left them. */
export const pictureFolders = ['originals', 'images'] as const

/** `jobs/<job id>/originals`: the virtual folder of a job's pictures. */
export function pictureFolder(jobId: string, folder: (typeof pictureFolders)[number]): string {
  return `jobs/${jobId}/${folder}`
}

const folderPath = /^jobs\/([^/]+)\/([a-z]+)(?:\/+(.*))?$/
/** Document E writes "originalsDir/..." for everything in the folder. */
const allNames = ['', '...', '…', '*', '*.png']
const pictureName = /^[a-z0-9][a-z0-9._-]{0,199}$/

/** What a text names; null when it is nothing of the kind, a path that climbs for example. */
export function readPictureReference(text: string): PictureReference | null {
  if (isIdOf('variant', text)) return { kind: 'variant', variantId: text }
  if (/^[0-9a-f]{64}$/.test(text)) return { kind: 'object', sha256: text }
  const match = folderPath.exec(text)
  const [, jobId = '', folder = '', rest = ''] = match ?? []
  if (!isIdOf('job', jobId) || !pictureFolders.some((known) => known === folder)) return null
  if (allNames.includes(rest)) return { kind: 'folder', jobId, folder, name: null }
  return pictureName.test(rest) ? { kind: 'folder', jobId, folder, name: rest } : null
}
