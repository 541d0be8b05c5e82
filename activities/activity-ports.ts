import type { GenerationRoute } from '../core/generation/generation-route.js'
import type { GenerationRouter } from '../core/generation/generation-router.js'
import type { JobProgress } from '../core/generation/job-progress.js'
import type { ImageProvider } from '../core/generation/paint-request.js'
import type { SoundCodec } from '../core/audio/sound-ports.js'
import type { SoundProvider } from '../core/generation/sound-request.js'
import type { Catalogue } from '../core/catalogue.js'
import type { ImageCodec, ObjectStore } from '../core/ports.js'
import type { LanguageModel } from '../core/refinement/refinement-ports.js'
import type { RouteRecheck } from '../core/reproduction/tell-differences.js'
import type { RunSettings } from '../core/run-settings.js'
import type { PostWebhook } from '../core/webhooks/webhook-ports.js'
import type { FrameCache } from './frame-cache.js'
import type { PaintGate } from './paint-gate.js'

/** What an execution of Temporal looks like to activities that reconcile with it. */
export interface ExecutionProbe {
  /** Whether an execution with this id is open. Throws Unavailable when Temporal cannot be asked. */
  isOpen(workflowId: string): Promise<boolean>
  /** Sends a signal; an id that is closed or unknown is no error. */
  signal(workflowId: string, signalName: string): Promise<void>
}

/** Ports of the orchestrate queue: the catalogue and Temporal, no pixels. */
export interface OrchestratePorts {
  readonly catalogue: Catalogue
  readonly executions: ExecutionProbe
  readonly settings: RunSettings
  /** Absent = no generators beside the built-in painter. */
  readonly routing?: GenerationRouter
  /** What a kept route would be made of now. Absent as `routing`. */
  readonly recheckRoute?: (route: GenerationRoute) => Promise<RouteRecheck>
  /** Somebody configured a language model that may be asked about lists. */
  readonly hasLanguageModel?: boolean
}

/** Ports of the llm queue. */
export interface LlmPorts {
  readonly catalogue: Catalogue
  /** null = none is configured (any more). */
  readonly languageModel: LanguageModel | null
}

/** Ports of the webhooks queue. */
export interface WebhookPorts {
  readonly catalogue: Catalogue
  readonly postWebhook: PostWebhook
}

/** Ports of the paint and image queues. */
export interface PixelPorts {
  readonly catalogue: Catalogue
  readonly store: ObjectStore
  readonly codec: ImageCodec
  /** By name; the same name may paint and sound. */
  readonly providers: ReadonlyMap<string, ImageProvider>
  readonly soundCodec: SoundCodec
  readonly soundProviders: ReadonlyMap<string, SoundProvider>
  /** Where a worker takes more jobs than it paints at once; without it all paint. */
  readonly paintGate?: PaintGate
  /** Hears how far jobs are; what it does with that is its own trouble. */
  readonly tellProgress?: (progress: JobProgress) => void
  /** Frames that scoring made and finishing will ask for; without it each makes its own. */
  readonly frames?: FrameCache
}
