import type { AssignmentList, RunTags } from '../../../core/http/review-api.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { ReadTimer } from './read-timer.js'

/**
 * What the list of specs is narrowed by and a spec itself does not say: who is to review it, and the tags that its review
 * gave it. An API that offers none of it leaves both empty.
 */
export class QueueFacts {
  assignments: AssignmentList['assignments'] = []
  readonly #client: AssetloomClient
  readonly #runId: string
  readonly #onChange: () => void
  readonly #reading = new ReadTimer(() => this.#read())
  #tags: ReadonlyMap<string, readonly string[]> = new Map()
  #isStopped = false

  constructor(client: AssetloomClient, runId: string, onChange: () => void) {
    this.#client = client
    this.#runId = runId
    this.#onChange = onChange
    this.#reading.start()
  }

  stop(): void {
    this.#isStopped = true
    this.#reading.stop()
  }

  /** Who is to review a spec: its own assignment counts before that of the run; null = nobody in particular. */
  assigneeOf(specKey: string): { readonly handle: string; readonly isOfRun: boolean } | null {
    const own = this.assignments.find((one) => one.specKey === specKey)
    const whole = this.assignments.find((one) => one.specKey === null)
    const found = own ?? whole
    return found === undefined ? null : { handle: found.handle, isOfRun: own === undefined }
  }

  tagsOf(specKey: string): readonly string[] {
    return this.#tags.get(specKey) ?? []
  }

  /** Every tag that a spec of the run has, with the number of its specs; the most used first. */
  get knownTags(): readonly { readonly tag: string; readonly count: number }[] {
    const counts = new Map<string, number>()
    for (const tags of this.#tags.values())
      for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
    return [...counts]
      .map(([tag, count]) => ({ tag, count }))
      .sort((a, b) => b.count - a.count || a.tag.localeCompare(b.tag))
  }

  /** Gives the review of some specs, or of the whole run, to a member; null takes it back. Throws what the client throws. */
  async assign(handle: string | null, specKeys: readonly string[] | null): Promise<void> {
    const body = { handle, ...(specKeys === null ? {} : { specKeys: [...specKeys] }) }
    const answer = await this.#client.call('assignReview', { params: { runId: this.#runId }, body })
    this.assignments = answer.assignments
    this.#onChange()
  }

  /** An event of the run: what may have changed is asked for again. */
  hear(type: string): void {
    if (type === 'reviewAssigned' || type === 'tagsChanged') this.#reading.start()
  }

  async #read(): Promise<void> {
    const params = { runId: this.#runId }
    const [assigned, tagged] = await Promise.all([
      this.#client.call('listAssignments', { params }).catch((): AssignmentList | null => null),
      this.#client.call('listRunTags', { params }).catch((): RunTags | null => null),
    ])
    if (this.#isStopped) return
    // What could not be read is as it was.
    if (assigned !== null) this.assignments = assigned.assignments
    if (tagged !== null) this.#tags = new Map(tagged.specs.map(({ specKey, tags }) => [specKey, tags]))
    this.#onChange()
  }
}
