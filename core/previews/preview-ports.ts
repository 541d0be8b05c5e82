import type { VariantRow } from '../ports.js'

/** `cutout`: as the variant would look when it is finished; `thumb`: small, for lists. */
export const previewKinds = ['cutout', 'thumb'] as const
export type PreviewKind = (typeof previewKinds)[number]

/**
 * How previews are cut, by name: one that was made by another cutter is made again when it is asked for. Change it with
 * whatever changes their pixels (core/finish, core/cutout, core/previews).
 */
export const previewCutter = 'finish/1'

/** The stored picture of a variant, made for people to look at. */
export interface PreviewRow {
  readonly projectId: string
  readonly variantId: string
  readonly kind: PreviewKind
  /** Of a PNG in the object store. */
  readonly sha256: string
  /** Pixels. */
  readonly width: number
  readonly height: number
  readonly sizeBytes: number
  readonly cutter: string
}

/** Pictures that are made of variants to be looked at: none of them is ever needed, all can be made again. */
export interface PreviewCatalogue {
  /** Those that `previewCutter` made, of up to 1,000 variants. */
  ofVariants(variantIds: readonly string[]): Promise<PreviewRow[]>
  /** Keeps them; one of the same variant and kind is replaced. */
  save(rows: readonly PreviewRow[]): Promise<void>
}

/** Makes the previews of a variant that has none, stores them and keeps their rows. */
export interface PreviewMaker {
  /**
   * Whoever asks for the same variant meanwhile gets the same answer. Throws MissingObject and CorruptObject for the
   * variant's own picture, InvalidInput for one that is no picture, Unavailable while too many wait.
   */
  make(
    variant: Pick<VariantRow, 'projectId' | 'variantId' | 'specRevisionId' | 'sha256'>,
  ): Promise<PreviewRow[]>
}
