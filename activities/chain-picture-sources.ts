import type { ChainStepRow } from '../core/chain/chain-ports.js'
import type { PictureNames } from '../core/chain/job-input.schema.js'
import { isJsonObject, jobLimits, memberOf, type JsonObject } from '../core/chain/json-value.js'
import { readPictureReference } from '../core/chain/picture-reference.js'
import type { Catalogue } from '../core/catalogue.js'
import { AssetloomError } from '../core/errors.js'
import { requireStep } from './chain-steps.js'

/** One stored picture that a job works on. */
export interface ChainPicture {
  /** Unique within its job. */
  readonly name: string
  readonly sha256: string
  /** The variant that it comes of, through however many jobs. */
  readonly variantId: string | null
}

/** The pictures of a job, and what of the job before them is handed on (the run that they come of). */
export interface ChainPictures {
  readonly pictures: readonly ChainPicture[]
  readonly runId: string | null
}

/**
 * The pictures that an input names, or those of the job before it. Everything has to belong to the project: folders are
 * those of its jobs, variants and stored bytes are looked up in its catalogue, and nothing is a path on a disk.
 * Throws InvalidInput or NotFound that names what was asked for.
 */
export async function findPictures(
  catalogue: Catalogue,
  row: ChainStepRow,
  input: PictureNames,
): Promise<ChainPictures> {
  const { projectId, parentJobId } = row
  const named = [input.originalPath, input.originals, input.images, input.variantId, input.variantIds].flat()
  const wanted = named.filter((one) => one !== undefined)
  const before = parentJobId === null ? null : await requireStep(catalogue, projectId, parentJobId)
  const told = before?.output == null ? undefined : memberOf(before.output, 'runId')
  const found: ChainPicture[] = []
  if (wanted.length === 0) found.push(...picturesOf(before?.output ?? null))
  for (const one of wanted)
    found.push(
      ...(typeof one === 'string'
        ? await lookUp(catalogue, projectId, one)
        : [await ownPicture(catalogue, projectId, one as JsonObject & { readonly sha256: string })]),
    )
  if (found.length === 0)
    throw new AssetloomError(
      'InvalidInput',
      'there is no picture to work on',
      'name some: "originalPath": "$output.originalsDir/..." after a generate job, or variant ids',
    )
  if (found.length > jobLimits.picturesMax)
    throw new AssetloomError(
      'InvalidInput',
      `${found.length} pictures are more than the ${jobLimits.picturesMax} that one job takes`,
      'name fewer',
    )
  return { pictures: withUniqueNames(found), runId: typeof told === 'string' ? told : null }
}

async function lookUp(catalogue: Catalogue, projectId: string, text: string): Promise<ChainPicture[]> {
  const reference = readPictureReference(text)
  if (reference === null) throw notOurs(text, 'names no picture of this project')
  if (reference.kind === 'object')
    return [await ownPicture(catalogue, projectId, { sha256: reference.sha256 })]
  if (reference.kind === 'variant') {
    const variant = await catalogue.review.findVariant(projectId, reference.variantId)
    if (variant === null) throw notOurs(text, 'is no variant of this project')
    const { variantId, specKey, round, variantIndex, sha256 } = variant
    return [{ name: `${specKey}-r${round}-v${variantIndex + 1}.png`, sha256, variantId }]
  }
  const { output } = await requireStep(catalogue, projectId, reference.jobId)
  const all = picturesOf(output)
  const chosen = reference.name === null ? all : all.filter(({ name }) => name === reference.name)
  if (chosen.length === 0) throw notOurs(text, 'holds no such picture')
  return chosen
}

async function ownPicture(
  catalogue: Catalogue,
  projectId: string,
  entry: JsonObject & { readonly sha256: string },
): Promise<ChainPicture> {
  const { sha256 } = entry
  if (!(await catalogue.library.ownsImage(projectId, sha256)))
    throw notOurs(sha256, 'is no picture of this project')
  const said = memberOf(entry, 'variantId')
  const variant = typeof said === 'string' ? await catalogue.review.findVariant(projectId, said) : null
  const name = memberOf(entry, 'name')
  return {
    name: typeof name === 'string' && /^[a-z0-9][a-z0-9._-]{0,199}$/.test(name) ? name : `${sha256}.png`,
    sha256,
    variantId: variant?.variantId ?? null,
  }
}

/** The entries of an output's `images`, which only jobs of ours have written. */
function picturesOf(output: JsonObject | null): ChainPicture[] {
  const images = output === null ? undefined : memberOf(output, 'images')
  if (!Array.isArray(images)) return []
  return images.filter(isJsonObject).flatMap((one) => {
    const [name, sha256, variantId] = ['name', 'sha256', 'variantId'].map((member) => memberOf(one, member))
    if (typeof name !== 'string' || typeof sha256 !== 'string') return []
    return [{ name, sha256, variantId: typeof variantId === 'string' ? variantId : null }]
  })
}

/** The same picture named twice, or two of one name from different jobs. */
function withUniqueNames(pictures: readonly ChainPicture[]): ChainPicture[] {
  const seen = new Map<string, number>()
  return pictures.map((one) => {
    const count = (seen.get(one.name) ?? 0) + 1
    seen.set(one.name, count)
    return count === 1 ? one : { ...one, name: one.name.replace(/(\.png)?$/, `-${count}$1`) }
  })
}

function notOurs(text: string, why: string): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `"${text.slice(0, 120)}" ${why}`,
    'name a folder of a job ("$output.originalsDir/..."), one picture in it, a variant id or a hash of the project',
  )
}
