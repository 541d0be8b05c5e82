import type { Art, ArtTask } from './art-pixels.js'
import type { ArtAnswer, ArtRequest } from './art-worker.js'

/** Where a picture is and what is done with it. */
export interface ArtSource {
  readonly url: string
  readonly task: ArtTask
  /** Where it cannot be had there. */
  readonly otherwise?: { readonly url: string; readonly task: ArtTask }
}

/** `missing`: it cannot be had. */
export type FoundArt = Art | 'missing'

interface Wish extends ArtSource {
  readonly key: string
  /** Wishes of one moment have one number; later ones a higher one. */
  moment: number
  readonly listeners: Set<(found: FoundArt) => void>
}

/** Decoded pixels that are kept, 4 bytes each; what was looked at longest ago goes first. */
const pixelsMax = 24_000_000
/** Asked of the worker at once: what is scrolled to goes before what was passed by. */
const atWorkMax = 8

/**
 * Decoded pictures. A worker fetches, decodes and cuts them out: what came into sight last comes first, from its beginning
 * on; what may come into sight later is done when there is nothing else to do.
 */
export class ArtStore {
  readonly #worker: Worker
  readonly #found = new Map<string, FoundArt>()
  readonly #wishes = new Map<string, Wish>()
  readonly #atWork = new Map<number, Wish>()
  #foreseen: readonly ArtSource[] = []
  #pixels = 0
  #moment = 0
  #isMomentOpen = false
  #count = 0

  constructor(worker: Worker) {
    this.#worker = worker
    worker.addEventListener('message', ({ data }: MessageEvent<ArtAnswer>) => this.#take(data))
  }

  /** What is decoded already; null where nothing is. */
  find(source: ArtSource): FoundArt | null {
    const key = keyOf(source)
    const found = this.#found.get(key)
    if (found === undefined) return null
    this.#found.delete(key)
    this.#found.set(key, found)
    return found
  }

  /** Tells `listener` once it is there. The function that is given back gives the wish up. */
  want(source: ArtSource, listener: (found: FoundArt) => void): () => void {
    const found = this.find(source)
    if (found !== null) {
      listener(found)
      return () => undefined
    }
    const key = keyOf(source)
    const wish = this.#wishes.get(key) ?? { ...source, key, listeners: new Set(), moment: 0 }
    wish.listeners.add(listener)
    wish.moment = this.#now()
    this.#wishes.set(key, wish)
    this.#work()
    return () => {
      wish.listeners.delete(listener)
      if (wish.listeners.size === 0 && ![...this.#atWork.values()].includes(wish)) this.#wishes.delete(key)
    }
  }

  /** What may be looked at next, in its order; what was foreseen before is not any more. */
  foresee(sources: readonly ArtSource[]): void {
    this.#foreseen = sources
    this.#work()
  }

  /** All that is wished for before the browser draws again is of one moment. */
  #now(): number {
    if (!this.#isMomentOpen) {
      this.#isMomentOpen = true
      this.#moment += 1
      setTimeout(() => {
        this.#isMomentOpen = false
        this.#work()
      })
    }
    return this.#moment
  }

  #work(): void {
    if (this.#atWork.size >= atWorkMax || this.#isMomentOpen) return
    const next = this.#nextWish() ?? this.#nextForeseen()
    if (next === undefined) return
    this.#count += 1
    this.#atWork.set(this.#count, next)
    const request: ArtRequest = {
      ...{ number: this.#count, url: next.url, task: next.task },
      ...(next.otherwise === undefined ? {} : { otherwise: next.otherwise }),
    }
    this.#worker.postMessage(request)
    this.#work()
  }

  #nextWish(): Wish | undefined {
    const busy = new Set(this.#atWork.values())
    const open = [...this.#wishes.values()].filter((wish) => !busy.has(wish))
    const newest = open.reduce((moment, wish) => Math.max(moment, wish.moment), 0)
    return open.find((wish) => wish.moment === newest)
  }

  #nextForeseen(): Wish | undefined {
    const at = this.#foreseen.findIndex(
      (source) => !this.#found.has(keyOf(source)) && !this.#wishes.has(keyOf(source)),
    )
    const source = this.#foreseen[at]
    this.#foreseen = source === undefined ? [] : this.#foreseen.slice(at + 1)
    if (source === undefined) return undefined
    const wish: Wish = { ...source, key: keyOf(source), listeners: new Set(), moment: 0 }
    this.#wishes.set(wish.key, wish)
    return wish
  }

  #take({ number, art }: ArtAnswer): void {
    const wish = this.#atWork.get(number)
    this.#atWork.delete(number)
    this.#work()
    if (wish === undefined) return
    this.#wishes.delete(wish.key)
    const found = art ?? 'missing'
    // One that is missing is asked for again the next time: its server may have been away.
    if (art !== null) this.#keep(wish.key, art)
    for (const listener of wish.listeners) listener(found)
  }

  #keep(key: string, art: Art): void {
    this.#found.set(key, art)
    this.#pixels += pixelsOf(art)
    for (const [oldest, found] of this.#found) {
      if (this.#pixels <= pixelsMax || oldest === key) break
      this.#found.delete(oldest)
      this.#pixels -= pixelsOf(found)
    }
  }
}

const pixelsOf = (found: FoundArt) => (found === 'missing' ? 0 : found.bitmap.width * found.bitmap.height)
const keyOf = ({ url, task }: ArtSource) => `${task} ${url}`

let shared: ArtStore | null = null

/** One for the whole page. */
export function artStore(): ArtStore {
  shared ??= new ArtStore(new Worker(new URL('./art-worker.js', import.meta.url), { type: 'module' }))
  return shared
}
