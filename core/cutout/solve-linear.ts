/**
 * Solves `matrix * x = right` for a small symmetric system by Gauss elimination with partial pivoting.
 * `matrix` holds `size * size` numbers row by row; neither argument is changed. Null when the system is singular.
 */
export function solveLinear(
  matrix: readonly number[] | Float64Array,
  right: readonly number[] | Float64Array,
): Float64Array | null {
  const size = right.length
  const rows = Array.from({ length: size }, (_, row) =>
    Float64Array.from({ length: size + 1 }, (_, column) =>
      column === size ? right[row]! : matrix[row * size + column]!,
    ),
  )
  for (let step = 0; step < size; step++) {
    let best = step
    for (let row = step + 1; row < size; row++)
      if (Math.abs(rows[row]![step]!) > Math.abs(rows[best]![step]!)) best = row
    ;[rows[step], rows[best]] = [rows[best]!, rows[step]!]
    const pivot = rows[step]!
    if (Math.abs(pivot[step]!) < 1e-12) return null
    for (let row = 0; row < size; row++) {
      if (row === step) continue
      const share = rows[row]![step]! / pivot[step]!
      for (let column = step; column <= size; column++) rows[row]![column]! -= share * pivot[column]!
    }
  }
  return Float64Array.from(rows, (row, index) => row[size]! / row[index]!)
}
