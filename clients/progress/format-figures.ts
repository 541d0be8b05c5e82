/** `45 s`, `3 min`, `1 h 20 min`: a length of time to one or two figures. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 90) return `${whole} s`
  const minutes = Math.round(whole / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`
}

/** `6 to 9 min`, `45 s to 2 min`, `9 min` where both ends read alike. */
export function formatRange(lowSeconds: number, highSeconds: number): string {
  const [low, high] = [formatSeconds(lowSeconds), formatSeconds(highSeconds)]
  if (low === high) return high
  const unit = high.slice(high.lastIndexOf(' '))
  const isOneUnit = [low, high].every((text) => text.endsWith(unit) && text.split(' ').length === 2)
  return isOneUnit ? `${low.slice(0, -unit.length)} to ${high}` : `${low} to ${high}`
}

/** `just now`, `5 min ago`, `3 days ago`. */
export function formatAgo(fromIso: string, nowMs: number): string {
  const seconds = (nowMs - Date.parse(fromIso)) / 1000
  if (!Number.isFinite(seconds)) return ''
  if (seconds < 45) return 'just now'
  if (seconds < 86_400) return `${formatSeconds(seconds)} ago`
  const days = Math.round(seconds / 86_400)
  return days === 1 ? 'yesterday' : `${days} days ago`
}

/** `812 B`, `14 kB`, `3.2 MB`, `78.4 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`
}

/** `$0.42`; less than a cent shows what there is, free is an empty text. */
export function formatCost(costMicros: number): string {
  if (costMicros <= 0) return ''
  const dollars = costMicros / 1_000_000
  return `$${dollars < 0.01 ? dollars.toFixed(4) : dollars.toFixed(2)}`
}
