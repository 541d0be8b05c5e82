import { refineOrder, type ListOrder } from '../core/intake/refine-order.js'
import { openLinesOf } from '../core/refinement/find-open-lines.js'
import type { ApiContext } from './api-deps.js'

/**
 * A list with the project's design documents in its options, as they are now, where they can matter: where the rules
 * leave lines open that a model may be asked about. Any other list stays as it is, so that a change of a document makes
 * no revision of it.
 */
export async function withDocuments(
  { catalogue }: Pick<ApiContext, 'catalogue'>,
  projectId: string,
  list: ListOrder,
): Promise<ListOrder> {
  const rows = await catalogue.documents.list(projectId)
  if (rows.length === 0 || openLinesOf(list, refineOrder(list)).length === 0) return list
  const documents = rows.map(({ name, sha256 }) => ({ name, sha256 }))
  return { ...list, options: { ...list.options, documents } }
}
