import type { Router } from 'express'
import type { DeploymentPage, DeploymentView } from '../../core/http/library-api.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { notFound, problem } from '../problem.js'
import { parseBody } from '../request-bodies.schema.js'
import { pageSize, pathId, queryText, resource } from '../resource.js'

/** What programs tell of the bundles that they put into games. Telling it again changes nothing: the id decides. */
export function addDeploymentRoutes(router: Router, { catalogue, limits }: ApiContext): void {
  const { deployments } = catalogue
  resource(router, '/projects/:projectId/deployments', {
    async get(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const [bundle, key, cursor] = ['bundle', 'key', 'cursor'].map((name) => queryText(request, name))
      const page = await deployments.list({
        ...{ projectId, limit: pageSize(request, limits) },
        ...(bundle === undefined ? {} : { bundleId: bundle }),
        ...(key === undefined ? {} : { key }),
        ...(cursor === undefined ? {} : { cursor }),
      })
      response.json(page satisfies DeploymentPage)
    },
    async post(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const { bundle: name, folder = null, ...told } = parseBody('tellDeployment', request.body)
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
    },
  })
  resource(router, '/projects/:projectId/deployments/:deploymentId/undo', {
    async post(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const undone = await deployments.undo(projectId, pathId(request, 'deploymentId', 'deployment'))
      if (undone === null) throw notFound('deployment')
      response.json(undone satisfies DeploymentView)
    },
  })
}
