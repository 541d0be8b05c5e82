import type { Catalogue } from '../../../core/catalogue.js'
import { describeAccess } from './conformance-access.js'
import { describeAutopilot } from './conformance-autopilot.js'
import { describeBudget } from './conformance-budget.js'
import { describeBundles } from './conformance-bundles.js'
import { describeChains } from './conformance-chains.js'
import { describeClaims } from './conformance-claims.js'
import { describeNotesAndTags } from './conformance-notes-tags.js'
import { describeReviewQueue } from './conformance-review-queue.js'
import { describeDocuments } from './conformance-documents.js'
import { describeDeployments } from './conformance-deployments.js'
import { describeProvisionalBundles } from './conformance-provisional.js'
import { describeDrafts } from './conformance-drafts.js'
import { describeCutouts } from './conformance-cutouts.js'
import { describePreviews } from './conformance-previews.js'
import { describeReproductions } from './conformance-reproductions.js'
import { describeEventsAndOutbox } from './conformance-events-outbox.js'
import { describeGeneration } from './conformance-generation.js'
import { describeGpuHosts } from './conformance-gpu-hosts.js'
import { describeIdempotency } from './conformance-idempotency.js'
import { describeIntake } from './conformance-intake.js'
import { describeOversight } from './conformance-oversight.js'
import { describeProjectSettings } from './conformance-project-settings.js'
import { describeReview } from './conformance-review.js'
import { describeReviewVerbs } from './conformance-review-verbs.js'
import { describeRevisions } from './conformance-revisions.js'
import { describeRoutes } from './conformance-routes.js'
import { describeRuns } from './conformance-runs.js'
import { describeShelf } from './conformance-shelf.js'
import { describeWebhooks } from './conformance-webhooks.js'

/** What every Catalogue has to do; run on PostgreSQL and on the one in memory. `open` gives an empty or shared one. */
export function describeCatalogue(open: () => Catalogue): void {
  describeIntake(open)
  describeRuns(open)
  describeRevisions(open)
  describeGeneration(open)
  describeRoutes(open)
  describeDrafts(open)
  describeCutouts(open)
  describeReproductions(open)
  describePreviews(open)
  describeBudget(open)
  describeAutopilot(open)
  describeReview(open)
  describeReviewVerbs(open)
  describeClaims(open)
  describeNotesAndTags(open)
  describeReviewQueue(open)
  describeBundles(open)
  describeProvisionalBundles(open)
  describeDeployments(open)
  describeEventsAndOutbox(open)
  describeIdempotency(open)
  describeOversight(open)
  describeShelf(open)
  describeChains(open)
  describeProjectSettings(open)
  describeDocuments(open)
  describeGpuHosts(open)
  describeAccess(open)
  describeWebhooks(open)
}
