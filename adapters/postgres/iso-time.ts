/** Milliseconds in ISO 8601, UTC: what JavaScript's dates write. */
export const isoOf = (column: string, as: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "${as}"`
