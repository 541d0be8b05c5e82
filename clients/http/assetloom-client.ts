import type { ExportProfile } from '../../core/bundle/export-profile.schema.js'
import type { CatalogueEvent } from '../../core/events.js'
import type {
  BundleList,
  BundleView,
  DecideBody,
  DecisionAnswer,
  DecisionList,
  DecisionStatus,
  EnsureProjectBody,
  ExportProfileList,
  ExportProfileView,
  HealthView,
  LoginLink,
  ProjectList,
  ReadinessView,
  OverageApproved,
  RequestAccepted,
  RequestBundlesBody,
  RunDifference,
  RunList,
  RunView,
  SpecPage,
  SubmitWishlistBody,
  VariantPage,
  VariantRouteView,
  VariantView,
  WishlistAccepted,
  WishlistDiff,
  WishlistList,
  WishlistRevisionView,
} from '../../core/http/http-api.js'
import type { ReadingOutcome, ReadingPage } from '../../core/http/compose-reading.js'
import type {
  DecideProposalsBody,
  EditSpecsBody,
  ProposalList,
  SpecDetail,
  SpecEditList,
  SpecEditsAccepted,
} from '../../core/http/spec-edits-api.js'
import type { GenerateBody, ImportBody, UploadView } from '../../core/http/library-api.js'
import type { ReportView } from '../../core/http/compose-report.js'
import type { ProjectRow } from '../../core/ports.js'
import { ApiError, BackendUnavailableError } from './api-error.js'
import { callOperation, type CallOperation } from './call-operation.js'
import { JobsClient } from './jobs-client.js'
import { readEvents, type ReadEventsInput } from './read-events.js'
import { sendRequest, type ApiRequest, type Fetch, type Transport } from './send-request.js'

export interface AssetloomClientOptions {
  /** `http://127.0.0.1:7430`; empty in the page. */
  readonly baseUrl: string
  readonly token: string | null
  readonly fetch?: Fetch
  /** How long repeatable calls are repeated while nobody answers, milliseconds. */
  readonly retryForMs?: number
  readonly attemptTimeoutMs?: number
  readonly sleep?: (ms: number) => Promise<void>
  readonly now?: () => number
}

/** Enough for an API that a supervisor starts anew. */
const retryForDefaultMs = 15_000
/** A decision waits for a workflow's answer; the API itself gives up on that long before. */
const attemptTimeoutDefaultMs = 30_000

/** A spec as the page and the CLI list it. */
export type SpecView = SpecPage['specs'][number]

/**
 * The one way in which page, CLI and demo speak to the API. Every method throws ApiError when the API refuses and
 * BackendUnavailableError when nobody answers.
 */
