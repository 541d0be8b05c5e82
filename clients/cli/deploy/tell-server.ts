import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ApiError, BackendUnavailableError } from '../../http/api-error.js'
import { deploymentRequests, type DeploymentRequests } from '../../http/deployment-requests.js'
import { CliError } from '../cli-error.js'
import type { CommandKit } from '../command-kit.js'
import { connect } from '../connect.js'
import type { DeployOutcome } from './deploy-bundle.js'
import type { DeployFs } from './deploy-fs.js'
import { listUndos, readUndoNote } from './deploy-record.js'
import type { DeployRequest } from './plan-bundle.js'

/** The files are in place already: a service that does not answer at once is left alone. */
const patience = { retryForMs: 0, attemptTimeoutMs: 5_000 }

export interface TellOptions {
  /** False: nobody is told. */
  readonly tell: boolean
  readonly gameName?: string
  /** Also where the assets folder lies on this machine. */
  readonly tellPath?: boolean
}

/** What a service knows of a deployment now. */
export interface ToldDeployment {
  readonly deploymentId: string
  readonly bundleId: string
  readonly game: string
  readonly folder: string | null
}

/**
 * Tells the service that the bundle lies in this game, if one answers and knows the project; null when nobody was told.
 * A deployment that was killed before it told is told by the next one that finds nothing to do. Never throws for want
 * of a service: the files are in place.
 */
export async function tellDeployment(
  kit: CommandKit,
  fs: DeployFs,
  request: DeployRequest,
  { planned, state }: DeployOutcome,
  bundleId: string | null,
  options: TellOptions,
): Promise<ToldDeployment | null> {
  const { root, gameDir, bundle } = request
  const { project, target } = bundle.manifest
  const isDone = state === 'applied' || state === 'nothing-to-do'
  if (!options.tell || !isDone) return null
  const deploymentId =
    state === 'applied' ? request.deploymentId : await lastDeploymentId(fs, root, project.key, target)
  const own = planned.next.deployments.find((one) => one.project.key === project.key)
  if (deploymentId === undefined || own === undefined) return null
  const manifest = await readFile(join(bundle.dir, 'manifest.json'))
  const body = {
    deploymentId,
    bundle: bundleId ?? createHash('sha256').update(manifest).digest('hex'),
    // A folder's name says enough; where it lies is nobody's business unless it was asked for.
    game: (options.gameName ?? basename(gameDir)) || basename(root) || 'game',
    ...(options.tellPath === true ? { folder: root } : {}),
    files: own.files.map(({ path, sha256, key }) => ({ path, sha256, key })),
  }
  return await withService(kit, project.key, async (service) => {
    const { bundleId: known, game, folder } = await service.tell(body)
    return { deploymentId, bundleId: known, game, folder }
  })
}

/** Tells the service that a deployment was taken back; whether it was told. Throws as little as tellDeployment. */
export async function tellUndo(
  kit: CommandKit,
  project: string,
  deploymentId: string | undefined,
  { tell }: Pick<TellOptions, 'tell'>,
): Promise<boolean> {
  if (!tell || deploymentId === undefined) return false
  const told = await withService(kit, project, (service) => service.tellUndone(deploymentId))
  return told !== null
}

async function withService<T>(
  kit: CommandKit,
  projectKey: string,
  work: (service: DeploymentRequests) => Promise<T>,
): Promise<T | null> {
  try {
    const { client } = await connect(kit.context, kit.options, patience)
    const project = (await client.listProjects()).projects.find(({ key }) => key === projectKey)
    return project === undefined ? null : await work(deploymentRequests(client, project.projectId))
  } catch (error) {
    // No service, no token for it, or a stack of another version: deploying works without.
    if (error instanceof BackendUnavailableError || error instanceof CliError) return null
    if (!(error instanceof ApiError)) throw error
    // 404: its bundle, or its deployment, was made elsewhere; 409: it was told before.
    if (error.status !== 404 && error.status !== 409)
      kit.say(`The service was not told of it: ${error.message}`)
    return null
  }
}

/** Of the newest deployment of this project and target that can be undone. */
async function lastDeploymentId(
  fs: DeployFs,
  root: string,
  project: string,
  target: string,
): Promise<string | undefined> {
  for (const number of (await listUndos(fs, root)).reverse()) {
    const note = await readUndoNote(fs, root, number)
    if (note.project === project && note.target === target) return note.deploymentId
  }
  return undefined
}
