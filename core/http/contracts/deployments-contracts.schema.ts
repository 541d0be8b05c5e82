import { z } from 'zod'
import type { DeploymentRow, DeploymentSummary } from '../../deploy/deployment-ports.js'
import type { DeploymentPage, DeploymentView } from '../library-api.js'
import { count, idOf, isoTime, kebabKey, line, pageCursor, pageLimit, sha256, text } from './pieces.schema.js'
import { routeContract } from './route-contract.js'

/** Files of one deployment; their paths alone fill a body then. */
const deployedFilesMax = 10_000
/** Within the assets folder: relative, forward slashes, no parts that lead out, nothing invisible. */
const pathInGame = z
  .string()
  .min(1)
  .max(400)
  .regex(
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    /^(?![/\\]|[A-Za-z]:)(?!\.\.(?:[/\\]|$))(?!.*[/\\]\.\.(?:[/\\]|$))[^\u0000-\u001f\u007f-\u009f]*$/,
    'leads out of the assets folder',
  )

const shared = {
  deploymentId: idOf('deployment'),
  projectId: idOf('project'),
  bundleId: idOf('bundle'),
  runId: idOf('run'),
  target: z.string(),
  game: z.string(),
  folder: z.string().nullable(),
  deployedAt: isoTime,
  undoneAt: isoTime.nullable(),
}
const file = z.strictObject({ path: z.string(), sha256, key: z.string().nullable() })
const deployment = z
  .strictObject({ ...shared, files: z.array(file) })
  .meta({ id: 'Deployment' }) satisfies z.ZodType<DeploymentRow>
export const deploymentSummary = z
  .strictObject({ ...shared, files: count })
  .meta({ id: 'DeploymentSummary' }) satisfies z.ZodType<DeploymentSummary>

export const listDeployments = routeContract({
  operationId: 'listDeployments',
  method: 'get',
  path: '/projects/{projectId}/deployments',
  tag: 'Deployments',
  summary: 'What was put into games, newest first',
  scope: 'project',
  role: 'viewer',
  query: z.object({
    bundle: line(200).exactOptional(),
    key: line(200).exactOptional(),
    cursor: pageCursor,
    limit: pageLimit,
  }),
  answers: {
    200: z.strictObject({
      items: z.array(deploymentSummary),
      nextCursor: z.string().nullable(),
    }) satisfies z.ZodType<DeploymentPage>,
  },
})

export const tellDeployment = routeContract({
  operationId: 'tellDeployment',
  method: 'post',
  path: '/projects/{projectId}/deployments',
  tag: 'Deployments',
  summary: 'Tells what was put into a game; told again, nothing changes',
  scope: 'project',
  role: 'editor',
  body: z.strictObject({
    deploymentId: idOf('deployment'),
    bundle: z
      .string()
      .regex(
        /^(bun_[0-9a-f-]{36}|[0-9a-f]{64})$/,
        'is neither the id of a bundle nor the SHA-256 of its manifest',
      ),
    game: line(200),
    folder: text(1000, 1).exactOptional(),
    files: z
      .array(z.strictObject({ path: pathInGame, sha256, key: kebabKey.nullable() }))
      .max(deployedFilesMax, `names more than ${deployedFilesMax} files`),
  }),
  answers: { 200: deployment, 201: deployment },
})

export const undoDeployment = routeContract({
  operationId: 'undoDeployment',
  method: 'post',
  path: '/projects/{projectId}/deployments/{deploymentId}/undo',
  tag: 'Deployments',
  summary: 'Tells that it was taken back',
  scope: 'project',
  role: 'editor',
  answers: { 200: deployment satisfies z.ZodType<DeploymentView> },
})
