/**
 * Runs at most `atOnceMax` pieces of work a key at the same time; the others wait for their turn in order. Keys without
 * work cost nothing.
 */
export function createTurns(atOnceMax: number): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const running = new Map<string, number>()
  const waiting = new Map<string, (() => void)[]>()

  const enter = async (key: string): Promise<void> => {
    const count = running.get(key) ?? 0
    if (count < atOnceMax) {
      running.set(key, count + 1)
      return
    }
    // The place of the one that leaves is handed over, so nobody overtakes.
    await new Promise<void>((resolve) => {
      const queue = waiting.get(key) ?? []
      queue.push(resolve)
      waiting.set(key, queue)
    })
  }

  const leave = (key: string): void => {
    const next = waiting.get(key)?.shift()
    if (waiting.get(key)?.length === 0) waiting.delete(key)
    if (next) return next()
    const count = (running.get(key) ?? 1) - 1
    if (count === 0) running.delete(key)
    else running.set(key, count)
  }

  return async (key, work) => {
    await enter(key)
    try {
      return await work()
    } finally {
      leave(key)
    }
  }
}
