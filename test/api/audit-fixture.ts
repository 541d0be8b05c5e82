import { actAs } from '../../adapters/postgres/acting-principal.js'
import { createPostgresCatalogue } from '../../adapters/postgres/postgres-catalogue.js'
import { createProjectFolders } from '../../adapters/postgres/project-folders.js'
import { createUploadExaminer } from '../../adapters/import/examine-upload.js'
import type { AuditEntry } from '../../core/access/audit-ports.js'
import type { RouteContract } from '../../core/http/contracts/route-contract.js'
import type { VariantRow } from '../../core/ports.js'
import { createScriptedGateway } from '../support/scripted-gateway.js'
import { createTestDatabase, type TestDatabase } from '../support/test-database.js'
import { createIds, send, stageReview, startApi, token, type Answer, type TestApi } from './api-fixture.js'
import { cookieOf, studio, useInvitation, type InvitationLink } from './sign-in-fixture.js'

/** The API over a real database, with an owner of the installation who is signed in by a browser. */
export interface AuditScene {
  readonly api: TestApi
  readonly database: TestDatabase
  /** What paths and bodies name; changes add to it. */
  readonly ids: Record<string, string>
  readonly variants: readonly VariantRow[]
  /** Uses a one-time link; the cookie that it gives. */
  readonly openBrowser: (link: Pick<InvitationLink, 'url'>) => Promise<string>
  /** Of the owner's browser. */
  readonly cookie: string
}

/** One mutating request, and what the audit log has of it. */
export interface AuditedChange {
  /** What has to be there; gives ids for the path and the body. */
  readonly before?: (scene: AuditScene) => Promise<Record<string, string> | undefined>
  readonly body?: (scene: AuditScene) => unknown
  /** Ids of its answer for what comes later. */
  readonly after?: (answer: never) => Record<string, string>
  /** Who asks; default: the owner's browser. */
  readonly as?: 'token' | { readonly cookie: string }
  readonly action: string
  /** On what: a name in `ids` after the request. */
  readonly on: string
}

export const specKeys = ['barrel', 'lamp', 'crate', 'urn', 'rope', 'tent'] as const

/** Opens the scene; the caller drops its database. */
export async function openAuditScene(): Promise<AuditScene> {
  const database = await createTestDatabase()
  const ids = createIds()
  const catalogue = createPostgresCatalogue(database.pool, { ids })
  const gateway = createScriptedGateway(catalogue)
  // A busy machine is no catalogue that hangs.
  const patient = { answerProbeAfterMs: 60_000, answerProbeMs: 60_000 }
  const limits = { wrongSecretsPerMinute: 1_000, writesPerMinute: 10_000, ...patient }
  const started = await startApi({
    limits,
    deps: {
      ...{ catalogue, gateway, ids, actAs, signIn: studio, examineUpload: createUploadExaminer() },
      folders: createProjectFolders({ pool: database.pool, ids }),
    },
  })
  const api = { ...started, catalogue, gateway }
  const openBrowser = async ({ url }: Pick<InvitationLink, 'url'>) => cookieOf(await useInvitation(api, url))
  const { status, body: link } = await api.post<InvitationLink>('/api/v1/owner-invitations', { name: 'Ada' })
  if (status !== 201) throw new Error(`no invitation of an owner: ${status} ${JSON.stringify(link)}`)
  const cookie = await openBrowser(link)
  const { project, runId, variants } = await stageReview(api, { specKeys, variantsPerSpec: 2 })
  const { projectId } = project
  return { api, database, ids: { projectId, runId, handle: 'ada' }, variants, openBrowser, cookie }
}

/** The variants of a spec, best first. */
export function variantsOf({ variants }: AuditScene, specKey: (typeof specKeys)[number]): VariantRow[] {
  return variants.filter((variant) => variant.specKey === specKey)
}

/** One request in the name of `as`; its path is filled from `ids`. */
export async function sendAs(
  { api, cookie, ids }: AuditScene,
  { method, path, bytes }: Pick<RouteContract, 'method' | 'path' | 'bytes'>,
  body?: unknown,
  as?: AuditedChange['as'],
): Promise<Answer<never>> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (ids[name] === undefined) throw new Error(`${path}: nothing is known as ${name}`)
    return encodeURIComponent(ids[name])
  })
  const who: Record<string, string> =
    as === 'token'
      ? { authorization: `Bearer ${token}` }
      : { cookie: as === undefined ? cookie : as.cookie, origin: api.url }
  return await send<never>(`${api.url}/api/v1${filled}`, {
    method: method.toUpperCase(),
    headers: { ...who, 'content-type': bytes?.mediaTypes[0] ?? 'application/json' },
    ...(body === undefined
      ? {}
      : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
  })
}

/** What the audit log has of one request, by the id that its answer has. */
export async function entriesOf({ api }: AuditScene, { headers }: Answer<never>): Promise<AuditEntry[]> {
  const requestId = headers.get('x-request-id')
  if (requestId === null) throw new Error('the answer has no X-Request-Id')
  const entries = await api.catalogue.audit.read({ projectId: null, limit: 200 })
  return entries.filter((entry) => entry.requestId === requestId)
}
