import type { SubmitWishlistBody } from '../../core/http/http-api.js'
import type { BudgetView, EstimateView } from '../../core/http/spending-api.js'
import type { AssetloomClient } from './assetloom-client.js'

type Opener = Pick<AssetloomClient, 'open'>

/** What a project spent, and what is left. Throws ApiError. */
export async function readBudget(client: Opener, projectId: string): Promise<BudgetView> {
  const path = `/api/v1/projects/${encodeURIComponent(projectId)}/budget`
  const answer = await client.open({ method: 'GET', path, repeatable: true })
  return (await answer.json()) as BudgetView
}

/** What submitting a list would take and cost. Keeps nothing. Throws ApiError. */
export async function estimateWishlist(
  client: Opener,
  projectId: string,
  body: SubmitWishlistBody,
): Promise<EstimateView> {
  const path = `/api/v1/projects/${encodeURIComponent(projectId)}/wishlists/estimate`
  const answer = await client.open({ method: 'POST', path, body, repeatable: true })
  return (await answer.json()) as EstimateView
}

/** What a run has still to make, and what that takes and costs. Throws ApiError. */
export async function estimateRun(client: Opener, runId: string): Promise<EstimateView> {
  const path = `/api/v1/runs/${encodeURIComponent(runId)}/estimate`
  const answer = await client.open({ method: 'GET', path, repeatable: true })
  return (await answer.json()) as EstimateView
}
