/** Entry of a thread that draws previews: the removal of a background would hold up every other request of the API. */
import { parentPort } from 'node:worker_threads'
import { AssetloomError, type FailureType } from '../../core/errors.js'
import type { EncodedPreview } from '../../core/previews/encode-previews.js'
import { drawPreviews, type PreviewOrder } from './draw-previews.js'

/** Errors lose their class on the way between threads. */
export type ThreadAnswer =
  | { readonly previews: readonly EncodedPreview[] }
  | {
      readonly failure: { readonly type: FailureType | null; readonly message: string; readonly hint: string }
    }

parentPort?.on('message', (order: PreviewOrder) => {
  void answer(order).then((told) => parentPort?.postMessage(told))
})

async function answer(order: PreviewOrder): Promise<ThreadAnswer> {
  try {
    return { previews: await drawPreviews(order) }
  } catch (error) {
    const isOurs = error instanceof AssetloomError
    const message = error instanceof Error ? error.message : String(error)
    return { failure: { type: isOurs ? error.type : null, message, hint: isOurs ? error.hint : '' } }
  }
}
