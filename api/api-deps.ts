import type { ActAs } from '../core/access/audit-ports.js'
import { localSignIn, type SignInTerms } from '../core/access/sign-in-ports.js'
import { AssetloomError } from '../core/errors.js'
import type { IdMint } from '../core/ids.js'
import type { Catalogue } from '../core/catalogue.js'
import type { ProgressNotice } from '../core/generation/progress-notice.schema.js'
import { type Log, type LogScope, noLogScope } from '../core/log.js'
import type { ComposeStrip, ExamineUpload } from '../core/library/upload-facts.js'
import type { ExecutionWatch } from '../core/oversight-ports.js'
import { folderLimits } from '../core/project-folder/project-folder.schema.js'
import type { ProjectFolders } from '../core/project-settings-ports.js'
import type { ObjectStore } from '../core/ports.js'
import type { PreviewMaker } from '../core/previews/preview-ports.js'
import type { GraphSource } from '../core/generation/graph-source.js'
import { emptyCatalogue, type ModelCatalogue } from '../core/models/merge-catalogue.js'
import { type ApiMetrics, noApiMetrics } from './api-metrics.js'
import type { WorkflowGateway } from '../core/outbox-ports.js'
import { createOwnPresenceLine, type PresenceLine } from './presence.js'
import { limits as specLimits } from '../core/spec/spec-limits.js'
import { rememberFigures } from './remember-figures.js'

/** Every limit of the interface in one place; tests make them small. */
export interface ApiLimits {
  readonly bodyBytesMax: number
  readonly wishlistBytesMax: number
  readonly paletteBytesMax: number
  /** One picture or sound that a person hands in. */
  readonly uploadBytesMax: number
  /** All texts of a project's folder. */
  readonly folderBytesMax: number
  readonly pageSizeDefault: number
  readonly pageSizeMax: number
  /** One message to Temporal. A person waits for the answer, so it is short: the outbox sends it again. */
  readonly deliverDeadlineMs: number
  /** What a delivery may take beyond that for its reads and writes in the catalogue. */
  readonly deliverSlackMs: number
  /** One check of /readyz. */
  readonly readyDeadlineMs: number
  /** How long the view of a run waits for what Temporal says of it; later it shows what it knew. */
  readonly watchDeadlineMs: number
  /** A request without an answer makes the API ask whether the catalogue hangs: after this long, for so long. */
  readonly answerProbeAfterMs: number
  readonly answerProbeMs: number
  /** Of many decisions in one request those that are not begun by then are left: while Temporal is away each takes seconds. */
  readonly decideManyMs: number
  /** How long an Idempotency-Key is held by a request that gives no answer; longer than any takes. */
  readonly idempotencyLeaseMs: number
  readonly idempotencyKeepMs: number
  readonly streamsMax: number
  readonly streamHeartbeatMs: number
  /** How long an event stream whose buffer (16 KiB) is full may stand still before it is cut off. */
  readonly streamDrainMs: number
  /** Whether who follows may still see the project is asked again after this long. */
  readonly streamRecheckMs: number
  /** Figures over a whole catalogue may be as old as this; 0 = they are read for everybody who asks. */
  readonly figuresFreshMs: number
  readonly loginCodesMax: number
  readonly loginCodeTtlMs: number
  readonly sessionTtlMs: number
  /** Wrong tokens, keys, links and sign-ins of one address, a minute. */
  readonly wrongSecretsPerMinute: number
  /** Changes, and requests of all kinds, of one person or key, a minute. */
  readonly writesPerMinute: number
  readonly requestsPerMinute: number
}

export const defaultApiLimits: ApiLimits = {
  bodyBytesMax: 2 * 1024 * 1024,
  wishlistBytesMax: specLimits.wishlistBytesMax,
  paletteBytesMax: 65_536,
  uploadBytesMax: 32 * 1024 * 1024,
  folderBytesMax: folderLimits.textBytesMax + 1_048_576,
  pageSizeDefault: 100,
  pageSizeMax: 500,
  deliverDeadlineMs: 3_000,
  deliverSlackMs: 2_000,
  readyDeadlineMs: 2_000,
  answerProbeAfterMs: 1_200,
  answerProbeMs: 1_000,
  watchDeadlineMs: 150,
  decideManyMs: 20_000,
  idempotencyLeaseMs: 60_000,
  idempotencyKeepMs: 86_400_000,
  streamsMax: 100,
  streamHeartbeatMs: 15_000,
  streamDrainMs: 30_000,
  streamRecheckMs: 60_000,
  figuresFreshMs: 30_000,
  loginCodesMax: 100,
  loginCodeTtlMs: 10 * 60_000,
  sessionTtlMs: 30 * 86_400_000,
  wrongSecretsPerMinute: 10,
  writesPerMinute: 600,
  requestsPerMinute: 6_000,
}

/** What a run gets when its order does not say. */
export interface RunDefaults {
  readonly seed: number
  readonly provider: string
  readonly targets: readonly string[]
  readonly windowSize: number
  readonly undoWindowMs: number
}

export const defaultRunDefaults: RunDefaults = {
  seed: 1,
  provider: 'procedural',
  targets: ['generic'],
  windowSize: 12,
  undoWindowMs: 7 * 86_400_000,
}

