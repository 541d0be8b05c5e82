import type { CutoutProvenance } from './cutout-route.js'
import type { MakingProvenance } from './generation-route.js'

/** A made picture that waits for its background to be removed: bytes in the store, and all that is known of its making. */
export interface CutoutPicture {
  readonly sha256: string
  readonly width: number
  readonly height: number
  readonly placeholder: boolean
  readonly provenance?: MakingProvenance
  readonly costMicros?: number
}

/** What came of it: other bytes, or the reason why the picture stays as it is. */
export type CutoutOutcome =
  { readonly sha256: string; readonly provenance: CutoutProvenance } | { readonly refused: string }

export interface CutoutRow {
  readonly jobId: string
  readonly picture: CutoutPicture
  /** null = not yet. */
  readonly outcome: CutoutOutcome | null
}

/** Jobs that remove the background of pictures: executed, leased and charged apart from the job of the picture. */
export interface CutoutCatalogue {
  find(jobId: string): Promise<CutoutRow | null>
  /**
   * Keeps the picture and the job with its reservation. Begun again, another picture takes the place of the one before;
   * an outcome stays. Throws NotFound: there is no job of the picture.
   */
  begin(input: {
    readonly jobId: string
    readonly pictureJobId: string
    readonly picture: CutoutPicture
    readonly costMicros: number
  }): Promise<CutoutRow>
  /**
   * Outcome, the end of the job, and its charge, or its refund where it is refused, in one transaction; an outcome that
   * is there stays. Throws NotFound.
   */
  settle(input: {
    readonly jobId: string
    readonly outcome: CutoutOutcome
    readonly costMicros: number
  }): Promise<CutoutRow>
  /** Nobody wants it any more: an open reservation is refunded. */
  abandon(jobId: string): Promise<void>
}
