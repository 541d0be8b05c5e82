import type { Command } from 'commander'
import { togetherLimits } from '../../../core/review-together/together-limits.js'
import type { OperationAnswer } from '../../http/call-operation.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { chooseRunId, findRunOfSpec } from '../choose-run.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit, type CommandKit } from '../command-kit.js'
import { findProject, projectKey } from '../find-project.js'
import { formatTable } from '../format-table.js'
import { wholeNumber } from '../parse-options.js'
import { parseVariantName, resolveVariant } from '../resolve-variant.js'

interface RunOption {
  readonly run?: string
}

const { claimsAtOnceMax, claimsAtOnceDefault } = togetherLimits
const newestRun = ['--run <run>', 'run id; without it the newest one that goes on'] as const
const queueRows = 500

/** `assetloom review queue|claim|claims|release|assign|unassign|note|tag`: reviewing with others. */
export function addReviewTogetherCommands(group: Command, context: CliContext): void {
  addQueue(group, context)
  addClaims(group, context)
  addAssign(group, context)
  addNote(group, context)
  addTag(group, context)
}

function addQueue(group: Command, context: CliContext): void {
  group
    .command('queue')
    .description('specs of all runs that wait for a person, the longest waiting first')
    .option('--mine', 'without those that somebody else has claimed or was given')
    .option('--project <key>', 'only of this project', projectKey)
    .action(async (options: { mine?: boolean; project?: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { project, mine } = options
      const projectId = project === undefined ? undefined : (await findProject(client, project)).projectId
      const query = {
        ...(mine === true ? { mine: 'true' as const } : {}),
        ...(projectId === undefined ? {} : { projectId }),
        limit: queueRows,
      }
      const page = await client.call('readReviewQueue', { query })
      const rows = page.items.map((one) => [
        ...[one.specKey, one.wishlistName, one.waitingSince, one.claimedBy ?? '-', one.assignedTo ?? '-'],
        one.runId,
      ])
      const titles = ['SPEC', 'LIST', 'WAITS SINCE', 'CLAIMED BY', 'ASSIGNED TO', 'RUN']
      kit.print(page, rows.length === 0 ? '' : formatTable([titles, ...rows]))
      if (rows.length === 0) kit.say('Nothing waits for a person.')
      else if (page.total > rows.length) kit.say(`${page.total - rows.length} more wait.`)
    })
}

function addClaims(group: Command, context: CliContext): void {
  group
    .command('claim')
    .description('take the next specs that wait and that nobody has')
    .option('--count <n>', 'how many', wholeNumber(1, claimsAtOnceMax), claimsAtOnceDefault)
    .option(...newestRun)
    .action(async (options: RunOption & { count: number }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId = await chooseRunId(client, options.run)
      const { claims } = await client.call('takeClaims', {
        params: { runId },
        body: { count: options.count },
      })
      printClaims(kit, runId, claims)
      if (claims.length === 0) kit.say('Nothing waits that nobody has: review claims says who has what.')
    })
  group
    .command('claims')
    .description('who has taken which specs of a run')
    .option(...newestRun)
    .action(async (options: RunOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId = await chooseRunId(client, options.run)
      printClaims(kit, runId, (await client.call('listClaims', { params: { runId } })).claims)
    })
  group
    .command('release')
    .description('give your claims in a run back, or that of one spec')
    .argument('[spec]', 'spec key')
    .option(...newestRun)
    .action(async (specKey: string | undefined, options: RunOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId = await chooseRunId(client, options.run)
      const query = specKey === undefined ? {} : { specKey }
      const { released } = await client.call('releaseClaims', { params: { runId }, query })
      kit.print({ runId, released }, '')
      kit.say(`${released} given back.`)
    })
}

function printClaims(kit: CommandKit, runId: string, claims: OperationAnswer<'listClaims'>['claims']): void {
  const rows = claims.map(({ specKey, handle, leaseUntil }) => [specKey, handle, `until ${leaseUntil}`])
  kit.print({ runId, claims }, formatTable(rows))
}

function addAssign(group: Command, context: CliContext): void {
  const assign = async (command: Command, handle: string | null, specKeys: string[], run?: string) => {
    const kit = openKit(context, command)
    const { client } = await kit.connect()
    const runId = await chooseRunId(client, run)
    const body = { handle, ...(specKeys.length === 0 ? {} : { specKeys }) }
    const { assignments } = await client.call('assignReview', { params: { runId }, body })
    const rows = assignments.map((one) => [one.specKey ?? '(the run)', one.handle, `by ${one.assignedBy}`])
    kit.print({ runId, assignments }, formatTable(rows))
  }
  group
    .command('assign')
    .description('give the review of a run, or of some of its specs, to a member')
    .argument('<handle>', 'handle of the member')
    .argument('[specs...]', 'spec keys; without any, the whole run')
    .option(...newestRun)
    .action(async (handle: string, specKeys: string[], options: RunOption, command: Command) => {
      await assign(command, handle, specKeys, options.run)
    })
  group
    .command('unassign')
    .description('take the review of a run, or of some of its specs, back')
    .argument('[specs...]', 'spec keys; without any, the whole run')
    .option(...newestRun)
    .action(async (specKeys: string[], options: RunOption, command: Command) => {
      await assign(command, null, specKeys, options.run)
    })
}

interface NoteOptions extends RunOption {
  readonly edit?: string
  readonly delete?: string
}

function addNote(group: Command, context: CliContext): void {
  group
    .command('note')
    .description('write a note on a spec or a variant; without a text, read them')
    .argument('<what>', 'spec key, or a variant: its id, or spec-key:2')
    .argument('[text]', 'the note')
    .option('--edit <note>', 'id of a note of yours that gets this text')
    .option('--delete <note>', 'id of a note of yours that goes')
    .option('--run <run>', 'run that a spec key is looked up in; without it the newest one that goes on')
    .action(async (what: string, text: string | undefined, options: NoteOptions, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { specKey, runId, variantId } = await findSubject(client, what, options.run)
      const params = { runId, specKey }
      const { edit, delete: gone } = options
      if (edit !== undefined && text === undefined)
        throw new CliError('usage', 'There is no text for the note.', 'Write it after the name of the spec.')
      if (gone !== undefined) await client.call('deleteNote', { params: { ...params, noteId: gone } })
      else if (text !== undefined && edit !== undefined)
        await client.call('editNote', { params: { ...params, noteId: edit }, body: { text } })
      else if (text !== undefined)
        await client.call('addNote', {
          params,
          body: { text, ...(variantId === null ? {} : { variantId }) },
        })
      const { notes } = await client.call('listNotes', { params, query: {} })
      const shown = notes.filter((note) => variantId === null || note.variantId === variantId)
      const rows = shown.map((note) => [note.createdAt, note.author, note.noteId, note.text])
      kit.print({ ...params, notes: shown }, formatTable(rows))
    })
}

/** The spec or the variant that `what` names. Throws CliError. */
async function findSubject(
  client: AssetloomClient,
  what: string,
  run: string | undefined,
): Promise<{ specKey: string; runId: string; variantId: string | null }> {
  const parsed = parseVariantName(what)
  if (parsed !== null && parsed.number === null)
    return {
      specKey: parsed.specKey,
      runId: await findRunOfSpec(client, run, parsed.specKey),
      variantId: null,
    }
  return await resolveVariant(client, what, run)
}

interface TagOptions extends RunOption {
  readonly remove?: boolean
}

function addTag(group: Command, context: CliContext): void {
  group
    .command('tag')
    .description('put tags onto a spec; without any, show those that it has')
    .argument('<spec>', 'spec key')
    .argument('[tags...]', 'tags; words with blanks in quotation marks')
    .option('--remove', 'take these tags off instead')
    .option('--run <run>', 'run that the spec key is looked up in; without it the newest one that goes on')
    .action(async (specKey: string, tags: string[], options: TagOptions, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId = await findRunOfSpec(client, options.run, specKey)
      const params = { runId, specKey }
      const now = await client.call('readSpecTags', { params })
      const next =
        options.remove === true ? now.tags.filter((tag) => !tags.includes(tag)) : [...now.tags, ...tags]
      const saved =
        tags.length === 0
          ? now
          : await client.call('saveSpecTags', {
              params,
              body: { tags: next, expectedVersion: now.version },
            })
      kit.print({ runId, ...saved }, formatTable([['TAGS', [...saved.own, ...saved.tags].join(', ')]]))
    })
}
