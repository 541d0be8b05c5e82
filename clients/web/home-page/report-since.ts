const seenKey = 'assetloom-last-seen'
/** A shorter absence is the same visit. */
const visitGapMs = 30 * 60_000
const nightMs = 18 * 3_600_000
const monthMs = 30 * 86_400_000

/** The last visit if it is over, else 18 hours ago; never more than a month. */
export function reportSince(seenMs: number | null, nowMs: number): number {
  const isOver = seenMs !== null && seenMs <= nowMs && nowMs - seenMs >= visitGapMs
  return Math.max(isOver ? seenMs : nowMs - nightMs, nowMs - monthMs)
}

/** A browser that keeps nothing (private windows) shows the last 18 hours. */
export function readSeen(): number | null {
  try {
    const seen = Number(localStorage.getItem(seenKey))
    return Number.isFinite(seen) && seen > 0 ? seen : null
  } catch {
    return null
  }
}

export function writeSeen(nowMs: number): void {
  try {
    localStorage.setItem(seenKey, String(nowMs))
  } catch {
    // Nothing depends on it.
  }
}
