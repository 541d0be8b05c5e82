import type { Connection } from '@temporalio/client'
import { searchAttributes } from '../../core/search-attributes.js'

/** The dev server's own default is 24 h, after which ids could be used again. */
const retentionDays = 30

/** `temporal.api.enums.v1.IndexedValueType`, by number: the generated enum is CommonJS without named exports. */
const indexedTypes = { KEYWORD: 2, INT: 3, DATETIME: 6 } as const

/**
 * Sets the namespace's retention and registers the search attributes; both can be done again. The server's flag for
 * search attributes is ignored for a database file that is there already, so this runs at every boot.
 */
export async function prepareNamespace(connection: Connection, namespace: string): Promise<void> {
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: { seconds: (retentionDays * 86_400) as never } },
  })
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  const missing = Object.entries(searchAttributes).filter(([name]) => !(name in customAttributes))
  if (missing.length === 0) return
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, indexedTypes[type]])),
  })
}
