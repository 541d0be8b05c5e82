import type { Oklab } from './palette/oklab.js'
import type { DecisionRow } from './review-ports.js'
import type { Verdict } from './review/verdict.js'
import type { AssetType } from './spec/asset-spec.schema.js'

/** What is seen of a finished picture. */
export interface AssetLook {
  /** Main colours, largest share first. */
  readonly colours: readonly LookColour[]
  readonly hasTransparency: boolean
}

export interface LookColour {
  /** `#rrggbb`. */
  readonly hex: string
  /** 0-1 of the opaque pixels. */
  readonly share: number
  readonly lab: Oklab
}

/** How a variant was turned into an asset; kept so that the same bytes can be made again. */
export interface ProcessingRecord {
  readonly backgroundRemoval: {
    readonly method: string
    /** Squared OKLab distance x 1000, or what the method names. */
    readonly threshold: number
    readonly featherPx: number
    readonly erodePx: number
    readonly edge: 'soft' | 'binary'
  } | null
  readonly scale: number
  readonly palette: readonly string[]
  readonly steps: readonly string[]
  /** Of a finished sound whose spec names loop points: where they are after trimming. */
  readonly loop?: LoopPoints
}

/** Where a loop goes on after its end, and where it turns back; milliseconds from the beginning of the sound. */
export interface LoopPoints {
  readonly startMs: number
  /** Absent = at the end of the sound. */
  readonly endMs?: number
}

export interface AssetVersionRow {
  readonly assetId: string
  readonly assetVersionId: string
  readonly version: number
  readonly projectId: string
  readonly runId: string
  readonly specId: string
  readonly specRevisionId: string
  readonly specKey: string
  readonly variantId: string
  /** The untrimmed frame at native size. */
  readonly sha256: string
  readonly sizeBytes: number
  readonly width: number
  readonly height: number
  /** The opaque box within the frame, pixels; the whole frame for tiles. */
  readonly trim: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  readonly processing: ProcessingRecord
}

export interface LibraryCatalogue {
  /** Makes the asset's next version, or returns the one that this variant has. Emits assetFinished. */
  saveAssetVersion(
    input: Omit<AssetVersionRow, 'assetId' | 'assetVersionId' | 'version'> & { readonly look?: AssetLook },
  ): Promise<AssetVersionRow>
  /**
   * Finished pictures that show the project's style to a run: of approved assets of this type that were finished before
   * the run was ordered, the newest first, so that what the run itself approves changes no score.
   */
  styleSet(input: {
    projectId: string
    runId: string
    assetType: string
    limit: number
  }): Promise<{ sha256: string }[]>
  /** Whether these bytes are a picture of the project: of a variant, a draft, an asset version or an atlas page. */
  ownsImage(projectId: string, sha256: string): Promise<boolean>
}

/** Bytes that a person handed in; a spec of the same project may name them as its origin. */
export interface UploadRow {
  readonly projectId: string
  readonly sha256: string
  readonly mediaType: 'image/png' | 'audio/wav' | 'audio/ogg'
  readonly sizeBytes: number
  /** Pixels; null for sounds. */
  readonly width: number | null
  readonly height: number | null
  readonly transparent: boolean | null
  /** null for pictures. */
  readonly durationMs: number | null
  readonly createdAt: string
}

export interface UploadCatalogue {
  /** Keeps a row a project and hash; the first one stays. The bytes are stored before. */
  save(input: Omit<UploadRow, 'createdAt'>): Promise<UploadRow>
  find(projectId: string, sha256: string): Promise<UploadRow | null>
}

export interface LibraryQuery {
  readonly projectId: string
  /** Lower-case, without marks; all have to occur in key, prompt or tags, each as the beginning of a word. */
  readonly words: readonly string[]
  readonly type?: AssetType
  /** Whole, whatever its case. */
  readonly tag?: string
  /** One of the main colours lies near it. */
  readonly colour?: Oklab
  /** `nextCursor` of the page before. */
  readonly cursor?: string
  readonly limit: number
}

/** An asset with what it shows: of the newest review that approved a finished version the primary one. */
export interface LibraryItem {
  readonly assetId: string
  readonly assetVersionId: string
  readonly projectId: string
  readonly key: string
  readonly type: AssetType
  readonly prompt: string
  readonly tags: readonly string[]
  readonly width: number
  readonly height: number
  readonly sha256: string
  /** null for sounds, and for assets that were finished before looks were measured. */
  readonly look: AssetLook | null
  readonly score: number | null
  readonly provider: string
  readonly placeholder: boolean
  /** `human`: made by a person outside. */
  readonly origin: 'software' | 'human'
  readonly seed: string
  readonly runId: string
  readonly variantId: string
  readonly version: number
  /** How many versions there are, approved or not. */
  readonly versions: number
  /** ISO 8601, UTC. */
  readonly finishedAt: string
  /** Keys of other assets of the project that show the same bytes, at most 20. */
  readonly sameBytesAs: readonly string[]
}

/** One finished version of an asset, approved now or not. */
export interface LibraryVersion {
  readonly assetVersionId: string
  readonly version: number
  readonly specRevisionId: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly width: number
  readonly height: number
  readonly look: AssetLook | null
  readonly processing: ProcessingRecord
  readonly runId: string
  readonly variantId: string
  readonly verdict: Verdict
  readonly provider: string
  readonly providerVersion: string
  readonly placeholder: boolean
  readonly seed: string
  readonly score: number | null
  readonly finishedAt: string
  /** Oldest first. */
  readonly decisions: readonly DecisionRow[]
}

export interface LibraryAsset {
  readonly assetId: string
  readonly projectId: string
  readonly specId: string
  readonly key: string
  readonly type: AssetType
  readonly prompt: string
  readonly tags: readonly string[]
  /** Newest first. */
  readonly versions: readonly LibraryVersion[]
}

/** Distance in OKLab within which a colour is a search's colour: clearly the same hue and lightness. */
export const nearColour = 0.1

/** What was approved and finished, as people look for it. */
export interface AssetShelf {
  /** By key. */
  search(query: LibraryQuery): Promise<{ items: LibraryItem[]; nextCursor: string | null }>
  find(assetId: string): Promise<LibraryAsset | null>
}

export const traceKinds = [
  'handedIn',
  'listed',
  'specified',
  'planned',
  'generated',
  'scored',
  'reproduced',
  'decided',
  'finished',
  'bundled',
  'deployed',
  'takenBack',
] as const
export type TraceKind = (typeof traceKinds)[number]

/** One thing that happened to an asset. */
export interface TraceStep {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly kind: TraceKind
  /** Of what came of it: a list's revision, a spec revision, a job, a variant, a decision, a version, a bundle, a deployment. */
  readonly id: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What an id, a hash or a key means. */
export interface TraceSubject {
  readonly projectId: string
  readonly specId: string
  readonly key: string
  readonly assetId: string | null
  /** Set where one variant is meant; then no other variant's steps are told. */
  readonly variantId: string | null
}

export interface AssetTraces {
  /**
   * Finds what is meant: the id of a variant, an asset, an asset version or a spec, the hash of bytes, or a spec's key.
   * Keys need a project; of equal bytes the oldest variant or version is meant.
   */
  resolve(projectId: string | null, name: string): Promise<TraceSubject | null>
  /** Oldest first, at most `limit`. */
  steps(subject: TraceSubject, limit: number): Promise<TraceStep[]>
}
