import { createHash } from 'node:crypto'
import type { DeployFs } from './deploy-fs.js'
import { foldersAbove, ignorePath, ignoreText, placeOn, recordPath, undoFolder } from './deploy-places.js'
import { listUndos, recordBytes } from './deploy-record.js'
import type { DeployRequest, PlannedDeployment } from './plan-bundle.js'
import { runWork, type StepSource } from './transaction.js'

/** Older deployments cannot be undone any more. */
export const undosKept = 5

/**
 * Does what was planned, all or nothing, and keeps what it replaces for an undo. Gives the number of the undo, null when
 * there was nothing to do.
 */
export async function applyDeployment(
  fs: DeployFs,
  request: DeployRequest,
  planned: PlannedDeployment,
  at: string,
): Promise<number | null> {
  const { root, bundle } = request
  const sources = new Map<string, StepSource>()
  const steps: { path: string; before: string | null; after: string | null }[] = []
  for (const { path, before, after, source } of planned.plan.steps) {
    steps.push({ path, before, after })
    if (source !== null) sources.set(path, placeOn(bundle.dir, source))
  }
  const write = (path: string, before: string | null, bytes: Uint8Array) => {
    const after = createHash('sha256').update(bytes).digest('hex')
    if (after === before) return
    steps.push({ path, before, after })
    sources.set(path, bytes)
  }
  const { manifestFile, patched } = planned
  if (manifestFile !== null && patched !== null)
    write(manifestFile.path, manifestFile.sha256, Buffer.from(patched.text, 'utf8'))
  write(recordPath, await hashOrNull(fs, placeOn(root, recordPath)), recordBytes(planned.next))
  if (steps.length === 0) return null
  if ((await fs.find(placeOn(root, ignorePath))) === null) write(ignorePath, null, Buffer.from(ignoreText))
  const undos = await listUndos(fs, root)
  const number = (undos.at(-1) ?? 0) + 1
  const emptied = new Set(
    steps.filter(({ after }) => after === null).flatMap(({ path }) => foldersAbove(path).reverse()),
  )
  await runWork(fs, root, {
    work: 'deploy',
    steps,
    sources,
    backupFolder: `${undoFolder}/${number}`,
    note: {
      format: 'assetloom-undo/1',
      at,
      project: bundle.manifest.project.key,
      target: bundle.manifest.target,
      ...(request.deploymentId === undefined ? {} : { deploymentId: request.deploymentId }),
    },
    dropped: undos.filter((one) => one <= number - undosKept).map((one) => `${undoFolder}/${one}`),
    emptied: [...emptied].sort((a, b) => b.split('/').length - a.split('/').length),
  })
  return number
}

async function hashOrNull(fs: DeployFs, place: string): Promise<string | null> {
  return (await fs.find(place)) === null ? null : (await fs.hash(place)).sha256
}
