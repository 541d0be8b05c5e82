import express, { type Express } from 'express'
import { answerInTime } from './answer-in-time.js'
import { completeDeps, type ApiContext, type ApiDeps } from './api-deps.js'
import { createAuth, type Auth } from './auth.js'
import { verifyJsonBytes } from './body-depth.js'
import { observeRequests } from './observe-requests.js'
import { answerProblem, answerUnknownPath } from './problem.js'
import { actAsPrincipal, requireAuth, requireJson, setSecurityHeaders } from './request-guards.js'
import { createRequestLimits } from './request-limits.js'
import { believeProxies, trustProxies } from './request-origin.js'
import { addReviewPage } from './review-page.js'
import { addApiKeyRoutes } from './routes/api-keys.js'
import { addAssignmentRoutes } from './routes/assignments.js'
import { addAuditRoutes } from './routes/audit.js'
import { addBulkDecisionRoutes } from './routes/bulk-decisions.js'
import { addBundleRoutes } from './routes/bundles.js'
import { addClaimRoutes } from './routes/claims.js'
import { addDecisionRoutes } from './routes/decisions.js'
import { addDeploymentRoutes } from './routes/deployments.js'
import { addDocumentRoutes } from './routes/documents.js'
import { addExportProfileRoutes } from './routes/export-profiles.js'
import { addEventRoutes } from './routes/events.js'
import { addGenerateRoute } from './routes/generate.js'
import { addGpuHostRoute } from './routes/gpu-hosts.js'
import { addHealthRoutes } from './routes/health.js'
import { addImageRoutes } from './routes/images.js'
import { addInterfaceRoutes } from './routes/interface.js'
import { addInvitationRoutes } from './routes/invitations.js'
import { addJobRoutes } from './routes/jobs.js'
import { addLibraryRoutes } from './routes/library.js'
import { addMeRoutes, addSignInRoutes } from './routes/me.js'
import { addMemberRoutes } from './routes/members.js'
import { addMetricsRoute } from './routes/metrics.js'
import { addNoteRoutes } from './routes/notes.js'
import { addPresenceRoutes } from './routes/presence.js'
import { addProjectExportRoute, addProjectImportRoute } from './routes/project-folder.js'
import { addProjectRoutes } from './routes/projects.js'
import { addProposalRoutes } from './routes/proposals.js'
import { addReadingRoute } from './routes/reading.js'
import { addProjectSettingsRoutes } from './routes/project-settings.js'
import { addReportRoute } from './routes/report.js'
import { addReproductionRoutes } from './routes/reproductions.js'
import { addRunRoutes } from './routes/runs.js'
import { addLoginLinkRoutes, addSessionRoutes } from './routes/session.js'
import { addSignInPages } from './routes/sign-in-pages.js'
import { addSpecEditRoutes } from './routes/spec-edits.js'
import { addSpendingRoutes } from './routes/spending.js'
import { addSpecRoutes } from './routes/specs.js'
import { addTagRoutes } from './routes/tags.js'
import { addTraceRoute } from './routes/trace.js'
import { addImportRoute, addUploadRoute } from './routes/uploads.js'
import { addVariantRoutes } from './routes/variants.js'
import { addWebhookRoutes } from './routes/webhooks.js'
import { addWishlistRoutes } from './routes/wishlists.js'

/** The whole interface (docs/http-api.md) as an Express app. It opens nothing: the caller listens and closes. */
export function createApp(deps: ApiDeps): Express {
  const context = completeDeps(deps)
  const { limits, log } = context
  const auth = createAuth({
    token: context.token,
    now: context.now,
    codeTtlMs: limits.loginCodeTtlMs,
    codesMax: limits.loginCodesMax,
    sessionTtlMs: limits.sessionTtlMs,
    terms: context.signIn,
    access: context.catalogue.access,
  })
  const requestLimits = createRequestLimits(limits, auth)
  const isTrusted = trustProxies(context.signIn.trustedProxies)
  const app = express()
  app.disable('x-powered-by')
  // Answers change with every event; only images and bundle files, which carry their hash, have an ETag.
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.set('trust proxy', isTrusted)
  app.use(observeRequests(context), believeProxies(isTrusted))
  app.use(setSecurityHeaders(auth.origins), auth.origins.requireKnownHost)
  addHealthRoutes(app, context)
  addMetricsRoute(app, context)
  addSignInPages(app, { context, auth, limits: requestLimits })

  const v1 = express.Router()
  addInterfaceRoutes(v1, context)
  addSignInRoutes(v1, context, auth)
  v1.use(answerInTime(context), requireAuth(auth, requestLimits))
  v1.use(requestLimits.limitPrincipal, actAsPrincipal(context.actAs))
  addUploadRoute(v1, context)
  v1.use(requireJson)
  addProjectImportRoute(v1, context)
  v1.use(express.json({ limit: limits.bodyBytesMax, strict: true, verify: verifyJsonBytes }))
  addAccessRoutes(v1, context, auth)
  addResources(v1, context)
  addEventRoutes(v1, context, auth)
  v1.use(answerUnknownPath)
  app.use('/api/v1', v1)

  addReviewPage(app, context.webRoot)
  app.use(answerUnknownPath)
  app.use(answerProblem(log))
  return app
}

function addResources(router: express.Router, context: ApiContext): void {
  addProjectRoutes(router, context)
  addProjectSettingsRoutes(router, context)
  addDocumentRoutes(router, context)
  addProjectExportRoute(router, context)
  addWishlistRoutes(router, context)
  addImageRoutes(router, context)
  addRunRoutes(router, context)
  addReadingRoute(router, context)
  addSpecRoutes(router, context)
  addSpecEditRoutes(router, context)
  addProposalRoutes(router, context)
  addVariantRoutes(router, context)
  addReproductionRoutes(router, context)
  addDecisionRoutes(router, context)
  addBulkDecisionRoutes(router, context)
  addClaimRoutes(router, context)
  addPresenceRoutes(router, context)
  addNoteRoutes(router, context)
  addTagRoutes(router, context)
  addAssignmentRoutes(router, context)
  addBundleRoutes(router, context)
  addExportProfileRoutes(router, context)
  addReportRoute(router, context)
  addSpendingRoutes(router, context)
  addGpuHostRoute(router, context)
  addJobRoutes(router, context)
  addGenerateRoute(router, context)
  addImportRoute(router, context)
  addLibraryRoutes(router, context)
  addDeploymentRoutes(router, context)
  addTraceRoute(router, context)
  addWebhookRoutes(router, context)
}

/** Who may come in, and what they did. */
function addAccessRoutes(router: express.Router, context: ApiContext, auth: Auth): void {
  addLoginLinkRoutes(router, context, auth)
  addMeRoutes(router, context, auth)
  addSessionRoutes(router, context)
  addMemberRoutes(router, context)
  addInvitationRoutes(router, context, auth)
  addApiKeyRoutes(router, context)
  addAuditRoutes(router, context)
}
