import express, { type Express } from 'express'
import { answerInTime } from './answer-in-time.js'
import { completeDeps, type ApiContext, type ApiDeps } from './api-deps.js'
import { createAuth } from './auth.js'
import { observeRequests } from './observe-requests.js'
import { answerProblem, answerUnknownPath, problem } from './problem.js'
import { requireAuth, requireJson, requireLoopbackHost, setSecurityHeaders } from './request-guards.js'
import { addReviewPage } from './review-page.js'
import { addBundleRoutes } from './routes/bundles.js'
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
import { addJobRoutes } from './routes/jobs.js'
import { addLibraryRoutes } from './routes/library.js'
import { addMetricsRoute } from './routes/metrics.js'
import { addProjectExportRoute, addProjectImportRoute } from './routes/project-folder.js'
import { addProjectRoutes } from './routes/projects.js'
import { addProposalRoutes } from './routes/proposals.js'
import { addReadingRoute } from './routes/reading.js'
import { addProjectSettingsRoutes } from './routes/project-settings.js'
import { addReportRoute } from './routes/report.js'
import { addReproductionRoutes } from './routes/reproductions.js'
import { addRunRoutes } from './routes/runs.js'
import { addLoginLinkRoutes, addLoginPage } from './routes/session.js'
import { addSpecEditRoutes } from './routes/spec-edits.js'
import { addSpendingRoutes } from './routes/spending.js'
import { addSpecRoutes } from './routes/specs.js'
import { addTraceRoute } from './routes/trace.js'
import { addImportRoute, addUploadRoute } from './routes/uploads.js'
import { addVariantRoutes } from './routes/variants.js'
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
  })
  const app = express()
  app.disable('x-powered-by')
  // Answers change with every event; only images and bundle files, which carry their hash, have an ETag.
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.use(observeRequests(context))
  app.use(setSecurityHeaders, requireLoopbackHost)
  addHealthRoutes(app, context)
  addMetricsRoute(app, context)
  addLoginPage(app, auth, context)

  const v1 = express.Router()
  addInterfaceRoutes(v1, context)
  v1.use(answerInTime(context), requireAuth(auth))
  addUploadRoute(v1, context)
  v1.use(requireJson)
  addProjectImportRoute(v1, context)
  v1.use(express.json({ limit: limits.bodyBytesMax, strict: true, verify: requireUtf8 }))
  addLoginLinkRoutes(v1, auth)
  addResources(v1, context)
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
  addBundleRoutes(router, context)
  addExportProfileRoutes(router, context)
  addEventRoutes(router, context)
  addReportRoute(router, context)
  addSpendingRoutes(router, context)
  addGpuHostRoute(router, context)
  addJobRoutes(router, context)
  addGenerateRoute(router, context)
  addImportRoute(router, context)
  addLibraryRoutes(router, context)
  addDeploymentRoutes(router, context)
  addTraceRoute(router, context)
}

/** The parser would replace bytes that are no UTF-8 by question marks, and a binary file would pass as a list. */
function requireUtf8(_request: unknown, _response: unknown, body: Buffer): void {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw problem(
      400,
      'not-utf8',
      'The body is not valid UTF-8.',
      'Send JSON in UTF-8; a list is a text file.',
    )
  }
}
