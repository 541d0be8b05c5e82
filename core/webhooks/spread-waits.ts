/** The most by which a wait is shorter than planned, as a share of it. */
const spreadMax = 0.2

/**
 * Waits of one round of a delivery, each up to a fifth shorter than planned: what failed together, because its receiver
 * was away, does not come back together. The same delivery and round give the same waits.
 */
export function spreadWaits(deliveryId: string, round: number, waitsMs: readonly number[]): number[] {
  return waitsMs.map((waitMs, index) =>
    Math.round(waitMs * (1 - spreadMax * shareOf(`${index}/${round}/${deliveryId}`))),
  )
}

/** As `spreadWaits`, for a wait that a receiver asked for: up to a fifth longer, never shorter. */
export function spreadAskedWait(deliveryId: string, tryNumber: number, askedMs: number): number {
  return Math.round(askedMs * (1 + spreadMax * shareOf(`${tryNumber}/asked/${deliveryId}`)))
}

/** A number from 0 to 1 that a text alone decides: FNV-1a of 32 bits, mixed as MurmurHash3 ends. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
