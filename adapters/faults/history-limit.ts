const word = /^history-events-(\d{1,5})$/

/**
 * The word `history-events-N` of ASSETLOOM_FAULTS: workflows that start continue as new beyond N history events, so
 * that it happens within seconds. Undefined when it is not there. N below 30 would never come to rest: a new execution
 * has about 20 events before it waits.
 */
export function readHistoryEventsMax(faults: string | null): number | undefined {
  for (const one of (faults ?? '').split(',')) {
    const found = word.exec(one.trim())
    if (found) return Math.max(30, Number(found[1]))
  }
  return undefined
}
