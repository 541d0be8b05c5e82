import type { AccessCatalogue } from './access/access-ports.js'
import type { AuditCatalogue } from './access/audit-ports.js'
import type { BundleCatalogue } from './bundle-ports.js'
import type { ChainCatalogue } from './chain/chain-ports.js'
import type { SubmissionCatalogue } from './comfyui/submission-ports.js'
import type { DeploymentCatalogue } from './deploy/deployment-ports.js'
import type { DocumentCatalogue } from './documents/document-ports.js'
import type { CutoutCatalogue } from './generation/cutout-ports.js'
import type { DraftCatalogue } from './generation/draft-ports.js'
import type { RouteCatalogue } from './generation/route-ports.js'
import type { IdempotencyCatalogue } from './idempotency-ports.js'
import type { AssetShelf, AssetTraces, UploadCatalogue, LibraryCatalogue } from './library-ports.js'
import type { OutboxCatalogue } from './outbox-ports.js'
import type { OversightCatalogue } from './oversight-ports.js'
import type { IntakeCatalogue } from './intake-ports.js'
import type { ProjectSettingsCatalogue } from './project-settings-ports.js'
import type { PreviewCatalogue } from './previews/preview-ports.js'
import type { ReproductionCatalogue } from './reproduction/reproduction-ports.js'
import type { AssignmentCatalogue, ReviewQueue } from './review-together/assignment-ports.js'
import type { ClaimCatalogue } from './review-together/claim-ports.js'
import type { NoteCatalogue } from './review-together/note-ports.js'
import type { SpecTagCatalogue } from './review-together/spec-tag-ports.js'
import type { WebhookCatalogue } from './webhooks/webhook-ports.js'
import type { GpuHostCatalogue } from './scheduling/gpu-host-ports.js'
import type { EventCatalogue, GenerationCatalogue, ProjectCatalogue, RunCatalogue } from './ports.js'
import type { ReviewCatalogue } from './review-ports.js'

/** The catalogue: what people and workflows know of projects, runs, variants, decisions, assets and bundles. */
export interface Catalogue {
  readonly projects: ProjectCatalogue
  readonly settings: ProjectSettingsCatalogue
  readonly documents: DocumentCatalogue
  readonly intake: IntakeCatalogue
  readonly runs: RunCatalogue
  readonly generation: GenerationCatalogue
  readonly routes: RouteCatalogue
  readonly drafts: DraftCatalogue
  readonly cutouts: CutoutCatalogue
  readonly reproductions: ReproductionCatalogue
  readonly review: ReviewCatalogue
  readonly previews: PreviewCatalogue
  readonly claims: ClaimCatalogue
  readonly notes: NoteCatalogue
  readonly specTags: SpecTagCatalogue
  readonly assignments: AssignmentCatalogue
  readonly reviewQueue: ReviewQueue
  readonly library: LibraryCatalogue
  readonly bundles: BundleCatalogue
  readonly outbox: OutboxCatalogue
  readonly events: EventCatalogue
  readonly idempotency: IdempotencyCatalogue
  readonly oversight: OversightCatalogue
  readonly chains: ChainCatalogue
  readonly uploads: UploadCatalogue
  readonly shelf: AssetShelf
  readonly traces: AssetTraces
  readonly deployments: DeploymentCatalogue
  readonly submissions: SubmissionCatalogue
  readonly gpuHosts: GpuHostCatalogue
  readonly access: AccessCatalogue
  readonly audit: AuditCatalogue
  readonly webhooks: WebhookCatalogue
}