export class AssetloomClient {
  readonly #transport: Transport
  /** Any operation of the interface by its id, typed by its contract (docs/openapi.json names them). */
  readonly call: CallOperation = callOperation((request) => this.#json(request))
  readonly jobs = new JobsClient((request) => this.#json(request))

  constructor(options: AssetloomClientOptions) {
    this.#transport = {
      baseUrl: options.baseUrl.replace(/\/+$/, ''),
      token: options.token,
      fetch: options.fetch ?? ((url, init) => fetch(url, init)),
      retryForMs: options.retryForMs ?? retryForDefaultMs,
      attemptTimeoutMs: options.attemptTimeoutMs ?? attemptTimeoutDefaultMs,
      sleep: options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
      now: options.now ?? (() => Date.now()),
    }
  }

  ensureProject(body: EnsureProjectBody): Promise<ProjectRow> {
    return this.#post('/projects', body)
  }

  listProjects(): Promise<ProjectList> {
    return this.#get('/projects')
  }

  /**
   * The newest list of that name with the same options answers the run that is already there; anything else makes a
   * new revision. Each call has a key of its own, so that a repeated request cannot bring an older list back.
   */
  submitWishlist(projectId: string, body: SubmitWishlistBody): Promise<WishlistAccepted> {
    return this.#once(`/projects/${seg(projectId)}/wishlists`, body)
  }

  /** One asset by its words; the same again answers the run that is there. */
  generate(body: GenerateBody): Promise<WishlistAccepted> {
    return this.#once('/generate', body)
  }

  /** The same bytes again are the same upload. */
  uploadArt(projectId: string, mediaType: string, data: Uint8Array): Promise<UploadView> {
    const path = `/api/v1/projects/${seg(projectId)}/uploads`
    return this.#json({ method: 'POST', path, bytes: { mediaType, data }, repeatable: true })
  }

  importArt(projectId: string, body: ImportBody): Promise<WishlistAccepted> {
    return this.#once(`/projects/${seg(projectId)}/imports`, body)
  }

  /** What submitting the list would change. */
  diffWishlist(projectId: string, body: SubmitWishlistBody): Promise<WishlistDiff> {
    return this.#post(`/projects/${seg(projectId)}/wishlists/diff`, body)
  }

  /** Newest first, every revision of every list. */
  listWishlists(projectId: string): Promise<WishlistList> {
    return this.#get(`/projects/${seg(projectId)}/wishlists`)
  }

  readWishlistRevision(projectId: string, wishlistRevisionId: string): Promise<WishlistRevisionView> {
    return this.#get(`/projects/${seg(projectId)}/wishlists/${seg(wishlistRevisionId)}`)
  }

  /** What the run's list changed against the revision before, by key. */
  readRunDifference(runId: string): Promise<RunDifference> {
    return this.#get(`/runs/${seg(runId)}/difference`)
  }

  /** What became of each sentence of the run's list, page by page; `filter` leaves only one outcome. */
  readReading(
    runId: string,
    input: { filter?: ReadingOutcome | undefined; cursor?: number; limit?: number } = {},
  ): Promise<ReadingPage> {
    return this.#get(`/runs/${seg(runId)}/reading${query(input)}`)
  }

  /** Newest first. */
  listRuns(input: { projectId?: string; limit?: number } = {}): Promise<RunList> {
    return this.#get(`/runs${query(input)}`)
  }

  readRun(runId: string): Promise<RunView> {
    return this.#get(`/runs/${seg(runId)}`)
  }

  /** What happened since `18h`, or an ISO time; default 18 h. Of one project, or of all that one may see. */
  readReport(since?: string, projectId?: string): Promise<ReportView> {
    return this.#get(`/report${query({ since, projectId })}`)
  }

  readSpecPage(runId: string, cursor: number, limit = 500): Promise<SpecPage> {
    return this.#get(`/runs/${seg(runId)}/specs${query({ cursor, limit })}`)
  }

  /** All specs of a run in the order of its list (at most 10,000: the limit of a wishlist). */
  async listSpecs(runId: string): Promise<SpecView[]> {
    const specs: SpecView[] = []
    for (let cursor: number | null = 0; cursor !== null;) {
      const page: SpecPage = await this.readSpecPage(runId, cursor)
      specs.push(...page.specs)
      cursor = page.nextCursor
    }
    return specs
  }

  /** The whole spec, where it comes from, how it was before. */
  readSpecDetail(runId: string, specKey: string): Promise<SpecDetail> {
    return this.#get(`/runs/${seg(runId)}/specs/${seg(specKey)}`)
  }

  /** What was changed by hand in the revision of this run. */
  listSpecEdits(runId: string): Promise<SpecEditList> {
    return this.#get(`/runs/${seg(runId)}/edits`)
  }

  /** Makes a new revision of the list, and a run for it; 409 when a newer one is there. */
  editSpecs(runId: string, body: EditSpecsBody): Promise<SpecEditsAccepted> {
    return this.#once(`/runs/${seg(runId)}/edits`, body)
  }

  /** What a language model proposes for lines that the rules left open. */
  listProposals(runId: string): Promise<ProposalList> {
    return this.#get(`/runs/${seg(runId)}/proposals`)
  }

  /** As editSpecs. */
  acceptProposals(runId: string, body: DecideProposalsBody): Promise<SpecEditsAccepted> {
    return this.#once(`/runs/${seg(runId)}/proposals/accept`, body)
  }

  declineProposals(runId: string, body: DecideProposalsBody): Promise<ProposalList> {
    return this.#post(`/runs/${seg(runId)}/proposals/decline`, body)
  }

  /** The variants of one spec of all rounds, or of the whole run. */
  async listVariants(runId: string, specKey?: string): Promise<VariantView[]> {
    const variants: VariantView[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: VariantPage = await this.#get(
        `/runs/${seg(runId)}/variants${query({ specKey, cursor: cursor === '' ? undefined : cursor, limit: 500 })}`,
      )
      variants.push(...page.variants)
      cursor = page.nextCursor
    }
    return variants
  }

  readVariant(variantId: string): Promise<VariantView> {
    return this.#get(`/variants/${seg(variantId)}`)
  }

  /** Who was chosen to make it, and why. */
  readVariantRoute(variantId: string): Promise<VariantRouteView> {
    return this.#get(`/variants/${seg(variantId)}/route`)
  }

  listDecisions(variantId: string): Promise<DecisionList> {
    return this.#get(`/variants/${seg(variantId)}/decisions`)
  }

  /** Repeatable because of its decisionId; `pending` while Temporal cannot answer. 409 is an ApiError with `decision`. */
  decide(variantId: string, body: DecideBody & { readonly decisionId: string }): Promise<DecisionAnswer> {
    return this.#post(`/variants/${seg(variantId)}/decisions`, body)
  }

  readDecision(decisionId: string): Promise<DecisionStatus> {
    return this.#get(`/decisions/${seg(decisionId)}`)
  }

  reopenSpec(runId: string, specKey: string): Promise<RequestAccepted> {
    return this.#post(`/runs/${seg(runId)}/specs/${seg(specKey)}/reopen`, {}, false)
  }

  pauseRun(runId: string): Promise<RequestAccepted> {
    return this.#post(`/runs/${seg(runId)}/pause`, {})
  }

