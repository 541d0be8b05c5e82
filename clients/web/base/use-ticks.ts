import { useEffect, useState } from 'preact/hooks'

/** The time, milliseconds, told anew every `tickMs` while the component is shown. */
export function useTicks(tickMs: number): number {
  const [nowMs, setNow] = useState(Date.now())
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), tickMs)
    return () => clearInterval(ticking)
  }, [tickMs])
  return nowMs
}
