import type { VariantRow } from './ports.js'
import type { AssetVersionRow } from './library-ports.js'
import type { ExportProfile, NamedProfile } from './bundle/export-profile.schema.js'
import type { SpecStage } from './run-options.js'
import type { AssetSpec } from './spec/asset-spec.schema.js'

/**
 * `provisional`: every spec of the run, with placeholders where nothing is approved. `release`: everything is approved by
 * people. Absent where it is asked for = the approved set as it is.
 */
export type BundleKind = 'provisional' | 'release'

/** One asset of a frozen set with all that a bundle says of it. */
export interface FrozenAsset {
  readonly asset: AssetVersionRow
  readonly spec: AssetSpec
  readonly variant: VariantRow
  readonly decision: { readonly reviewer: string; readonly decidedAt: string }
  /** Tags that the review gave when the set was frozen; `spec.tags` has them too. Absent = none. */
  readonly reviewTags?: readonly string[]
  /** Nothing is approved for the spec: the picture was made for this bundle alone and stands for it. */
  readonly provisional?: true
}

/** Where one spec of a run stands, for those who ask whether all of it may be released. */
export interface SpecStanding {
  readonly key: string
  readonly stage: SpecStage
  readonly failure: string | null
}

/** A spec whose quality contract did not hold: nothing of it is in the bundle before a person decides. */
export interface HandedOverSpec {
  readonly key: string
  /** Why the autopilot stopped. */
  readonly reason: string
}

export interface BundleRow {
  readonly bundleId: string
  readonly projectId: string
  readonly runId: string
  readonly target: string
  /** Absent = the approved set as it was. */
  readonly kind?: BundleKind
  /** As it was when the set was frozen; absent = none was named. */
  readonly profile?: NamedProfile
  /** By key, as it was when the set was frozen; absent = none. */
  readonly handedOver?: readonly HandedOverSpec[]
  /** hash of target, writer version and the frozen set (key, sha256, trim, pivot, ...): the id of bundleRun. */
  readonly contentId: string
  readonly state: 'building' | 'published' | 'failed'
  readonly failure: string | null
  readonly createdAt: string
  readonly publishedAt: string | null
}

export interface BundleFileRow {
  /** Relative, forward slashes. */
  readonly path: string
  readonly sha256: string
  readonly sizeBytes: number
}

export interface AtlasPageRow {
  readonly sha256: string
  readonly sizeBytes: number
  readonly width: number
  readonly height: number
}

/** Where a frame's trimmed box lies on its page, pixels; the extruded edge is outside of it. */
export interface AtlasFrameRow {
  readonly key: string
  /** From 0. */
  readonly page: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /**
   * Upper left corner of the box in the untrimmed frame. Absent in atlases of earlier versions, whose assets had one
   * frame each: then it is that of the asset's trim.
   */
  readonly trim?: { readonly x: number; readonly y: number }
}

export interface AtlasRow {
  readonly atlasContentId: string
  readonly pages: readonly AtlasPageRow[]
  readonly frames: readonly AtlasFrameRow[]
}

/** An export profile of a project. */
export interface ExportProfileRow {
  readonly name: string
  /** From 1; rises with each change. */
  readonly version: number
  readonly profile: ExportProfile
  readonly updatedAt: string
}

/** Bytes that were made for one bundle alone. */
export interface BundlePictureRow {
  readonly specId: string
  readonly sha256: string
  readonly sizeBytes: number
}

export interface BundleCatalogue {
  /**
   * Freezes the approved and finished assets of the run, sorted by key, and mints a bundle a target, in one
   * transaction. `contentIdOf` is core/bundle's pure function. An existing bundle with that content id is returned.
   * With `start`, an outbox row that starts bundleRun is written for every bundle that is not published.
   * A provisional set has a placeholder for every spec of the run that has no such asset. `judge` may throw before
   * anything is kept: it sees the set and where every spec of the run stands, both of one moment.
   */
  freeze(input: {
    projectId: string
    runId: string
    targets: readonly string[]
    contentIdOf: (
      target: string,
      assets: readonly FrozenAsset[],
      handedOver: readonly HandedOverSpec[],
    ) => string
    start: boolean
    kind?: BundleKind
    profile?: NamedProfile
    judge?: (assets: readonly FrozenAsset[], specs: readonly SpecStanding[]) => void
  }): Promise<BundleRow[]>
  /**
   * `previousContentId`: what CHANGES.md compares with, fixed when the set was frozen: the last bundle of this target
   * that was published of the same wishlist, else of a wishlist of the project that shares a spec with this set.
   */
  loadFrozen(contentId: string): Promise<{
    bundle: BundleRow
    assets: FrozenAsset[]
    /** What was made for this bundle alone so far. */
    pictures: BundlePictureRow[]
    previousContentId: string | null
  }>
  /** Keeps what was made for this bundle alone; placeholders of the frozen set show it from now on. */
  savePictures(contentId: string, pictures: readonly BundlePictureRow[]): Promise<void>
  findAtlas(projectId: string, atlasContentId: string): Promise<AtlasRow | null>
  saveAtlas(projectId: string, atlas: AtlasRow): Promise<void>
  saveFiles(contentId: string, files: readonly BundleFileRow[]): Promise<void>
  /** Emits bundlePublished. */
  publish(contentId: string): Promise<void>
  fail(contentId: string, failure: string): Promise<void>
  /**
   * A published bundle whose bytes were lost is building again, with an outbox row that starts bundleRun. False for one
   * that is not published. Throws NotFound.
   */
  rebuild(contentId: string): Promise<boolean>
  /** By name. */
  listProfiles(projectId: string): Promise<ExportProfileRow[]>
  /** Replaces one of the same name; what holds already makes no version. Throws Conflict beyond the limit of a project. */
  saveProfile(input: { projectId: string; name: string; profile: ExportProfile }): Promise<ExportProfileRow>
  /** Bundles that were made by it keep it. False when there is none of that name. */
  removeProfile(projectId: string, name: string): Promise<boolean>
  find(bundleId: string): Promise<{ bundle: BundleRow; files: BundleFileRow[] } | null>
  listOfRun(runId: string): Promise<BundleRow[]>
  /** Bundles still building, oldest first: what reconcile has to see running. */
  listBuilding(limit: number): Promise<BundleRow[]>
  /**
   * Specs of the run whose assetRun may be closed now: settled and part of this frozen set. Carried ones are not: their
   * reviews belong to the run that owns them.
   */
  frozenSpecRevisions(contentId: string): Promise<{ runId: string; specRevisionId: string }[]>
}
