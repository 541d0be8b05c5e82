/** Made by `npx tsx infra/dev/write-openapi.ts` from core/http/contracts; a test compares them. */
import type * as access from '../../core/http/contracts/access-contracts.schema.js'
import type * as audit from '../../core/http/contracts/audit-contracts.schema.js'
import type * as bulkDecisions from '../../core/http/contracts/bulk-decisions-contracts.schema.js'
import type * as bundles from '../../core/http/contracts/bundles-contracts.schema.js'
import type * as deployments from '../../core/http/contracts/deployments-contracts.schema.js'
import type * as documents from '../../core/http/contracts/documents-contracts.schema.js'
import type * as events from '../../core/http/contracts/events-contracts.schema.js'
import type * as generate from '../../core/http/contracts/generate-contracts.schema.js'
import type * as images from '../../core/http/contracts/images-contracts.schema.js'
import type * as installation from '../../core/http/contracts/installation-contracts.schema.js'
import type * as jobs from '../../core/http/contracts/jobs-contracts.schema.js'
import type * as library from '../../core/http/contracts/library-contracts.schema.js'
import type * as notes from '../../core/http/contracts/notes-contracts.schema.js'
import type * as oversight from '../../core/http/contracts/oversight-contracts.schema.js'
import type * as projectFolder from '../../core/http/contracts/project-folder-contracts.schema.js'
import type * as projects from '../../core/http/contracts/projects-contracts.schema.js'
import type * as reference from '../../core/http/contracts/reference-contracts.schema.js'
import type * as runs from '../../core/http/contracts/runs-contracts.schema.js'
import type * as settings from '../../core/http/contracts/settings-contracts.schema.js'
import type * as specs from '../../core/http/contracts/specs-contracts.schema.js'
import type * as spending from '../../core/http/contracts/spending-contracts.schema.js'
import type * as together from '../../core/http/contracts/together-contracts.schema.js'
import type * as uploads from '../../core/http/contracts/uploads-contracts.schema.js'
import type * as variants from '../../core/http/contracts/variants-contracts.schema.js'
import type * as webhooks from '../../core/http/contracts/webhooks-contracts.schema.js'
import type * as wishlists from '../../core/http/contracts/wishlists-contracts.schema.js'

