const rowsMax = 1_000

/** No answer is longer than 1,000 rows, whatever the caller asks for. */
export function boundLimit(limit: number): number {
  return Math.max(1, Math.min(rowsMax, Math.floor(limit)))
}
