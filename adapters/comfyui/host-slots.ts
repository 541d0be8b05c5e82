/** Places for submissions on one server; a place that is free goes to who waited longest. */
export interface HostSlots {
  /** Waits for a place. The result gives it back, once however often it is called. Rejects with the signal's reason. */
  acquire(signal: AbortSignal): Promise<() => void>
  readonly inUse: number
}

/**
 * At most `limit` submissions of this process at once on a server: the one that runs and those that are fetched ahead, so
 * that the GPU never waits for us and other work stays free to go elsewhere.
 */
export function createHostSlots(limit: number): HostSlots {
  const waiting: (() => void)[] = []
  let inUse = 0
  const giveBack = (): void => {
    inUse -= 1
    waiting.shift()?.()
  }
  const take = (): (() => void) => {
    inUse += 1
    let isGiven = false
    return () => {
      if (isGiven) return
      isGiven = true
      giveBack()
    }
  }
  return {
    get inUse() {
      return inUse
    },
    acquire: async (signal) => {
      signal.throwIfAborted()
      if (inUse < limit && waiting.length === 0) return take()
      return await new Promise((resolve, reject) => {
        const enter = (): void => {
          signal.removeEventListener('abort', leave)
          resolve(take())
        }
        const leave = (): void => {
          waiting.splice(waiting.indexOf(enter), 1)
          reject(signal.reason as Error)
        }
        signal.addEventListener('abort', leave, { once: true })
        waiting.push(enter)
      })
    },
  }
}
