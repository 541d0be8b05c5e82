import type { Pool } from 'pg'
import type { IdMint } from '../../core/ids.js'
import type { Catalogue } from '../../core/catalogue.js'
import { createApiKeysRepository } from './api-keys.repository.js'
import { createAuditLogRepository } from './audit-log.repository.js'
import { createAssetShelf } from './asset-shelf.js'
import { createAssetTraces } from './asset-traces.js'
import { createBundlesRepository } from './bundles.repository.js'
import { createChainsRepository } from './chains.repository.js'
import { createCutoutsRepository } from './cutouts.repository.js'
import { createDeploymentsRepository } from './deployments.repository.js'
import { createDocumentsRepository } from './documents.repository.js'
import { createDraftsRepository } from './drafts.repository.js'
import { createEventsRepository } from './events.repository.js'
import { createGenerationRepository } from './generation.repository.js'
import { createGpuHostsRepository } from './gpu-hosts.repository.js'
import { createIdempotencyRepository } from './idempotency.repository.js'
import { createIntakeRepository } from './intake.repository.js'
import { createInvitationsRepository } from './invitations.repository.js'
import { createLibraryRepository } from './library.repository.js'
import { createMembersRepository } from './members.repository.js'
import { createOutboxRepository } from './outbox.repository.js'
import { createOversightRepository } from './oversight.repository.js'
import { createProjectSettingsRepository } from './project-settings.repository.js'
import { createProjectsRepository } from './projects.repository.js'
import { createReproductionsRepository } from './reproductions.repository.js'
import { createReviewAssignmentsRepository } from './review-assignments.repository.js'
import { createReviewClaimsRepository } from './review-claims.repository.js'
import { createReviewNotesRepository } from './review-notes.repository.js'
import { createReviewQueue } from './review-queue.js'
import { createReviewTagsRepository } from './review-tags.repository.js'
import { createReviewRepository } from './review.repository.js'
import { createRoutesRepository } from './routes.repository.js'
import { createRunsRepository } from './runs.repository.js'
import { createSessionsRepository } from './sessions.repository.js'
import { createSubmissionsRepository } from './submissions.repository.js'
import { createUploadsRepository } from './uploads.repository.js'
import { createUsersRepository } from './users.repository.js'
import { createVariantPreviewsRepository } from './variant-previews.repository.js'
import { createWebhooksRepository } from './webhooks.repository.js'

/**
 * The catalogue on PostgreSQL 15 or newer, after migrateDatabase. Times are the database's, so that processes on
 * several machines agree. A lost connection throws Unavailable; the same call may be sent again.
 */
export function createPostgresCatalogue(pool: Pool, { ids }: { readonly ids: IdMint }): Catalogue {
  const context = { pool, ids }
  return {
    projects: createProjectsRepository(context),
    settings: createProjectSettingsRepository(context),
    documents: createDocumentsRepository(context),
    intake: createIntakeRepository(context),
    runs: createRunsRepository(context),
    generation: createGenerationRepository(context),
    routes: createRoutesRepository(context),
    drafts: createDraftsRepository(context),
    cutouts: createCutoutsRepository(context),
    reproductions: createReproductionsRepository(context),
    review: createReviewRepository(context),
    previews: createVariantPreviewsRepository(context),
    claims: createReviewClaimsRepository(context),
    notes: createReviewNotesRepository(context),
    specTags: createReviewTagsRepository(context),
    assignments: createReviewAssignmentsRepository(context),
    reviewQueue: createReviewQueue(context),
    library: createLibraryRepository(context),
    bundles: createBundlesRepository(context),
    outbox: createOutboxRepository(context),
    events: createEventsRepository(context),
    idempotency: createIdempotencyRepository(context),
    oversight: createOversightRepository(context),
    chains: createChainsRepository(context),
    uploads: createUploadsRepository(context),
    shelf: createAssetShelf(context),
    traces: createAssetTraces(context),
    deployments: createDeploymentsRepository(context),
    submissions: createSubmissionsRepository(context),
    gpuHosts: createGpuHostsRepository(context),
    access: {
      users: createUsersRepository(context),
      members: createMembersRepository(context),
      invitations: createInvitationsRepository(context),
      sessions: createSessionsRepository(context),
      apiKeys: createApiKeysRepository(context),
    },
    audit: createAuditLogRepository(context),
    webhooks: createWebhooksRepository(context),
  }
}