/** Contracts by the id of their operation. */
export interface Operations {
  readonly acceptProposals: typeof specs.acceptProposals
  readonly addNote: typeof notes.addNote
  readonly approveBest: typeof bulkDecisions.approveBest
  readonly approveOverage: typeof runs.approveOverage
  readonly assignReview: typeof together.assignReview
  readonly cancelJob: typeof jobs.cancelJob
  readonly cancelRun: typeof runs.cancelRun
  readonly changeUser: typeof access.changeUser
  readonly createApiKey: typeof access.createApiKey
  readonly createInvitation: typeof access.createInvitation
  readonly createLoginLink: typeof installation.createLoginLink
  readonly createOwnerInvitation: typeof access.createOwnerInvitation
  readonly createSignInLink: typeof access.createSignInLink
  readonly createWebhook: typeof webhooks.createWebhook
  readonly decide: typeof variants.decide
  readonly decideManyVariants: typeof bulkDecisions.decideManyVariants
  readonly declineProposals: typeof specs.declineProposals
  readonly deleteNote: typeof notes.deleteNote
  readonly diffWishlist: typeof wishlists.diffWishlist
  readonly editNote: typeof notes.editNote
  readonly editSpecs: typeof specs.editSpecs
  readonly ensureProject: typeof projects.ensureProject
  readonly estimateRun: typeof spending.estimateRun
  readonly estimateWishlist: typeof wishlists.estimateWishlist
  readonly exportProject: typeof projectFolder.exportProject
  readonly generateAsset: typeof generate.generateAsset
  readonly importArt: typeof uploads.importArt
  readonly importProject: typeof projectFolder.importProject
  readonly leavePresence: typeof together.leavePresence
  readonly listApiKeys: typeof access.listApiKeys
  readonly listAssignments: typeof together.listAssignments
  readonly listBundles: typeof bundles.listBundles
  readonly listClaims: typeof together.listClaims
  readonly listDecisions: typeof variants.listDecisions
  readonly listDeployments: typeof deployments.listDeployments
  readonly listDocuments: typeof documents.listDocuments
  readonly listExportProfiles: typeof bundles.listExportProfiles
  readonly listInvitations: typeof access.listInvitations
  readonly listJobs: typeof jobs.listJobs
  readonly listMembers: typeof access.listMembers
  readonly listNotes: typeof notes.listNotes
  readonly listPresence: typeof together.listPresence
  readonly listPresets: typeof settings.listPresets
  readonly listProjects: typeof projects.listProjects
  readonly listProposals: typeof specs.listProposals
  readonly listReproductions: typeof variants.listReproductions
  readonly listRunDecisions: typeof runs.listRunDecisions
  readonly listRunTags: typeof notes.listRunTags
  readonly listRuns: typeof runs.listRuns
  readonly listSessions: typeof access.listSessions
  readonly listSettingsRevisions: typeof settings.listSettingsRevisions
  readonly listSpecEdits: typeof specs.listSpecEdits
  readonly listUsers: typeof access.listUsers
  readonly listVariants: typeof runs.listVariants
  readonly listWebhookDeliveries: typeof webhooks.listWebhookDeliveries
  readonly listWebhooks: typeof webhooks.listWebhooks
  readonly listWishlists: typeof wishlists.listWishlists
  readonly openEventSocket: typeof events.openEventSocket
  readonly pauseRun: typeof runs.pauseRun
  readonly putDocument: typeof documents.putDocument
  readonly putMember: typeof access.putMember
  readonly putWebhook: typeof webhooks.putWebhook
  readonly readAsset: typeof library.readAsset
  readonly readAudit: typeof audit.readAudit
  readonly readBudget: typeof spending.readBudget
  readonly readBundle: typeof bundles.readBundle
  readonly readBundleArchive: typeof bundles.readBundleArchive
  readonly readBundleFile: typeof bundles.readBundleFile
  readonly readDecision: typeof variants.readDecision
  readonly readDocument: typeof documents.readDocument
  readonly readEvents: typeof events.readEvents
  readonly readExportProfile: typeof bundles.readExportProfile
  readonly readGpuHosts: typeof oversight.readGpuHosts
  readonly readHealth: typeof installation.readHealth
  readonly readImage: typeof images.readImage
  readonly readJob: typeof jobs.readJob
  readonly readMe: typeof access.readMe
  readonly readMetrics: typeof installation.readMetrics
  readonly readOpenApi: typeof reference.readOpenApi
  readonly readProject: typeof projects.readProject
  readonly readProjectAudit: typeof audit.readProjectAudit
  readonly readReadiness: typeof installation.readReadiness
  readonly readReading: typeof specs.readReading
  readonly readReference: typeof reference.readReference
  readonly readReferenceStyle: typeof reference.readReferenceStyle
  readonly readReport: typeof oversight.readReport
  readonly readReviewQueue: typeof together.readReviewQueue
  readonly readRun: typeof runs.readRun
  readonly readRunDifference: typeof runs.readRunDifference
  readonly readSettings: typeof settings.readSettings
  readonly readSettingsRevision: typeof settings.readSettingsRevision
  readonly readSignIn: typeof access.readSignIn
  readonly readSpecDetail: typeof specs.readSpecDetail
  readonly readSpecPage: typeof runs.readSpecPage
  readonly readSpecTags: typeof notes.readSpecTags
  readonly readTrace: typeof oversight.readTrace
  readonly readVariant: typeof variants.readVariant
  readonly readVariantPreview: typeof images.readVariantPreview
  readonly readVariantRoute: typeof variants.readVariantRoute
  readonly readWebhook: typeof webhooks.readWebhook
  readonly readWishlistRevision: typeof wishlists.readWishlistRevision
  readonly redeliverWebhook: typeof webhooks.redeliverWebhook
  readonly regenerateRejected: typeof bulkDecisions.regenerateRejected
  readonly releaseClaims: typeof together.releaseClaims
  readonly removeDocument: typeof documents.removeDocument
  readonly removeExportProfile: typeof bundles.removeExportProfile
  readonly removeMember: typeof access.removeMember
  readonly removeWebhook: typeof webhooks.removeWebhook
  readonly renameSession: typeof access.renameSession
  readonly renewClaims: typeof together.renewClaims
  readonly reopenSpec: typeof specs.reopenSpec
  readonly reproduceVariant: typeof variants.reproduceVariant
  readonly requestBundles: typeof bundles.requestBundles
  readonly resumeRun: typeof runs.resumeRun
  readonly revokeApiKey: typeof access.revokeApiKey
  readonly revokeInvitation: typeof access.revokeInvitation
  readonly revokeSession: typeof access.revokeSession
  readonly rotateWebhookSecret: typeof webhooks.rotateWebhookSecret
  readonly saveExportProfile: typeof bundles.saveExportProfile
  readonly saveSettings: typeof settings.saveSettings
  readonly saveSpecTags: typeof notes.saveSpecTags
  readonly sayPresence: typeof together.sayPresence
  readonly searchLibrary: typeof library.searchLibrary
  readonly signOut: typeof access.signOut
  readonly submitJob: typeof jobs.submitJob
  readonly submitWishlist: typeof wishlists.submitWishlist
  readonly takeClaims: typeof together.takeClaims
  readonly tellDeployment: typeof deployments.tellDeployment
  readonly testWebhook: typeof webhooks.testWebhook
  readonly undoDecisionGroup: typeof bulkDecisions.undoDecisionGroup
  readonly undoDeployment: typeof deployments.undoDeployment
  readonly uploadArt: typeof uploads.uploadArt
}

