import type { ClaimList, PresenceList } from '../../../core/http/review-api.js'
import type { PresenceNotice } from '../../../core/review-together/presence.schema.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { ApiError } from '../../http/api-error.js'
import { ReadTimer } from './read-timer.js'

/** Pages say where they are so often; who is not heard of for a while is gone. */
const sayEveryMs = 15_000

/**
 * Who else is at this run: who looks at what, and who has taken which specs. An API that offers none of it answers 404 or
 * 405; then nothing of it is shown and it is not asked again.
 */
export class Together {
  claims: ClaimList['claims'] = []
  presences: PresenceList['presences'] = []
  /** Null until the API has said whether it offers them. */
  hasClaims: boolean | null = null
  hasPresence: boolean | null = null
  readonly #client: AssetloomClient
  readonly #base: string
  readonly #onChange: () => void
  readonly #reading = new ReadTimer(() => this.#read())
  readonly #saying: ReturnType<typeof setInterval>
  #self = ''
  #specKey: string | null = null
  #saidSpec: string | null | undefined = undefined
  #saidAtMs = 0

  constructor(client: AssetloomClient, runId: string, onChange: () => void) {
    this.#client = client
    this.#base = `/api/v1/runs/${encodeURIComponent(runId)}`
    this.#onChange = onChange
    this.#saying = setInterval(() => void this.#say(), sayEveryMs)
    this.#reading.start()
  }

  stop(): void {
    clearInterval(this.#saying)
    this.#reading.stop()
    if (this.hasPresence === true) void this.#send('DELETE', 'presence').catch(() => undefined)
  }

  /** The name under which this browser is signed in; its own marks are not shown as somebody else's. */
  setSelf(handle: string): void {
    if (this.#self === handle) return
    this.#self = handle
    this.#onChange()
  }

  get self(): string {
    return this.#self
  }

  lookAt(specKey: string | null): void {
    if (specKey === this.#specKey) return
    this.#specKey = specKey
    void this.#say()
  }

  /** Others who look at a spec. */
  othersAt(specKey: string): string[] {
    if (this.#self === '') return []
    const handles = this.presences.filter((one) => one.specKey === specKey).map((one) => one.handle)
    return [...new Set(handles)].filter((one) => one !== this.#self)
  }

  /** Everybody else in the run. */
  get others(): string[] {
    if (this.#self === '') return []
    return [...new Set(this.presences.map((one) => one.handle))].filter((one) => one !== this.#self)
  }

  claimOf(specKey: string): { readonly by: string; readonly isOwn: boolean } | null {
    const claim = this.claims.find((one) => one.specKey === specKey)
    return claim === undefined ? null : { by: claim.handle, isOwn: claim.handle === this.#self }
  }

  /** Whether somebody else has taken it: it is not what one goes on to. */
  isTakenByOther(specKey: string): boolean {
    return this.claimOf(specKey)?.isOwn === false
  }

  /** Takes the next specs that wait; gives their keys. */
  async take(count: number): Promise<string[]> {
    const answer = (await this.#send('POST', 'claims', { count })) as ClaimList
    this.#self = answer.claims[0]?.handle ?? this.#self
    await this.#read()
    return answer.claims.map(({ specKey }) => specKey)
  }

  async giveBack(): Promise<void> {
    await this.#send('DELETE', 'claims')
    await this.#read()
  }

  /** Somebody came, went to another spec, or left. */
  meet(notice: PresenceNotice): void {
    const others = this.presences.filter((one) => one.handle !== notice.handle)
    const { handle, name, specKey } = notice
    const seenAt = new Date().toISOString()
    this.presences = notice.isGone === true ? others : [...others, { handle, name, specKey, seenAt }]
    this.#onChange()
  }

  /** An event of the run: what may be about people is asked for again. */
  hear(type: string): void {
    if (/^(claimsChanged|reviewAssigned|decisionRecorded)$/.test(type)) this.#reading.start()
  }

  async #read(): Promise<void> {
    if (this.hasClaims !== false) {
      const found = await this.#get<ClaimList>('claims')
      if (found !== 'unknown') this.hasClaims = found !== null
      if (found !== null && found !== 'unknown') this.claims = found.claims
    }
    if (this.hasPresence !== false) {
      const found = await this.#get<PresenceList>('presence')
      if (found !== 'unknown') this.hasPresence = found !== null
      if (found !== null && found !== 'unknown') this.presences = found.presences
    }
    this.#onChange()
    if (this.hasPresence === true) void this.#say()
  }

  /** null: the API has none. `unknown`: nobody answers. */
  async #get<Answer>(what: string): Promise<Answer | null | 'unknown'> {
    try {
      return (await this.#send('GET', what)) as Answer
    } catch (error) {
      return error instanceof ApiError && [403, 404, 405].includes(error.status) ? null : 'unknown'
    }
  }

  async #say(): Promise<void> {
    if (this.hasPresence !== true || document.visibilityState === 'hidden') return
    const isSame = this.#saidSpec === this.#specKey && Date.now() - this.#saidAtMs < sayEveryMs - 1_000
    if (isSame) return
    this.#saidSpec = this.#specKey
    this.#saidAtMs = Date.now()
    try {
      await this.#send('PUT', 'presence', { specKey: this.#specKey })
    } catch {
      // It is said again in a while.
    }
  }

  async #send(method: 'GET' | 'PUT' | 'POST' | 'DELETE', what: string, body?: unknown): Promise<unknown> {
    const repeatable = method !== 'POST'
    const path = `${this.#base}/${what}`
    const answer = await this.#client.open({
      method,
      path,
      repeatable,
      ...(body === undefined ? {} : { body }),
    })
    return answer.status === 204 ? null : await answer.json().catch(() => null)
  }
}
