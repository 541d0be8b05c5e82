import { describe } from 'vitest'
import { describeCatalogue } from '../adapters/postgres/catalogue-conformance.js'
import { createCountingIds } from './counting-ids.js'
import { createMemoryCatalogue } from './memory-catalogue.js'

describe('the catalogue in memory', () => {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds() })
  describeCatalogue(() => catalogue)
})
