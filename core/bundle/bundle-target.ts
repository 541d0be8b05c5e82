import type { BundleFile, WrittenFile } from './bundle-file.js'
import type { BundleProblem } from './bundle-problem.js'
import type { BundleSound } from './bundle-sound.js'
import type { Borders, BundleSprite } from './bundle-sprite.js'
import type { BundleAtlas, BundleFrame } from './place-frames.js'

/** A frame as an engine's own files tell it, for comparison with the manifest. */
export type NativeFrame = Omit<BundleFrame, 'page'> & {
  /** Path of the page's picture within the bundle. */
  readonly pagePath: string
}

/** An animation as an engine's own files tell it; what their format has no place for is absent. */
export interface NativeAnimation {
  readonly key: string
  readonly name: string
  readonly frames: readonly string[]
  readonly fps?: number
  readonly loop?: boolean
}

/** All that an engine's own files tell of an atlas. */
export interface NativeAtlas {
  readonly frames: readonly NativeFrame[]
  readonly animations: readonly NativeAnimation[]
  /** By the name of a frame. */
  readonly borders: ReadonlyMap<string, Borders>
}

export interface BundleProject {
  readonly key: string
  readonly name: string
}

/** What a target may write of its own files from. */
export interface TargetContext {
  readonly project: BundleProject
  readonly atlas: BundleAtlas
  /** By key. */
  readonly sounds: readonly BundleSound[]
  /** Paths of the WebP files that specs ask for, by key. Those of a profile are listed in the manifest only. */
  readonly webps?: ReadonlyMap<string, string>
  /** Every other file of the bundle, by path. */
  readonly files: readonly BundleFile[]
}

/** Assets that README.txt may speak of, the first of each kind by key. */
export interface ReadmeExamples {
  /** The name of any frame, or `key` when there is none. */
  readonly key: string
  /** The asset of that frame. */
  readonly sprite: BundleSprite | null
  readonly tile: BundleSprite | null
  readonly animated: { readonly key: string; readonly animation: string } | null
  readonly nineSlice: string | null
  readonly sound: BundleSound | null
}

/** One engine or format that bundles are written for. */
export interface BundleTarget {
  readonly name: string
  /** The engine's own description of the pages; no file for an atlas without pages. */
  writeAtlas(atlas: BundleAtlas, project: BundleProject): WrittenFile[]
  /** Further files of the engine's own: import settings, constants. Their roles are listed in the manifest. */
  writeFiles?(context: TargetContext): { readonly role: string; readonly file: WrittenFile }[]
  /** Paths that a game loads to have the whole atlas. */
  entryPaths(atlas: BundleAtlas): string[]
  /**
   * What the engine would see. Throws an Error when a file is missing or malformed. An animation that the engine's files
   * cannot hold is absent.
   */
  readAtlas(readText: (path: string) => string, paths: readonly string[]): NativeAtlas
  /** Checks the files of `writeFiles` against the rest of the bundle. */
  verifyFiles?(paths: readonly string[], readText: (path: string) => string): BundleProblem[]
  /** Five lines that load the bundle, and one for each kind of example that there is. */
  readme(entryPaths: readonly string[], examples: ReadmeExamples, project: BundleProject): string[]
}

/** Several files of one atlas as one. */
export function joinNative(parts: readonly NativeAtlas[]): NativeAtlas {
  return {
    frames: parts.flatMap(({ frames }) => frames),
    animations: parts.flatMap(({ animations }) => animations),
    borders: new Map(parts.flatMap(({ borders }) => [...borders])),
  }
}
