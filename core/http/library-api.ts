/** Shapes of `/api/v1` for single assets: orders, uploads, the library and traces. */
import type { ImportedFile } from '../library/import-order.schema.js'
import type { StripFrame, StripOrder } from '../library/strip-order.schema.js'
import type { AssetAnimation } from '../spec/asset-spec.schema.js'
import type { PictureFacts } from '../library/upload-facts.js'
import type {
  LibraryAsset,
  LibraryItem,
  LibraryVersion,
  TraceStep,
  TraceSubject,
  UploadRow,
} from '../library-ports.js'
import type { DeployedFile, DeploymentRow, DeploymentSummary } from '../deploy/deployment-ports.js'

/** POST /generate -> 202 WishlistAccepted with the Location of the run (200 when the same was ordered before). */
export interface GenerateBody {
  readonly prompt: string
  /** Of a list: `prop`, `icon` ...; default prop. */
  readonly category?: string
  /** Name of a style preset, or words for one. */
  readonly style?: string
  /** `48x32` */
  readonly size?: string
  /** Key of the project, made when it is new; `default` when none is named. */
  readonly project?: string
  readonly palette?: { readonly name: string; readonly text: string }
  readonly seed?: number
  readonly variants?: number
  readonly review?: 'auto' | 'person'
  readonly provider?: string
  /** As of a list: cheap pictures first, of which the best are made in earnest. */
  readonly drafts?: number
  readonly targets?: readonly string[]
}

/** POST /projects/{projectId}/uploads with the bytes as body (PNG, WAV, OGG) -> 201 UploadRow. */
export interface UploadView extends UploadRow {
  /** null for sounds. */
  readonly picture: PictureFacts | null
}

/** POST /projects/{projectId}/imports -> 202 WishlistAccepted: uploads become assets like any other. */
export interface ImportBody {
  /** Of the list that they are kept as; the same name again is its next revision. */
  readonly name: string
  readonly author: string
  readonly licence: string
  readonly trainable?: boolean
  readonly review?: 'auto' | 'person'
  readonly targets?: readonly string[]
  readonly files: readonly (Pick<ImportedFile, 'key' | 'type' | 'file'> & {
    readonly sha256: string
    readonly loop?: boolean
    readonly tags?: readonly string[]
    /** Its background is removed; nothing else of it is touched. */
    readonly cutout?: true
    /** Of a picture that moves, in the order of its animations; both or neither. */
    readonly frames?: readonly StripFrame[]
    readonly animations?: readonly AssetAnimation[]
    readonly frameSize?: StripOrder['frameSize']
  })[]
}

/** GET /projects/{projectId}/library?q&type&tag&colour&cursor&limit, by key. */
export interface LibraryPage {
  readonly items: readonly (LibraryItem & { readonly imageUrl: string })[]
  readonly nextCursor: string | null
}

/** GET /assets/{assetId} */
export interface LibraryAssetView extends Omit<LibraryAsset, 'versions'> {
  readonly versions: readonly (LibraryVersion & { readonly imageUrl: string })[]
  /** The newest 20 that left files of it in a game; those that nobody told of are not among them. */
  readonly deployments: readonly DeploymentSummary[]
}

/**
 * POST /projects/{projectId}/deployments -> 201 DeploymentRow, 200 when it was told before. What was put into a game,
 * told by the program that did it.
 */
export interface TellDeploymentBody {
  /** `dpl_` and a UUIDv7, minted once: telling it again changes nothing. */
  readonly deploymentId: string
  /** Id of a bundle of the project, or the SHA-256 of its manifest.json. */
  readonly bundle: string
  /** Name of the game, or of its folder. */
  readonly game: string
  /** The assets folder with its whole path, where people want that known. */
  readonly folder?: string
  readonly files: readonly DeployedFile[]
}

/** POST /projects/{projectId}/deployments/{deploymentId}/undo -> 200 DeploymentRow: it was taken back. */
export type DeploymentView = DeploymentRow

/** GET /projects/{projectId}/deployments?bundle&key&cursor&limit, newest first. */
export interface DeploymentPage {
  readonly items: readonly DeploymentSummary[]
  readonly nextCursor: string | null
}

/** GET /trace/{id}?project: id of a variant, asset, version or spec, a SHA-256, or a key with its project. */
export interface TraceView {
  readonly subject: TraceSubject
  readonly projectKey: string
  /** Oldest first; at most 1,000. */
  readonly steps: readonly TraceStep[]
}
