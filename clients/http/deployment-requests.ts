import { v7 } from 'uuid'
import type { DeploymentPage, DeploymentView, TellDeploymentBody } from '../../core/http/library-api.js'
import { idPrefixes } from '../../core/ids.js'
import type { AssetloomClient } from './assetloom-client.js'

/** `dpl_` + UUIDv7. Minted once a deployment and kept with it, so that telling it again is the same deployment. */
export function mintDeploymentId(): string {
  return `${idPrefixes.deployment}_${v7()}`
}

/** Requests about bundles that lie in games; they throw as those of AssetloomClient do. */
export interface DeploymentRequests {
  tell(body: TellDeploymentBody): Promise<DeploymentView>
  tellUndone(deploymentId: string): Promise<DeploymentView>
  /** Newest first. */
  list(query?: {
    readonly bundle?: string
    readonly key?: string
    readonly cursor?: string
    readonly limit?: number
  }): Promise<DeploymentPage>
}

export function deploymentRequests(client: AssetloomClient, projectId: string): DeploymentRequests {
  const base = `/api/v1/projects/${encodeURIComponent(projectId)}/deployments`
  const post = async (path: string, body: unknown): Promise<DeploymentView> => {
    const response = await client.open({ method: 'POST', path: `${base}${path}`, body, repeatable: true })
    return (await response.json()) as DeploymentView
  }
  return {
    tell: (body) => post('', body),
    tellUndone: (deploymentId) => post(`/${encodeURIComponent(deploymentId)}/undo`, {}),
    async list(query = {}) {
      const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
      const search = pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
      const response = await client.open({ method: 'GET', path: `${base}${search}`, repeatable: true })
      return (await response.json()) as DeploymentPage
    },
  }
}
