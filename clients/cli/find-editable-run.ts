import type { SpecDetail } from '../../core/http/spec-edits-api.js'
import type { RunRow } from '../../core/ports.js'
import { ApiError } from '../http/api-error.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { CliError } from './cli-error.js'

/** Lists that are looked through for a key; more need a name. */
const listsSearchedMax = 20

/** The newest run of each list, the newest list first: only those take edits. */
async function newestRuns(client: AssetloomClient): Promise<RunRow[]> {
  const { runs } = await client.listRuns({ limit: 100 })
  const seen = new Set<string>()
  const newest = runs.filter(({ projectId, wishlistName }) => {
    const list = `${projectId} ${wishlistName}`
    const isFirst = !seen.has(list)
    seen.add(list)
    return isFirst
  })
  if (newest.length > 0) return newest.slice(0, listsSearchedMax)
  throw new CliError('notFound', 'There is no run yet.', 'Start one: npx assetloom wishlist add FILE')
}

/** The run that was named, else the newest of the list that was submitted last. Throws CliError when there is none. */
export async function findListRun(client: AssetloomClient, named: string | undefined): Promise<string> {
  return named ?? (await newestRuns(client))[0]?.runId ?? ''
}

/** A spec in the run that was named, else in the newest list that has it. Throws CliError when none has. */
export async function findSpec(
  client: AssetloomClient,
  named: string | undefined,
  specKey: string,
): Promise<SpecDetail> {
  const runIds = named === undefined ? (await newestRuns(client)).map(({ runId }) => runId) : [named]
  for (const runId of runIds) {
    const found = await orNull(client.readSpecDetail(runId, specKey))
    if (found !== null) return found
  }
  const where = named === undefined ? 'No list has' : `The run ${named} has no`
  throw new CliError(
    'notFound',
    `${where} spec ${specKey}.`,
    'List them: npx assetloom spec list --run RUN; one that is left out is in npx assetloom spec edits.',
  )
}

/** The run whose list has an edit of one of these keys; else that of findListRun. */
export async function findEditedRun(
  client: AssetloomClient,
  named: string | undefined,
  keys: readonly string[],
): Promise<string> {
  if (named !== undefined) return named
  const runs = await newestRuns(client)
  for (const { runId } of runs) {
    const { edits } = await client.listSpecEdits(runId)
    if (edits.some(({ key }) => keys.includes(key))) return runId
  }
  throw new CliError('notFound', `Nothing of ${keys.join(', ')} was changed by hand.`, 'List: spec edits')
}

/** The run whose list has a proposal of one of these keys; without keys the newest that has any. */
export async function findProposingRun(
  client: AssetloomClient,
  named: string | undefined,
  keys: readonly string[],
): Promise<string> {
  if (named !== undefined) return named
  const runs = await newestRuns(client)
  for (const { runId } of runs) {
    const { proposals } = await client.listProposals(runId)
    if (keys.length === 0 ? proposals.length > 0 : proposals.some(({ key }) => keys.includes(key)))
      return runId
  }
  return runs[0]?.runId ?? ''
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}
