import { prepareArt, type Art, type ArtTask } from './art-pixels.js'

/** What the page asks of its worker; each number is answered once. */
export interface ArtRequest {
  readonly number: number
  readonly url: string
  readonly task: ArtTask
  /** Where it cannot be had there. */
  readonly otherwise?: { readonly url: string; readonly task: ArtTask }
}

/** `art` null: it cannot be had. */
export interface ArtAnswer {
  readonly number: number
  readonly art: Art | null
}

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<ArtRequest>) => void) | null
  postMessage(answer: ArtAnswer, transfer: Transferable[]): void
}

scope.onmessage = ({ data: { number, url, task, otherwise } }) => {
  const prepared = prepareArt(url, task)
  const found =
    otherwise === undefined ? prepared : prepared.catch(() => prepareArt(otherwise.url, otherwise.task))
  found.then(
    (art) => scope.postMessage({ number, art }, [art.bitmap]),
    () => scope.postMessage({ number, art: null }, []),
  )
}
