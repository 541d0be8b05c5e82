import type { Catalogue } from '../core/catalogue.js'
import type { MakingProvenance } from '../core/generation/generation-route.js'
import type { GenerationCatalogue, GenerationJob } from '../core/ports.js'

/** A made picture or sound that is kept, as a variant or as a draft. */
export interface KeptPicture {
  readonly id: string
  readonly sha256: string
  readonly width: number
  readonly height: number
  readonly placeholder: boolean
  readonly provenance?: MakingProvenance
  /** Its bytes were given up: nothing has to be mended. */
  readonly isGivenUp: boolean
}

/** Where what a job makes is looked for and kept. */
export interface PictureShelf {
  findOfJob(jobId: string): Promise<KeptPicture | null>
  /** Made before of the same content. */
  findMade(projectId: string, cacheKey: string): Promise<KeptPicture | null>
  /** With its charge; what an earlier attempt kept wins. */
  complete(made: Parameters<GenerationCatalogue['complete']>[0]): Promise<KeptPicture>
}

/** Drafts are kept apart from variants, so that no review ever meets one. */
export function shelfOf(
  { generation, routes, drafts }: Catalogue,
  { stage }: Pick<GenerationJob, 'stage'>,
): PictureShelf {
  if (stage === 'draft')
    return {
      findOfJob: async (jobId) => asKept(await drafts.findOfJob(jobId), 'jobId'),
      findMade: async (projectId, cacheKey) => asKept(await drafts.findMade(projectId, cacheKey), 'jobId'),
      complete: async (made) => {
        const { promptHash: _, ...draft } = made
        return asKept(await drafts.complete(draft), 'jobId')
      },
    }
  return {
    findOfJob: async (jobId) => asKept(await generation.findVariantOfJob(jobId), 'variantId'),
    findMade: async (projectId, cacheKey) => asKept(await routes.findMade(projectId, cacheKey), 'variantId'),
    complete: async (made) => asKept(await generation.complete(made), 'variantId'),
  }
}

type Row<Id extends string> = Omit<KeptPicture, 'id' | 'isGivenUp'> & {
  readonly pictureRemovedAt?: string
} & {
  readonly [Key in Id]: string
}

function asKept<Id extends string>(row: Row<Id>, id: Id): KeptPicture
function asKept<Id extends string>(row: Row<Id> | null, id: Id): KeptPicture | null
function asKept<Id extends string>(row: Row<Id> | null, id: Id): KeptPicture | null {
  if (row === null) return null
  const { sha256, width, height, placeholder, provenance, pictureRemovedAt } = row
  return {
    ...{ id: row[id], sha256, width, height, placeholder, isGivenUp: pictureRemovedAt !== undefined },
    ...(provenance === undefined ? {} : { provenance }),
  }
}