  /** Lets the run go on above the budget of its project. */
  approveOverage(runId: string): Promise<OverageApproved> {
    return this.#post(`/runs/${seg(runId)}/approve-overage`, {})
  }

  resumeRun(runId: string): Promise<RequestAccepted> {
    return this.#post(`/runs/${seg(runId)}/resume`, {})
  }

  cancelRun(runId: string): Promise<RequestAccepted> {
    return this.#post(`/runs/${seg(runId)}/cancel`, {})
  }

  /**
   * Freezes the approved set a target; a set that was exported before is answered as it is. A run that may not be
   * released is a 409 with its objections.
   */
  requestBundles(
    runId: string,
    targets: readonly string[],
    more: Pick<RequestBundlesBody, 'kind' | 'profile'> = {},
  ): Promise<BundleList> {
    // A profile names its target itself.
    const named = more.profile === undefined ? { targets } : {}
    return this.#post(`/runs/${seg(runId)}/bundles`, { ...named, ...more })
  }

  listExportProfiles(projectId: string): Promise<ExportProfileList> {
    return this.#get(`/projects/${seg(projectId)}/export-profiles`)
  }

  /** Repeatable: what holds already makes no version. */
  saveExportProfile(projectId: string, name: string, profile: ExportProfile): Promise<ExportProfileView> {
    return this.#json({
      ...{ method: 'PUT', repeatable: true, body: profile },
      path: `/api/v1/projects/${seg(projectId)}/export-profiles/${seg(name)}`,
    })
  }

  /** A second time it is not found. */
  async removeExportProfile(projectId: string, name: string): Promise<void> {
    await sendRequest(this.#transport, {
      ...{ method: 'DELETE', repeatable: false, headers: { accept: 'application/json' } },
      path: `/api/v1/projects/${seg(projectId)}/export-profiles/${seg(name)}`,
    })
  }

  listBundles(runId: string): Promise<BundleList> {
    return this.#get(`/runs/${seg(runId)}/bundles`)
  }

  readBundle(bundleId: string): Promise<BundleView> {
    return this.#get(`/bundles/${seg(bundleId)}`)
  }

  /** Path, below the API's origin, of one file of a bundle. */
  bundleFilePath(bundleId: string, path: string): string {
    return `/api/v1/bundles/${seg(bundleId)}/files/${path.split('/').map(seg).join('/')}`
  }

  /** The body of a file of a bundle; the caller checks the hash. */
  async openBundleFile(bundleId: string, path: string): Promise<Response> {
    return sendRequest(this.#transport, {
      method: 'GET',
      path: this.bundleFilePath(bundleId, path),
      repeatable: true,
      headers: { accept: '*/*' },
    })
  }

  /** A link that signs a browser in once. */
  createLoginLink(): Promise<LoginLink> {
    return this.#post('/login-links', {})
  }

  readEvents(input: ReadEventsInput): AsyncGenerator<CatalogueEvent> {
    return readEvents(this.#transport, input)
  }

  readHealth(): Promise<HealthView> {
    return this.#json({ method: 'GET', path: '/healthz', repeatable: true })
  }

  /** Also when the API answers 503: that answer says what is missing. */
  async readReadiness(): Promise<ReadinessView> {
    const once = { ...this.#transport, retryForMs: 0 }
    try {
      return await json(await sendRequest(once, { method: 'GET', path: '/readyz', repeatable: false }))
    } catch (error) {
      const problem: unknown = error instanceof ApiError ? error.problem : null
      if (isReadiness(problem)) return problem
      throw error
    }
  }

  #get<Answer>(path: string): Promise<Answer> {
    return this.#json({ method: 'GET', path: `/api/v1${path}`, repeatable: true })
  }

  #post<Answer>(path: string, body: unknown, repeatable = true): Promise<Answer> {
    return this.#json({ method: 'POST', path: `/api/v1${path}`, body, repeatable })
  }

  /** Repeatable by a key of its own, so that what is sent twice is done once. */
  #once<Answer>(path: string, body: unknown): Promise<Answer> {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    return this.#json({ method: 'POST', path: `/api/v1${path}`, body, repeatable: true, headers })
  }

  /** For requests that have a file of their own (project-requests.ts). */
  open(request: ApiRequest): Promise<Response> {
    return sendRequest(this.#transport, request)
  }

  async #json<Answer>(request: ApiRequest): Promise<Answer> {
    return json(await sendRequest(this.#transport, request))
  }
}

async function json<Answer>(response: Response): Promise<Answer> {
  if (response.status === 204) return undefined as Answer
  try {
    return (await response.json()) as Answer
  } catch {
    throw new BackendUnavailableError(
      `The answer of ${response.url} is not JSON.`,
      'Check that the address is that of the Assetloom API (--url, ASSETLOOM_URL).',
    )
  }
}

function isReadiness(value: unknown): value is ReadinessView {
  return value !== null && typeof value === 'object' && 'checks' in value && Array.isArray(value.checks)
}

function seg(text: string): string {
  return encodeURIComponent(text)
}

function query(input: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(input).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
