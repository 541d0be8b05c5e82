import type { Router } from 'express'
import {
  listDeployments,
  tellDeployment,
  undoDeployment,
} from '../../core/http/contracts/deployments-contracts.schema.js'
import type { DeploymentPage, DeploymentView } from '../../core/http/library-api.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { notFound, problem } from '../problem.js'

/** What programs tell of the bundles that they put into games. Telling it again changes nothing: the id decides. */
export function addDeploymentRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, limits } = deps
  const { deployments } = catalogue
  mountOperations(router, deps, [
    operation(listDeployments, async ({ params, query }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const { bundle, limit = limits.pageSizeDefault, ...given } = query
      const page = await deployments.list({
        ...{ projectId, limit, ...given },
        ...(bundle === undefined ? {} : { bundleId: bundle }),
      })
      response.json(page satisfies DeploymentPage)
    }),
    operation(tellDeployment, async ({ params, body }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const { bundle: name, folder = null, ...told } = body
      const bundleId = await deployments.findBundle(projectId, name)
      const bundle = bundleId === null ? null : await catalogue.bundles.find(bundleId)
      if (bundle === null)
        throw problem(
          404,
          'not-found',
          'This project has no such bundle.',
          'Only bundles that this service made can be told of: give the id, or the SHA-256 of manifest.json.',
        )
      const { bundleId: own, target } = bundle.bundle
      const input = { ...told, projectId, bundleId: own, target, folder }
      const { deployment, created } = await deployments.record(input)
      response.status(created ? 201 : 200).json(deployment satisfies DeploymentView)
    }),
    operation(undoDeployment, async ({ params }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const undone = await deployments.undo(projectId, params.deploymentId)
      if (undone === null) throw notFound('deployment')
      response.json(undone satisfies DeploymentView)
    }),
  ])
}
