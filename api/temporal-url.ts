import type { ApiContext } from './api-deps.js'

/** Where the Temporal UI shows a workflow: it leads from an id to its latest execution. null when its address is not known. */
export function temporalUrlOf(
  { temporalUiUrl, temporalNamespace }: Pick<ApiContext, 'temporalUiUrl' | 'temporalNamespace'>,
  workflowId: string,
): string | null {
  if (temporalUiUrl === null) return null
  const base = temporalUiUrl.replace(/\/+$/, '')
  return `${base}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}`
}
