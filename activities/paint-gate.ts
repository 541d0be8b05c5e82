/** Runs `work` when there is a free slot. Rejects with the signal's reason when that fires while it waits. */
export type PaintGate = <Result>(signal: AbortSignal, work: () => Promise<Result>) => Promise<Result>

/** Lets everything through. */
export const paintAtOnce: PaintGate = async (_signal, work) => await work()

/** At most `slots` works at once in this process, in the order in which they came. */
export function createPaintGate(slots: number): PaintGate {
  let free = slots
  const waiting: (() => void)[] = []
  const leave = (): void => {
    const next = waiting.shift()
    // The slot goes over as it is: one that came between could take it otherwise.
    if (next) next()
    else free += 1
  }
  const enter = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    if (free > 0) {
      free -= 1
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const goIn = (): void => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(goIn), 1)
        reject(signal.reason as Error)
      }
      waiting.push(goIn)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }
  return async (signal, work) => {
    await enter(signal)
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
