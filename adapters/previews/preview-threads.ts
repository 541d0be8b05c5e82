import { Worker } from 'node:worker_threads'
import { AssetloomError } from '../../core/errors.js'
import type { EncodedPreview } from '../../core/previews/encode-previews.js'
import type { PreviewOrder } from './draw-previews.js'
import type { ThreadAnswer } from './preview-thread.js'

export interface PreviewThreadsOptions {
  /** The built `preview-thread.js`; tests give it another. */
  readonly entry?: URL
  /** A picture that takes longer is given up, and its thread with it. */
  readonly deadlineMs?: number
  /** An idle thread keeps some 40 MB: it ends after so long. */
  readonly idleMs?: number
}

export type DrawPreviews = (order: PreviewOrder) => Promise<readonly EncodedPreview[]>

/**
 * Draws previews in threads that are started when they are needed: as many as orders are under way at once, which the
 * caller bounds. A thread that dies or hangs fails its one order. Nothing of it keeps the process alive.
 */
export function createPreviewThreads(options: PreviewThreadsOptions = {}): DrawPreviews {
  const {
    entry = new URL('./preview-thread.js', import.meta.url),
    deadlineMs = 30_000,
    idleMs = 30_000,
  } = options
  const idle = new Map<Worker, NodeJS.Timeout>()
  const takeIdle = (): Worker | undefined => {
    const [found] = idle
    if (found === undefined) return undefined
    const [worker, timer] = found
    clearTimeout(timer)
    idle.delete(worker)
    return worker
  }
  const rest = (worker: Worker) => {
    const leave = () => {
      idle.delete(worker)
      void worker.terminate()
    }
    idle.set(worker, setTimeout(leave, idleMs).unref())
  }
  return async (order) => {
    const worker = takeIdle() ?? new Worker(entry)
    worker.unref()
    try {
      const answer = await ask(worker, order, deadlineMs)
      rest(worker)
      return previewsOf(answer)
    } catch (error) {
      void worker.terminate()
      throw error
    }
  }
}

async function ask(worker: Worker, order: PreviewOrder, deadlineMs: number): Promise<ThreadAnswer> {
  const ended = new AbortController()
  try {
    return await new Promise<ThreadAnswer>((resolve, reject) => {
      const fail = (reason: string) => reject(unavailable(reason))
      const timer = setTimeout(() => fail(`took longer than ${deadlineMs} ms`), deadlineMs).unref()
      const onMessage = (answer: ThreadAnswer) => resolve(answer)
      const onError = (error: unknown) => fail(error instanceof Error ? error.message : String(error))
      const onExit = () => fail('its thread ended')
      worker.on('message', onMessage).on('error', onError).on('exit', onExit)
      ended.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        // An error that comes later, while the thread is ended, has nobody any more whom it would interest.
        worker.off('message', onMessage).off('exit', onExit).off('error', onError)
        worker.once('error', () => undefined)
      })
      worker.postMessage(order)
    })
  } finally {
    ended.abort()
  }
}

function previewsOf(answer: ThreadAnswer): readonly EncodedPreview[] {
  if ('previews' in answer) return answer.previews
  const { type, message, hint } = answer.failure
  if (type === null) throw unavailable(message)
  throw new AssetloomError(type, message, hint)
}

function unavailable(reason: string): AssetloomError {
  return new AssetloomError(
    'Unavailable',
    `the preview could not be drawn: ${reason}`,
    'look at the picture itself, or ask again in a moment',
  )
}
