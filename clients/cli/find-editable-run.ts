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
  const read = (runId: string) => orNull(client.readSpecDetail(runId, specKey))
  const found = await (named === undefined ? firstOfLists(client, read) : read(named))
  if (found !== null) return found
  const where = named === undefined ? 'No list has' : `The run ${named} has no`
  throw new CliError(
    'notFound',
    `${where} spec ${specKey}.`,
    'List them: npx assetloom spec list --run RUN; one that is left out is in npx assetloom spec edits.',
  )
}

/** The run that was named, else the newest whose list has an edit of one of these keys. Throws CliError when none has. */
export async function findEditedRun(
  client: AssetloomClient,
  named: string | undefined,
  keys: readonly string[],
): Promise<string> {
  const hasEdit = async (runId: string) => {
    const { edits } = await client.listSpecEdits(runId)
    return edits.some(({ key }) => keys.includes(key)) ? runId : null
  }
  const found = named ?? (await firstOfLists(client, hasEdit))
  if (found !== null) return found
  throw new CliError('notFound', `Nothing of ${keys.join(', ')} was changed by hand.`, 'List: spec edits')
}

/** The run whose list has a proposal of one of these keys, without keys of any; where none has, that of findListRun. */
export async function findProposingRun(
  client: AssetloomClient,
  named: string | undefined,
  keys: readonly string[],
): Promise<string> {
  const hasProposal = async (runId: string) => {
    const { proposals } = await client.listProposals(runId)
    return proposals.some(({ key }) => keys.length === 0 || keys.includes(key)) ? runId : null
  }
  return named ?? (await firstOfLists(client, hasProposal)) ?? (await findListRun(client, undefined))
}

/** The first answer that is one, from the newest run of each list, the newest list first; null when there is none. */
async function firstOfLists<T>(
  client: AssetloomClient,
  ask: (runId: string) => Promise<T | null>,
): Promise<T | null> {
  for (const { runId } of await newestRuns(client)) {
    const found = await ask(runId)
    if (found !== null) return found
  }
  return null
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}
