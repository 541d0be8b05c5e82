/** Made by `npx tsx infra/dev/write-openapi.ts` from core/http/contracts; a test compares them. */
import type * as documents from '../../core/http/contracts/documents-contracts.schema.js'
import type * as installation from '../../core/http/contracts/installation-contracts.schema.js'
import type * as projects from '../../core/http/contracts/projects-contracts.schema.js'
import type * as reference from '../../core/http/contracts/reference-contracts.schema.js'
import type * as settings from '../../core/http/contracts/settings-contracts.schema.js'

/** Contracts by the id of their operation. */
export interface Operations {
  readonly createLoginLink: typeof installation.createLoginLink
  readonly ensureProject: typeof projects.ensureProject
  readonly listDocuments: typeof documents.listDocuments
  readonly listPresets: typeof settings.listPresets
  readonly listProjects: typeof projects.listProjects
  readonly listSettingsRevisions: typeof settings.listSettingsRevisions
  readonly putDocument: typeof documents.putDocument
  readonly readDocument: typeof documents.readDocument
  readonly readHealth: typeof installation.readHealth
  readonly readMetrics: typeof installation.readMetrics
  readonly readOpenApi: typeof reference.readOpenApi
  readonly readProject: typeof projects.readProject
  readonly readReadiness: typeof installation.readReadiness
  readonly readReference: typeof reference.readReference
  readonly readReferenceStyle: typeof reference.readReferenceStyle
  readonly readSettings: typeof settings.readSettings
  readonly readSettingsRevision: typeof settings.readSettingsRevision
  readonly removeDocument: typeof documents.removeDocument
  readonly saveSettings: typeof settings.saveSettings
}

/** Method and path; `{name}` stands for a path parameter. */
export const operations = {
  createLoginLink: ["POST","/api/v1/login-links"],
  ensureProject: ["POST","/api/v1/projects"],
  listDocuments: ["GET","/api/v1/projects/{projectId}/documents"],
  listPresets: ["GET","/api/v1/projects/{projectId}/settings/presets"],
  listProjects: ["GET","/api/v1/projects"],
  listSettingsRevisions: ["GET","/api/v1/projects/{projectId}/settings/revisions"],
  putDocument: ["PUT","/api/v1/projects/{projectId}/documents/{name}"],
  readDocument: ["GET","/api/v1/projects/{projectId}/documents/{name}"],
  readHealth: ["GET","/healthz"],
  readMetrics: ["GET","/metrics"],
  readOpenApi: ["GET","/api/v1/openapi.json"],
  readProject: ["GET","/api/v1/projects/{projectId}"],
  readReadiness: ["GET","/readyz"],
  readReference: ["GET","/api/v1/reference"],
  readReferenceStyle: ["GET","/api/v1/reference.css"],
  readSettings: ["GET","/api/v1/projects/{projectId}/settings"],
  readSettingsRevision: ["GET","/api/v1/projects/{projectId}/settings/revisions/{revision}"],
  removeDocument: ["DELETE","/api/v1/projects/{projectId}/documents/{name}"],
  saveSettings: ["PUT","/api/v1/projects/{projectId}/settings"],
} as const satisfies Record<keyof Operations, readonly [string, string]>