/** Method and path; `{name}` stands for a path parameter. */
export const operations = {
  acceptProposals: ["POST","/api/v1/runs/{runId}/proposals/accept"],
  addNote: ["POST","/api/v1/runs/{runId}/specs/{specKey}/notes"],
  approveBest: ["POST","/api/v1/runs/{runId}/decisions/approve-best"],
  approveOverage: ["POST","/api/v1/runs/{runId}/approve-overage"],
  assignReview: ["PUT","/api/v1/runs/{runId}/assignment"],
  cancelJob: ["POST","/api/v1/jobs/{jobId}/cancel"],
  cancelRun: ["POST","/api/v1/runs/{runId}/cancel"],
  changeUser: ["PUT","/api/v1/users/{handle}"],
  createApiKey: ["POST","/api/v1/projects/{projectId}/api-keys"],
  createInvitation: ["POST","/api/v1/invitations"],
  createLoginLink: ["POST","/api/v1/login-links"],
  createOwnerInvitation: ["POST","/api/v1/owner-invitations"],
  createSignInLink: ["POST","/api/v1/users/{handle}/sign-in-links"],
  createWebhook: ["POST","/api/v1/projects/{projectId}/webhooks"],
  decide: ["POST","/api/v1/variants/{variantId}/decisions"],
  decideManyVariants: ["POST","/api/v1/runs/{runId}/decisions"],
  declineProposals: ["POST","/api/v1/runs/{runId}/proposals/decline"],
  deleteNote: ["DELETE","/api/v1/runs/{runId}/specs/{specKey}/notes/{noteId}"],
  diffWishlist: ["POST","/api/v1/projects/{projectId}/wishlists/diff"],
  editNote: ["PUT","/api/v1/runs/{runId}/specs/{specKey}/notes/{noteId}"],
  editSpecs: ["POST","/api/v1/runs/{runId}/edits"],
  ensureProject: ["POST","/api/v1/projects"],
  estimateRun: ["GET","/api/v1/runs/{runId}/estimate"],
  estimateWishlist: ["POST","/api/v1/projects/{projectId}/wishlists/estimate"],
  exportProject: ["GET","/api/v1/projects/{projectId}/export"],
  generateAsset: ["POST","/api/v1/generate"],
  importArt: ["POST","/api/v1/projects/{projectId}/imports"],
  importProject: ["POST","/api/v1/projects/{projectId}/import"],
  leavePresence: ["DELETE","/api/v1/runs/{runId}/presence"],
  listApiKeys: ["GET","/api/v1/projects/{projectId}/api-keys"],
  listAssignments: ["GET","/api/v1/runs/{runId}/assignment"],
  listBundles: ["GET","/api/v1/runs/{runId}/bundles"],
  listClaims: ["GET","/api/v1/runs/{runId}/claims"],
  listDecisions: ["GET","/api/v1/variants/{variantId}/decisions"],
  listDeployments: ["GET","/api/v1/projects/{projectId}/deployments"],
  listDocuments: ["GET","/api/v1/projects/{projectId}/documents"],
  listExportProfiles: ["GET","/api/v1/projects/{projectId}/export-profiles"],
  listInvitations: ["GET","/api/v1/projects/{projectId}/invitations"],
  listJobs: ["GET","/api/v1/jobs"],
  listMembers: ["GET","/api/v1/projects/{projectId}/members"],
  listNotes: ["GET","/api/v1/runs/{runId}/specs/{specKey}/notes"],
  listPresence: ["GET","/api/v1/runs/{runId}/presence"],
  listPresets: ["GET","/api/v1/projects/{projectId}/settings/presets"],
  listProjects: ["GET","/api/v1/projects"],
  listProposals: ["GET","/api/v1/runs/{runId}/proposals"],
  listReproductions: ["GET","/api/v1/variants/{variantId}/reproductions"],
  listRunDecisions: ["GET","/api/v1/runs/{runId}/decisions"],
  listRunTags: ["GET","/api/v1/runs/{runId}/tags"],
  listRuns: ["GET","/api/v1/runs"],
  listSessions: ["GET","/api/v1/sessions"],
  listSettingsRevisions: ["GET","/api/v1/projects/{projectId}/settings/revisions"],
  listSpecEdits: ["GET","/api/v1/runs/{runId}/edits"],
  listUsers: ["GET","/api/v1/users"],
  listVariants: ["GET","/api/v1/runs/{runId}/variants"],
  listWebhookDeliveries: ["GET","/api/v1/projects/{projectId}/webhooks/{webhookId}/deliveries"],
  listWebhooks: ["GET","/api/v1/projects/{projectId}/webhooks"],
  listWishlists: ["GET","/api/v1/projects/{projectId}/wishlists"],
  openEventSocket: ["GET","/api/v1/ws"],
  pauseRun: ["POST","/api/v1/runs/{runId}/pause"],
  putDocument: ["PUT","/api/v1/projects/{projectId}/documents/{name}"],
  putMember: ["PUT","/api/v1/projects/{projectId}/members/{handle}"],
  putWebhook: ["PUT","/api/v1/projects/{projectId}/webhooks/{webhookId}"],
  readAsset: ["GET","/api/v1/assets/{assetId}"],
  readAudit: ["GET","/api/v1/audit"],
  readBudget: ["GET","/api/v1/projects/{projectId}/budget"],
  readBundle: ["GET","/api/v1/bundles/{bundleId}"],
  readBundleArchive: ["GET","/api/v1/bundles/{bundleId}/archive"],
  readBundleFile: ["GET","/api/v1/bundles/{bundleId}/files/{path...}"],
  readDecision: ["GET","/api/v1/decisions/{decisionId}"],
  readDocument: ["GET","/api/v1/projects/{projectId}/documents/{name}"],
  readEvents: ["GET","/api/v1/events"],
  readExportProfile: ["GET","/api/v1/projects/{projectId}/export-profiles/{name}"],
  readGpuHosts: ["GET","/api/v1/gpu-hosts"],
  readHealth: ["GET","/healthz"],
  readImage: ["GET","/api/v1/projects/{projectId}/images/{sha256}"],
  readJob: ["GET","/api/v1/jobs/{jobId}"],
  readMe: ["GET","/api/v1/me"],
  readMetrics: ["GET","/metrics"],
  readOpenApi: ["GET","/api/v1/openapi.json"],
  readProject: ["GET","/api/v1/projects/{projectId}"],
  readProjectAudit: ["GET","/api/v1/projects/{projectId}/audit"],
  readReadiness: ["GET","/readyz"],
  readReading: ["GET","/api/v1/runs/{runId}/reading"],
  readReference: ["GET","/api/v1/reference"],
  readReferenceStyle: ["GET","/api/v1/reference.css"],
  readReport: ["GET","/api/v1/report"],
  readReviewQueue: ["GET","/api/v1/review-queue"],
  readRun: ["GET","/api/v1/runs/{runId}"],
  readRunDifference: ["GET","/api/v1/runs/{runId}/difference"],
  readSettings: ["GET","/api/v1/projects/{projectId}/settings"],
  readSettingsRevision: ["GET","/api/v1/projects/{projectId}/settings/revisions/{revision}"],
  readSignIn: ["GET","/api/v1/sign-in"],
  readSpecDetail: ["GET","/api/v1/runs/{runId}/specs/{specKey}"],
  readSpecPage: ["GET","/api/v1/runs/{runId}/specs"],
  readSpecTags: ["GET","/api/v1/runs/{runId}/specs/{specKey}/tags"],
  readTrace: ["GET","/api/v1/trace/{id}"],
  readVariant: ["GET","/api/v1/variants/{variantId}"],
  readVariantPreview: ["GET","/api/v1/variants/{variantId}/preview"],
  readVariantRoute: ["GET","/api/v1/variants/{variantId}/route"],
  readWebhook: ["GET","/api/v1/projects/{projectId}/webhooks/{webhookId}"],
  readWishlistRevision: ["GET","/api/v1/projects/{projectId}/wishlists/{wishlistRevisionId}"],
  redeliverWebhook: ["POST","/api/v1/projects/{projectId}/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver"],
  regenerateRejected: ["POST","/api/v1/runs/{runId}/decisions/regenerate-rejected"],
  releaseClaims: ["DELETE","/api/v1/runs/{runId}/claims"],
  removeDocument: ["DELETE","/api/v1/projects/{projectId}/documents/{name}"],
  removeExportProfile: ["DELETE","/api/v1/projects/{projectId}/export-profiles/{name}"],
  removeMember: ["DELETE","/api/v1/projects/{projectId}/members/{handle}"],
  removeWebhook: ["DELETE","/api/v1/projects/{projectId}/webhooks/{webhookId}"],
  renameSession: ["PUT","/api/v1/sessions/{sessionId}"],
  renewClaims: ["POST","/api/v1/runs/{runId}/claims/renew"],
  reopenSpec: ["POST","/api/v1/runs/{runId}/specs/{specKey}/reopen"],
  reproduceVariant: ["POST","/api/v1/variants/{variantId}/reproduce"],
  requestBundles: ["POST","/api/v1/runs/{runId}/bundles"],
  resumeRun: ["POST","/api/v1/runs/{runId}/resume"],
  revokeApiKey: ["DELETE","/api/v1/projects/{projectId}/api-keys/{apiKeyId}"],
  revokeInvitation: ["DELETE","/api/v1/invitations/{invitationId}"],
  revokeSession: ["DELETE","/api/v1/sessions/{sessionId}"],
  rotateWebhookSecret: ["POST","/api/v1/projects/{projectId}/webhooks/{webhookId}/rotate-secret"],
  saveExportProfile: ["PUT","/api/v1/projects/{projectId}/export-profiles/{name}"],
  saveSettings: ["PUT","/api/v1/projects/{projectId}/settings"],
  saveSpecTags: ["PUT","/api/v1/runs/{runId}/specs/{specKey}/tags"],
  sayPresence: ["PUT","/api/v1/runs/{runId}/presence"],
  searchLibrary: ["GET","/api/v1/projects/{projectId}/library"],
  signOut: ["POST","/api/v1/sign-out"],
  submitJob: ["POST","/api/v1/jobs"],
  submitWishlist: ["POST","/api/v1/projects/{projectId}/wishlists"],
  takeClaims: ["POST","/api/v1/runs/{runId}/claims"],
  tellDeployment: ["POST","/api/v1/projects/{projectId}/deployments"],
  testWebhook: ["POST","/api/v1/projects/{projectId}/webhooks/{webhookId}/test"],
  undoDecisionGroup: ["POST","/api/v1/runs/{runId}/decision-groups/{groupName}/undo"],
  undoDeployment: ["POST","/api/v1/projects/{projectId}/deployments/{deploymentId}/undo"],
  uploadArt: ["POST","/api/v1/projects/{projectId}/uploads"],
} as const satisfies Record<keyof Operations, readonly [string, string]>
