import { afterAll, beforeAll, describe } from 'vitest'
import { createUuidMint } from '../../../adapters/ids/uuid-mint.js'
import { createPostgresCatalogue } from '../../../adapters/postgres/postgres-catalogue.js'
import type { Catalogue } from '../../../core/catalogue.js'
import type { TestDatabase } from '../../support/test-database.js'
import { createTestDatabase } from '../../support/test-database.js'
import { describeCatalogue } from './catalogue-conformance.js'

describe('the catalogue on PostgreSQL', () => {
  let database: TestDatabase
  let catalogue: Catalogue
  beforeAll(async () => {
    database = await createTestDatabase()
    catalogue = createPostgresCatalogue(database.pool, { ids: createUuidMint() })
  })
  afterAll(async () => await database.drop())
  describeCatalogue(() => catalogue)
})
