import { temporal } from '@temporalio/proto'
import type { Connection } from '@temporalio/client'
import { searchAttributes } from '../../core/search-attributes.js'

/** The dev server's own default is 24 h, after which ids could be used again. */
const retentionDays = 30
const { IndexedValueType } = temporal.api.enums.v1

const indexedTypes = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  DATETIME: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
} as const

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
