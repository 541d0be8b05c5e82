/** Reasons that come up most. They are kept as they stand, so that they can be counted. */
const usualReasons = [
  'wrong subject',
  'unreadable silhouette',
  'off palette',
  'wrong angle',
  'cut off',
  'too noisy',
  'wrong size',
  'style does not match',
]

const keptKey = 'assetloom.rejectReasons'
/** One key each. */
export const offeredMax = 9
const keptMax = 40

/** Those that were used last in this browser first, then the usual ones. */
export function offeredReasons(): string[] {
  const own = readOwn().slice(0, offeredMax - 4)
  // The usual ones keep their place and so their key; own words follow.
  return [...new Set([...usualReasons.slice(0, offeredMax - own.length), ...own])].slice(0, offeredMax)
}

/** Words of one's own are offered from now on. */
export function keepReason(reason: string): void {
  if (usualReasons.includes(reason)) return
  const own = [reason, ...readOwn().filter((one) => one !== reason)].slice(0, keptMax)
  try {
    localStorage.setItem(keptKey, JSON.stringify(own))
  } catch {
    // It is offered no more than this once.
  }
}

function readOwn(): string[] {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(keptKey) ?? '[]')
    return Array.isArray(parsed) ? parsed.filter((one): one is string => typeof one === 'string') : []
  } catch {
    return []
  }
}
