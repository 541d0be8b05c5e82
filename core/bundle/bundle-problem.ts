/** Something wrong with a bundle; `path` is the file to look at. */
export interface BundleProblem {
  readonly path: string
  readonly message: string
}
