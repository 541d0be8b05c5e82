import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { TraceView } from '../../../core/http/library-api.js'
import { ApiError } from '../../http/api-error.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { libraryRequests } from '../../http/library-requests.js'
import { CliError } from '../cli-error.js'
import type { CommandKit } from '../command-kit.js'
import { describeTraceStep } from './describe-trace-step.js'
import { readTracedFile, type TracedFile } from './read-traced-file.js'

/** Prints the history of what a name or a file means, oldest first. Throws CliError when nobody knows it. */
export async function runTrace(kit: CommandKit, what: string, project: string): Promise<void> {
  const path = resolve(kit.context.cwd, what)
  const isFile = /[./\\]/.test(what) && (await stat(path).catch(() => null)) !== null
  const file = isFile ? await readTracedFile(path, project) : null
  const { client } = await kit.connect()
  const view = await findTrace(client, file?.names ?? namesOf(what, project))
  if (view === null)
    throw new CliError(
      'notFound',
      file === null
        ? `Nothing here is called ${what}.`
        : `${path} was not made here, or it was changed since.`,
      'Give the id of a variant or an asset, its SHA-256, or its key with --project KEY.',
    )
  const deployment = file?.deployment ?? null
  const { subject, projectKey, steps } = view
  const lines = [
    `${subject.key}  (project ${projectKey}, spec ${subject.specId}${subject.assetId === null ? '' : `, asset ${subject.assetId}`})`,
    ...steps.map((step) => describeTraceStep(step)),
    ...(deployment === null ? [] : [deployedLine(file, deployment)]),
  ]
  kit.print({ ...view, file }, lines.map((line) => `${line}\n`).join(''))
}

/** Ids and hashes say themselves where they belong; a key belongs to a project. */
function namesOf(what: string, project: string): TracedFile['names'] {
  return /^(?:var|ast|asv|spc)_|^[0-9a-f]{64}$/.test(what) ? [{ name: what }] : [{ name: what, project }]
}

async function findTrace(client: AssetloomClient, names: TracedFile['names']): Promise<TraceView | null> {
  for (const { name, project } of names)
    try {
      return await libraryRequests(client).readTrace(name, project)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error
    }
  return null
}

function deployedLine(
  file: TracedFile | null,
  { record, target, bundle }: NonNullable<TracedFile['deployment']>,
): string {
  return `${'now'.padEnd(24)}  deployed   ${file?.path} by ${record}: ${target}, content ${bundle.slice(0, 12)}`
}
