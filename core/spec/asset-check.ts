/** One explained check of a variant: never a bare number without its reason. */
export interface AssetCheck {
  /** `cut-off`, `empty`, `left-over-background`, `palette`, `seam`, `size`, ... */
  readonly name: string
  readonly passed: boolean
  /** 0-1, higher is better. */
  readonly score: number
  /** One sentence with the measured figure and the limit. */
  readonly reason: string
}
