import { useEffect, useState } from 'preact/hooks'
import { formatAgo, formatSeconds } from '../../progress/format-figures.js'
import { exactTime } from './page-times.js'

const tickMs = 20_000

/** A time as its distance, with the exact one on hover. */
export function TimeAgo({ at }: { readonly at: string }) {
  const [nowMs, setNow] = useState(Date.now())
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), tickMs)
    return () => clearInterval(ticking)
  }, [])
  const aheadSeconds = (Date.parse(at) - nowMs) / 1_000
  return (
    <time dateTime={at} title={exactTime(at)}>
      {aheadSeconds > 45 ? describeAhead(aheadSeconds) : formatAgo(at, nowMs)}
    </time>
  )
}

function describeAhead(seconds: number): string {
  const days = Math.round(seconds / 86_400)
  return days >= 2 ? `in ${days} days` : `in ${formatSeconds(seconds)}`
}
