import type { Problem } from '../../core/http/http-api.js'

/** The API answered with a problem (RFC 9457). `hint` says what to do next. */
export class ApiError extends Error {
  readonly status: number
  readonly hint: string
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail === '' ? problem.title : problem.detail)
    this.name = 'ApiError'
    this.status = problem.status
    this.hint = problem.hint ?? hintOfStatus(problem.status)
    this.problem = problem
  }
}

/** The API did not answer at all, or only with 502, 503 and 504, for as long as the caller was willing to wait. */
export class BackendUnavailableError extends Error {
  readonly hint: string

  constructor(
    message: string,
    hint = 'Start it with: npx assetloom up   (npx assetloom doctor says what is missing)',
  ) {
    super(message)
    this.name = 'BackendUnavailableError'
    this.hint = hint
  }
}

/** Bytes that arrived do not give the hash that the API promised. */
export class DownloadDamagedError extends Error {
  readonly hint = 'Run the same command again; if it stays, export the bundle anew.'

  constructor(path: string, expectedSha256: string, actualSha256: string) {
    super(`${path} arrived damaged: sha256 ${actualSha256}, expected ${expectedSha256}`)
    this.name = 'DownloadDamagedError'
  }
}

/** Reads a problem document; an answer that is none (a proxy's page, say) becomes one that names the status. */
export async function readProblem(response: Response): Promise<Problem> {
  const text = (await response.text().catch(() => '')).slice(0, 20_000)
  const base = { type: 'about:blank', title: response.statusText || `HTTP ${response.status}` }
  try {
    const body: unknown = JSON.parse(text)
    if (isRecord(body))
      return {
        ...base,
        ...body,
        status: response.status,
        detail: typeof body['detail'] === 'string' ? body['detail'] : '',
      }
  } catch {
    // Not JSON: fall through to the status alone.
  }
  return { ...base, status: response.status, detail: `The API answered ${response.status}.` }
}

function hintOfStatus(status: number): string {
  if (status === 401 || status === 403)
    return 'Sign in: set ASSETLOOM_TOKEN, or use the --home that started the stack.'
  if (status === 404) return 'Look the id up: npx assetloom run list'
  if (status === 409) return 'Somebody was faster: look at how it stands now, then decide again.'
  if (status >= 500) return 'Look at: npx assetloom status'
  return 'Correct the request: npx assetloom --help'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
