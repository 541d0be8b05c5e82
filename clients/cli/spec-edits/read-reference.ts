import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { JobSource } from '../../../core/generation/job-source.schema.js'
import { CliError } from '../cli-error.js'

/** What `spec edit` says about the picture that a spec begins from. */
export interface ReferenceOptions {
  /** A PNG, the SHA-256 of an upload, or `none`. */
  readonly reference?: string
  readonly use?: JobSource['use']
  readonly strength?: number
  /** As `reference`. */
  readonly mask?: string
}

/** Sends a PNG to the project and returns its SHA-256. */
export type UploadPicture = (png: Uint8Array) => Promise<string>

const sha256Pattern = /^[0-9a-f]{64}$/
/** As much as the API takes by default. */
const fileBytesMax = 32 * 1024 * 1024

/**
 * The reference that the options give to a spec: what is not named stays as it was; null takes it away, undefined leaves it
 * alone. Throws CliError (usage, notFound) for what cannot be read; whether it fits is judged by the API.
 */
export async function readReference(
  cwd: string,
  { reference, use, strength, mask }: ReferenceOptions,
  before: JobSource | undefined,
  upload: UploadPicture,
): Promise<JobSource | null | undefined> {
  if ([reference, use, strength, mask].every((option) => option === undefined)) return undefined
  if (reference === 'none') return null
  const sha256 = reference === undefined ? before?.sha256 : await hashOf(cwd, reference, upload)
  if (sha256 === undefined)
    throw new CliError('usage', 'No picture to begin from was named.', 'Give --reference FILE.')
  const marked = mask === undefined ? undefined : await hashOf(cwd, mask, upload)
  const wanted = use ?? (marked === undefined ? (before?.use ?? 'variation') : 'inpaint')
  const kept = { strength: strength ?? before?.strength, mask: marked ?? before?.mask }
  return {
    ...{ sha256, use: wanted },
    ...(kept.strength === undefined || wanted === 'upscale' ? {} : { strength: kept.strength }),
    ...(kept.mask === undefined || wanted !== 'inpaint' ? {} : { mask: kept.mask }),
  }
}

async function hashOf(cwd: string, named: string, upload: UploadPicture): Promise<string> {
  if (sha256Pattern.test(named)) return named
  const path = resolve(cwd, named)
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isFile())
    throw new CliError('notFound', `There is no file ${named}.`, 'Name a PNG, or the SHA-256 of an upload.')
  if (found.size > fileBytesMax)
    throw new CliError('usage', `${named} has ${found.size} bytes.`, `Name a PNG of at most ${fileBytesMax}.`)
  return await upload(await readFile(path))
}
