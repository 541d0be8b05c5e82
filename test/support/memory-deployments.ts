import type {
  DeploymentCatalogue,
  DeploymentRow,
  DeploymentSummary,
} from '../../core/deploy/deployment-ports.js'
import { AssetloomError } from '../../core/errors.js'
import { hashOf } from '../../core/hash.js'
import { boundLimit, isoNow, notFound, type MemoryState } from './memory-catalogue-state.js'

export function createMemoryDeployments(state: MemoryState): DeploymentCatalogue {
  const { deployments } = state
  const bundleOf = (projectId: string, name: string) =>
    [...state.bundles.values()].findLast(
      ({ row, files }) =>
        row.projectId === projectId &&
        (row.bundleId === name ||
          files.some(({ path, sha256 }) => path === 'manifest.json' && sha256 === name)),
    )
  return {
    findBundle: async (projectId, name) => bundleOf(projectId, name)?.row.bundleId ?? null,
    record: async (input) => {
      const bundle = bundleOf(input.projectId, input.bundleId)
      const known = deployments.get(input.deploymentId)
      if (!bundle && !known) throw notFound(`bundle ${input.bundleId}`)
      const { runId: _, deployedAt: __, undoneAt: ___, ...told } = known ?? newRow(state, input, '')
      if (hashOf(told) !== hashOf(input))
        throw new AssetloomError('Conflict', `deployment ${input.deploymentId} is known`, 'take another id')
      const deployment = known ?? newRow(state, input, bundle!.row.runId)
      deployments.set(input.deploymentId, deployment)
      return { deployment: structuredClone(deployment), created: known === undefined }
    },
    undo: async (projectId, deploymentId) => {
      const row = deployments.get(deploymentId)
      if (row?.projectId !== projectId) return null
      const undone = { ...row, undoneAt: row.undoneAt ?? isoNow(state) }
      deployments.set(deploymentId, undone)
      return structuredClone(undone)
    },
    list: async ({ projectId, bundleId, key, cursor, limit }) => {
      const all = [...deployments.values()]
        .reverse()
        .filter(
          (row) =>
            row.projectId === projectId &&
            (bundleId === undefined || row.bundleId === bundleId) &&
            (key === undefined || row.files.some((file) => file.key === key)),
        )
      const rest = all.slice(
        cursor === undefined ? 0 : all.findIndex((row) => row.deploymentId === cursor) + 1,
      )
      const items = rest
        .slice(0, boundLimit(limit))
        .map((row): DeploymentSummary => ({ ...row, files: row.files.length }))
      return { items, nextCursor: rest.length > items.length ? (items.at(-1)?.deploymentId ?? null) : null }
    },
  }
}

function newRow(
  state: MemoryState,
  input: Parameters<DeploymentCatalogue['record']>[0],
  runId: string,
): DeploymentRow {
  return { ...structuredClone(input), runId, deployedAt: isoNow(state), undoneAt: null }
}
