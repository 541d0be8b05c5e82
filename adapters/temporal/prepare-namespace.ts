import { isGrpcServiceError, type Connection } from '@temporalio/client'
import { AssetloomError } from '../../core/errors.js'
import { searchAttributes } from '../../core/search-attributes.js'

/** The dev server's own default is 24 h, after which ids could be used again. */
const retentionDays = 30

/** `temporal.api.enums.v1.IndexedValueType`, by number: the generated enum is CommonJS without named exports. */
const indexedTypes = { KEYWORD: 2, INT: 3, DATETIME: 6 } as const

/** gRPC codes of a server that does not let this caller administer it: Temporal Cloud, or a narrow API key. */
const refusals = new Map([
  [3, 'INVALID_ARGUMENT'],
  [7, 'PERMISSION_DENIED'],
  [9, 'FAILED_PRECONDITION'],
  [12, 'UNIMPLEMENTED'],
  [16, 'UNAUTHENTICATED'],
])
const notFoundCode = 5
const alreadyExistsCode = 6

/** What is needed of a connection. */
export type NamespaceConnection = Pick<Connection, 'workflowService' | 'operatorService'>

/** Calls `onRefused` with a sentence for each thing that the server does not let us set, and that is not needed. */
export type OnRefused = (message: string, fields: { readonly reason: string }) => void

/**
 * Sets the namespace's retention and registers the search attributes; both can be done again. The server's flag for
 * search attributes is ignored for a database file that is there already, so this runs at every boot. A server that
 * refuses namespace updates (Temporal Cloud) keeps its own retention. Throws NotFound for an unknown namespace and
 * InvalidInput when search attributes are missing and cannot be added: nothing could be started without them.
 */
export async function prepareNamespace(
  connection: NamespaceConnection,
  namespace: string,
  onRefused: OnRefused = () => undefined,
): Promise<void> {
  await setRetention(connection, namespace, onRefused)
  const present = await listAttributes(connection, namespace, onRefused)
  const missing = Object.entries(searchAttributes).filter(([name]) => !present.has(name))
  if (missing.length === 0) return
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, indexedTypes[type]])),
    })
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === alreadyExistsCode) return
    throw isRefusal(error) ? missingAttributes(namespace, missing, error) : error
  }
}

async function setRetention(
  connection: NamespaceConnection,
  namespace: string,
  onRefused: OnRefused,
): Promise<void> {
  try {
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: { seconds: (retentionDays * 86_400) as never } },
    })
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === notFoundCode)
      throw new AssetloomError(
        'NotFound',
        `Temporal has no namespace "${namespace}".`,
        'Create it, or set TEMPORAL_NAMESPACE to one that exists.',
        { namespace },
      )
    if (!isRefusal(error)) throw error
    onRefused(
      `Temporal does not let us set the retention of ${namespace}; it has to keep histories for days`,
      { reason: reasonOf(error) },
    )
  }
}

/** Names of the attributes that there are. Temporal Cloud answers for them as a part of the namespace only. */
async function listAttributes(
  connection: NamespaceConnection,
  namespace: string,
  onRefused: OnRefused,
): Promise<ReadonlySet<string>> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
    return new Set(Object.keys(customAttributes))
  } catch (error) {
    if (!isRefusal(error)) throw error
    onRefused('Temporal does not list its search attributes; the namespace is asked for them', {
      reason: reasonOf(error),
    })
  }
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace })
    return new Set(Object.values(config?.customSearchAttributeAliases ?? {}))
  } catch (error) {
    if (isRefusal(error)) return new Set()
    throw error
  }
}

function missingAttributes(
  namespace: string,
  missing: readonly (readonly [string, string])[],
  error: unknown,
): AssetloomError {
  const list = missing.map(([name, type]) => `${name} (${type.toLowerCase()})`).join(', ')
  return new AssetloomError(
    'InvalidInput',
    `The Temporal namespace "${namespace}" lacks the search attributes ${list}, and does not let us add them: ${reasonOf(error)}.`,
    'Add them in the UI of your Temporal Cloud, or let an administrator run: temporal operator search-attribute create; then start again.',
    { namespace },
  )
}

function isRefusal(error: unknown): boolean {
  return isGrpcServiceError(error) && refusals.has(error.code)
}

function reasonOf(error: unknown): string {
  if (!isGrpcServiceError(error)) return String(error)
  return `${refusals.get(error.code) ?? error.code}${error.details ? `, ${error.details.slice(0, 300)}` : ''}`
}
