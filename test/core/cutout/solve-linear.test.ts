import fc from 'fast-check'
import { expect, it } from 'vitest'
import { solveLinear } from '../../../core/cutout/solve-linear.js'

it('finds the vector that the right side was made from', () => {
  const numbers = fc.integer({ min: -9, max: 9 })
  fc.assert(
    fc.property(
      fc.array(numbers, { minLength: 16, maxLength: 16 }),
      fc.array(numbers, { minLength: 4, maxLength: 4 }),
      (entries, wanted) => {
        // A heavy diagonal keeps the system far from singular.
        const matrix = entries.map((entry, index) => (index % 5 === 0 ? entry + 60 : entry))
        const right = [0, 1, 2, 3].map((row) =>
          wanted.reduce((sum, value, column) => sum + value * matrix[row * 4 + column]!, 0),
        )
        const found = solveLinear(matrix, right)!
        wanted.forEach((value, index) => expect(found[index]).toBeCloseTo(value, 8))
      },
    ),
  )
})

it('says null for a singular system', () => {
  expect(solveLinear([1, 2, 2, 4], [1, 2])).toBeNull()
})
