import type { WrittenFile } from './bundle-file.js'
import type { BundleAtlas, BundleFrame } from './place-frames.js'

/** A frame as an engine's own files tell it, for comparison with the manifest. */
export type NativeFrame = Omit<BundleFrame, 'page'> & {
  /** Path of the page's picture within the bundle. */
  readonly pagePath: string
}

/** One engine or format that bundles are written for. */
export interface BundleTarget {
  readonly name: string
  /** The engine's own description of the pages; no file for an atlas without pages. */
  writeAtlas(atlas: BundleAtlas): WrittenFile[]
  /** Paths that a game loads to have the whole atlas. */
  entryPaths(atlas: BundleAtlas): string[]
  /** The frames that the engine would see. Throws an Error when a file is missing or malformed. */
  readAtlas(readText: (path: string) => string, paths: readonly string[]): NativeFrame[]
  /** Five lines that load the bundle. */
  readme(entryPaths: readonly string[], exampleKey: string): [string, string, string, string, string]
}
