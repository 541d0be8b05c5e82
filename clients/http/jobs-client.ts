import type { RequestAccepted } from '../../core/http/http-api.js'
import type { JobAccepted, JobList, JobView, ReproductionAccepted } from '../../core/http/jobs-api.js'
import type { ApiRequest } from './send-request.js'

/** The jobs of the API; reached through AssetloomClient, whose failures it has. */
export class JobsClient {
  readonly #send: <Answer>(request: ApiRequest) => Promise<Answer>

  constructor(send: <Answer>(request: ApiRequest) => Promise<Answer>) {
    this.#send = send
  }

  /** With document E's body. The same key again answers the job that is there; without one, each call is a new job. */
  submit(body: unknown, idempotencyKey: string = crypto.randomUUID()): Promise<JobAccepted> {
    const headers = { 'idempotency-key': idempotencyKey }
    return this.#send({ method: 'POST', path: '/api/v1/jobs', body, repeatable: true, headers })
  }

  /** Newest first. `project` is a key or an id. */
  list(input: { project?: string; cursor?: string; limit?: number } = {}): Promise<JobList> {
    const pairs = Object.entries(input).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
    )
    const query = pairs.length === 0 ? '' : `?${pairs.join('&')}`
    return this.#send({ method: 'GET', path: `/api/v1/jobs${query}`, repeatable: true })
  }

  read(jobId: string): Promise<JobView> {
    return this.#send({ method: 'GET', path: `/api/v1/jobs/${encodeURIComponent(jobId)}`, repeatable: true })
  }

  /** Orders a job that makes a variant again, to compare. */
  reproduce(variantId: string): Promise<ReproductionAccepted> {
    const path = `/api/v1/variants/${encodeURIComponent(variantId)}/reproduce`
    const headers = { 'idempotency-key': crypto.randomUUID() }
    return this.#send({ method: 'POST', path, body: {}, repeatable: true, headers })
  }

  /** Ends what has not ended of the job's chain. */
  cancel(jobId: string): Promise<RequestAccepted> {
    const path = `/api/v1/jobs/${encodeURIComponent(jobId)}/cancel`
    return this.#send({ method: 'POST', path, body: {}, repeatable: true })
  }
}
