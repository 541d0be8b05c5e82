import { type Command, Option } from 'commander'
import type { LibraryAssetView, LibraryPage } from '../../../core/http/library-api.js'
import { assetTypes } from '../../../core/spec/asset-spec.schema.js'
import type { CliContext } from '../cli-context.js'
import { openKit, type CommandKit } from '../command-kit.js'
import { findProject, projectKey } from '../find-project.js'
import { libraryRequests } from '../../http/library-requests.js'
import { formatTable } from '../format-table.js'
import { wholeNumber } from '../parse-options.js'

interface SearchOptions {
  readonly type?: string
  readonly tag?: string
  readonly colour?: string
  readonly project: string
  readonly limit: number
}

const limitMax = 10_000
const pageMax = 500

/** `assetloom library search|show`. */
export function addLibraryCommands(program: Command, context: CliContext): void {
  const group = program.command('library').description('look for approved assets of a project')
  group
    .command('search')
    .description('list approved assets by words, type, tag or colour')
    .argument('[words...]', 'words of the key, the prompt or the tags; all have to occur')
    .addOption(new Option('--type <type>', 'only of this type').choices(assetTypes))
    .option('--tag <tag>', 'only with this tag')
    .option('--colour <hex>', "only with a main colour near this one, such as '#c98a52'")
    .option('--project <key>', 'project to look in', projectKey, 'default')
    .option('--limit <n>', 'assets to list at most', wholeNumber(1, limitMax), 100)
    .action(async (words: string[], _options: object, command: Command) =>
      searchLibrary(openKit(context, command), words, command.optsWithGlobals<SearchOptions>()),
    )
  group
    .command('show')
    .description('all that is known of one asset: versions, scores, decisions')
    .argument('<key|assetId>', 'key of the asset in its project, or its id')
    .option('--project <key>', 'project that the key belongs to', projectKey, 'default')
    .action(async (name: string, options: { project: string }, command: Command) =>
      showAsset(openKit(context, command), name, options.project),
    )
}

async function searchLibrary(
  kit: CommandKit,
  words: readonly string[],
  options: SearchOptions,
): Promise<void> {
  const { client } = await kit.connect()
  const { projectId } = await findProject(client, options.project)
  const { type, tag, colour, limit } = options
  const items: LibraryPage['items'][number][] = []
  let cursor: string | null = null
  do {
    const page: LibraryPage = await libraryRequests(client).searchLibrary(projectId, {
      limit: Math.min(pageMax, limit - items.length),
      ...(words.length === 0 ? {} : { q: words.join(' ') }),
      ...(type === undefined ? {} : { type }),
      ...(tag === undefined ? {} : { tag }),
      ...(colour === undefined ? {} : { colour }),
      ...(cursor === null ? {} : { cursor }),
    })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null && items.length < limit)
  kit.print({ items, more: cursor !== null }, formatTable(items.map(rowOf)))
  if (items.length === 0) kit.say(`Nothing of project ${options.project} matches.`)
  if (cursor !== null) kit.say(`There are more: --limit ${Math.min(limitMax, limit * 10)}`)
}

function rowOf(item: LibraryPage['items'][number]): string[] {
  const colours = item.look?.colours.slice(0, 3).map(({ hex }) => hex) ?? []
  return [
    item.key,
    item.type,
    `${item.width}x${item.height}`,
    item.score === null ? '-' : item.score.toFixed(2),
    `${item.origin === 'human' ? 'by hand' : item.provider}${item.placeholder ? ' (placeholder)' : ''}`,
    `v${item.version}`,
    colours.join(' ') || '-',
    item.sameBytesAs.length === 0 ? item.tags.join(', ') : `same picture as ${item.sameBytesAs.join(', ')}`,
  ]
}

async function showAsset(kit: CommandKit, name: string, project: string): Promise<void> {
  const { client } = await kit.connect()
  const assetId = name.startsWith('ast_') ? name : await assetIdOf(kit, name, project)
  const asset = await libraryRequests(client).readAsset(assetId)
  kit.print(asset, assetText(asset))
}

async function assetIdOf(kit: CommandKit, key: string, project: string): Promise<string> {
  const { client } = await kit.connect()
  const { subject } = await libraryRequests(client).readTrace(key, project)
  if (subject.assetId !== null) return subject.assetId
  const { CliError } = await import('../cli-error.js')
  throw new CliError(
    'notFound',
    `${key} is not finished in project ${project} yet.`,
    `See how it stands: npx assetloom trace ${key} --project ${project}`,
  )
}

function assetText(asset: LibraryAssetView): string {
  const { key, assetId, type, prompt, tags, versions, deployments } = asset
  const head = formatTable([
    ['key', key],
    ['asset', assetId],
    ['type', type],
    ['prompt', prompt],
    ['tags', tags.join(', ')],
  ])
  const rows = versions.map((version) => [
    `v${version.version}`,
    version.verdict,
    `${version.width}x${version.height}`,
    version.score === null ? '-' : version.score.toFixed(2),
    `${version.provider}${version.placeholder ? ' (placeholder)' : ''}`,
    `seed ${version.seed}`,
    version.decisions.map(({ verb, reviewer }) => `${verb} by ${reviewer}`).join('; ') || 'undecided',
    version.sha256.slice(0, 12),
    version.variantId,
  ])
  const places = deployments.map(({ game, target, bundleId, deployedAt, undoneAt, folder }) => [
    undoneAt === null ? 'deployed' : 'taken back',
    ...[game, target, bundleId, undoneAt ?? deployedAt, folder ?? ''],
  ])
  return `${head}\n${formatTable(rows)}${places.length === 0 ? '' : `\n${formatTable(places)}`}`
}
