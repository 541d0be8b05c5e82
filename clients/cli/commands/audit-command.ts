import type { Command } from 'commander'
import type { OperationAnswer } from '../../http/call-operation.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { findProject, projectKey } from '../find-project.js'
import { formatTable } from '../format-table.js'
import { wholeNumber } from '../parse-options.js'

type Entry = OperationAnswer<'readAudit'>['entries'][number]

interface AuditOptions {
  readonly project?: string
  readonly who?: string
  readonly action?: string
  readonly limit: number
}

const pageMax = 500
const detailCharsMax = 60

/** `assetloom audit`: who did what, newest first. */
export function addAuditCommand(program: Command, context: CliContext): void {
  program
    .command('audit')
    .description('who did what, newest first')
    .option('--project <key>', 'only what belongs to this project', projectKey)
    .option('--who <handle>', 'only what this person did')
    .option('--action <action>', 'only this, such as decision or decision.reject')
    .option('--limit <n>', 'entries to list at most', wholeNumber(1, 10_000), 50)
    .action(async (_options: object, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const options = command.optsWithGlobals<AuditOptions>()
      const { entries, isMore } = await readEntries(client, options)
      kit.print({ entries }, formatTable(entries.map(rowOf)))
      if (entries.length === 0) kit.say('Nothing like that was done.')
      else if (isMore) kit.say(`There are older ones: --limit ${options.limit * 10}`)
    })
}

async function readEntries(
  client: AssetloomClient,
  { project, who, action, limit }: AuditOptions,
): Promise<{ entries: Entry[]; isMore: boolean }> {
  const of = project === undefined ? null : (await findProject(client, project)).projectId
  const filter = { ...(who === undefined ? {} : { actor: who }), ...(action === undefined ? {} : { action }) }
  const entries: Entry[] = []
  let cursor: number | null = null
  do {
    const query = {
      ...{ ...filter, limit: Math.min(pageMax, limit - entries.length) },
      ...(cursor === null ? {} : { cursor }),
    }
    const page: OperationAnswer<'readAudit'> =
      of === null
        ? await client.call('readAudit', { query })
        : await client.call('readProjectAudit', { params: { projectId: of }, query })
    entries.push(...page.entries)
    cursor = page.nextCursor
  } while (cursor !== null && entries.length < limit)
  return { entries, isMore: cursor !== null }
}

function rowOf({ at, actor, credential, action, subjectId, details }: Entry): readonly string[] {
  return [at, actor, credential, action, subjectId, detailsText(details)]
}

/** What fits in a line; `--json` has all of it. */
function detailsText(details: Entry['details']): string {
  const text = Object.entries(details)
    .filter(([name]) => name !== 'credentialId')
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
  return text.length > detailCharsMax ? `${text.slice(0, detailCharsMax - 3)}...` : text
}