export interface SpendingTerms {
  readonly prices: Readonly<Record<string, number>>
  readonly atOnce: Readonly<Record<string, number>>
  /** What an hour of a GPU of ours costs, millionths of the currency; 0 = nobody said. Absent = it is not known here. */
  readonly gpuHourMicros?: number
}

export interface ApiDeps {
  readonly catalogue: Catalogue
  readonly store: ObjectStore
  /** Throws what keeps a store elsewhere from being used. Default: null, objects are files of this machine. */
  readonly checkStore?: (() => Promise<void>) | null
  readonly gateway: WorkflowGateway
  readonly ids: IdMint
  /** The bearer token; sessions are signed with it. */
  readonly token: string
  /** How people sign in. Default: one person on this machine. */
  readonly signIn?: SignInTerms
  /** Carries who asks to what is written for it. Default: nobody is told. */
  readonly actAs?: ActAs
  /** Origin of the Temporal UI, without a trailing slash. */
  readonly temporalUiUrl: string | null
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Folder of the built review page. */
  readonly webRoot: string | null
  /** Calls back with a project's id whenever it may have new events. Returns the way to stop. */
  readonly subscribe: (onProject: (projectId: string) => void) => () => void
  /** Calls back with how far a job is, as it comes. Default: nobody tells. */
  readonly subscribeProgress?: (onProgress: (notice: ProgressNotice) => void) => () => void
  /** Calls back when somebody was signed out, shut out or lost a role. Default: nobody tells, streams ask now and then. */
  readonly subscribeAccess?: (onChange: () => void) => () => void
  /** How the APIs of one catalogue tell each other where people are. Default: this one is alone. */
  readonly presence?: PresenceLine
  /** Makes previews of variants that have none. Default: they have none then. */
  readonly previews?: PreviewMaker
  readonly temporalNamespace?: string
  /** Looks into Temporal for people. Default: nothing is known. */
  readonly executions?: ExecutionWatch
  /** Reads what people hand in. Default: nothing can be handed in. */
  readonly examineUpload?: ExamineUpload
  /** Makes one strip of frames that people hand in. Default: only stills can be handed in. */
  readonly composeStrip?: ComposeStrip
  /** Projects as a whole, for export and import. Default: not here. */
  readonly folders?: ProjectFolders
  /** What is known of models and their licences, read anew for each release. Default: nothing. */
  readonly readModels?: () => Promise<ModelCatalogue>
  /** Graphs of the installation, by which estimates tell jobs apart. Default: they are not told apart. */
  readonly graphs?: GraphSource
  /** Providers that a list may ask for. */
  readonly providers?: readonly string[]
  /** For estimates: what a job costs at most, and how many are made at a time, by provider. Default: nothing is known. */
  readonly spending?: SpendingTerms
  readonly runDefaults?: Partial<RunDefaults>
  readonly limits?: Partial<ApiLimits>
  /** Where webhooks may lead. Default: https alone. */
  readonly webhooks?: { readonly httpOnLoopback: boolean }
  /** Aborts when the process is to end: event streams end at once, so that they hold nothing up. */
  readonly stopping?: AbortSignal
  /** Default: nothing is logged. */
  readonly log?: Log
  /** Carries the ids of a request into every line that is written for it. */
  readonly logScope?: LogScope
  readonly metrics?: ApiMetrics
  /** Tests: answers are held against their contracts. Default: false. */
  readonly checkAnswers?: boolean
}

/** `ApiDeps` with every default filled in: what routes get. */
export interface ApiContext extends Required<ApiDeps> {
  readonly limits: ApiLimits
  readonly runDefaults: RunDefaults
}

async function noFolders(): Promise<never> {
  throw new AssetloomError('Unavailable', 'projects are not exported or imported here', 'ask the service')
}

export function completeDeps(deps: ApiDeps): ApiContext {
  const limits = { ...defaultApiLimits, ...deps.limits }
  return {
    temporalNamespace: 'default',
    checkStore: null,
    subscribeProgress: () => () => undefined,
    subscribeAccess: () => () => undefined,
    presence: createOwnPresenceLine(),
    previews: {
      make: async () => {
        throw new AssetloomError('Unavailable', 'this API draws no previews', 'show the picture itself')
      },
    },
    executions: { retries: async () => null, notOpen: async () => null },
    providers: ['procedural'],
    spending: { prices: {}, atOnce: {} },
    folders: { read: noFolders, restore: noFolders },
    readModels: async () => emptyCatalogue,
    graphs: { list: async () => [], find: async () => null },
    examineUpload: async () => {
      throw new AssetloomError('Unavailable', 'this API takes no uploads', 'start it with its decoders')
    },
    composeStrip: async () => {
      throw new AssetloomError(
        'Unavailable',
        'this API puts no frames together',
        'start it with its decoders',
      )
    },
    stopping: new AbortController().signal,
    signIn: localSignIn,
    webhooks: { httpOnLoopback: false },
    actAs: (_acting, work) => work(),
    log: () => undefined,
    logScope: noLogScope,
    metrics: noApiMetrics,
    checkAnswers: false,
    ...deps,
    runDefaults: { ...defaultRunDefaults, ...deps.runDefaults },
    catalogue: rememberFigures(deps.catalogue, limits.figuresFreshMs, deps.now),
    limits,
  }
}
