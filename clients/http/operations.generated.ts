/** Made by `npx tsx infra/dev/write-openapi.ts` from core/http/contracts; a test compares them. */
import type * as projects from '../../core/http/contracts/projects-contracts.schema.js'
import type * as reference from '../../core/http/contracts/reference-contracts.schema.js'

/** Contracts by the id of their operation. */
export interface Operations {
  readonly ensureProject: typeof projects.ensureProject
  readonly listProjects: typeof projects.listProjects
  readonly readOpenApi: typeof reference.readOpenApi
  readonly readProject: typeof projects.readProject
  readonly readReference: typeof reference.readReference
  readonly readReferenceStyle: typeof reference.readReferenceStyle
}

/** Method and path; `{name}` stands for a path parameter. */
export const operations = {
  ensureProject: ["POST","/api/v1/projects"],
  listProjects: ["GET","/api/v1/projects"],
  readOpenApi: ["GET","/api/v1/openapi.json"],
  readProject: ["GET","/api/v1/projects/{projectId}"],
  readReference: ["GET","/api/v1/reference"],
  readReferenceStyle: ["GET","/api/v1/reference.css"],
} as const satisfies Record<keyof Operations, readonly [string, string]>
