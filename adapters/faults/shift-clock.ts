const word = /^clock-([a-z]+)-(ahead|behind)-(\d{1,5})$/

/**
 * Sets the clock of this process wrong, as a host without time synchronisation has it: `clock-image-ahead-300` in
 * ASSETLOOM_FAULTS puts the process `image` 300 s ahead, `behind` 300 s back. Timers run as before; only what the time
 * is differs. Workflows are not touched: their time comes from the server.
 */
export function shiftClock(processName: string, faults: string | null): void {
  for (const one of (faults ?? '').split(',')) {
    const found = word.exec(one.trim())
    if (found?.[1] !== processName) continue
    const seconds = Number(found[3]) * (found[2] === 'ahead' ? 1 : -1)
    globalThis.Date = shiftedDate(Date, seconds * 1_000)
    return
  }
}

function shiftedDate(real: DateConstructor, offsetMs: number): DateConstructor {
  const now = () => real.now() + offsetMs
  return new Proxy(real, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
    apply: () => new real(now()).toString(),
    get: (target, key): unknown => (key === 'now' ? now : Reflect.get(target, key)),
  })
}
