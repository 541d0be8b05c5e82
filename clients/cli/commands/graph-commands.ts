import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import {
  graphBases,
  graphTasks,
  type GraphBase,
  type GraphTask,
} from '../../../core/graphs/graph-bindings.schema.js'
import type { StoredGraph } from '../../../core/graphs/graph-shelf.js'
import { graphHashOf, graphLabel } from '../../../core/graphs/graph-template.js'
import { importGraph } from '../../../core/graphs/import-graph.js'
import { type GraphReport, reportGraphs } from '../../../core/graphs/report-graph.js'
import { didYouMean } from '../../../core/spec-files/nearest-word.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit, type CommandKit } from '../command-kit.js'
import { formatGraph, formatGraphs, formatReports, summariseReports } from '../graphs/graph-text.js'
import type { AskedServer, LocalGraphs } from '../local-graphs.js'
import { resolveHome } from '../resolve-home.js'

/** `assetloom graph list|show|check|import`. None of them needs the service. */
export function addGraphCommands(program: Command, context: CliContext): void {
  const group = program
    .command('graph')
    .description('ComfyUI graphs: what they make and take, and whether a server can run them')
  addList(group, context)
  addShow(group, context)
  addCheck(group, context)
  addImport(group, context)
}

function addList(group: Command, context: CliContext): void {
  group
    .command('list')
    .description('list the graphs of the product and of this home')
    .addOption(new Option('--task <task>', 'only these').choices([...graphTasks]))
    .action(async (options: { task?: string }, command: Command) => {
      const kit = openKit(context, command)
      const { graphs, problems } = await readShelf(kit, await loadGraphs(context))
      const shown = graphs.filter(
        ({ bindings }) => options.task === undefined || bindings.task === options.task,
      )
      kit.print({ graphs: shown.map(rowOf), problems }, formatGraphs(shown))
      if (shown.length === 0) kit.say('No graph is for this task.')
    })
}

function addShow(group: Command, context: CliContext): void {
  group
    .command('show')
    .description('show what can be put into a graph and what it needs')
    .argument('<name>', 'as graph list has it')
    .action(async (name: string, _options: object, command: Command) => {
      const kit = openKit(context, command)
      const [graph] = chooseNamed((await readShelf(kit, await loadGraphs(context))).graphs, [name])
      if (graph === undefined) return
      const { bindings, origin } = graph
      kit.print({ origin, hash: graphHashOf(graph), bindings, graph: graph.graph }, formatGraph(graph))
    })
}

interface ServerOptions {
  readonly url?: string
  readonly objectInfo?: string
}

function addCheck(group: Command, context: CliContext): void {
  withServer(
    group
      .command('check')
      .description(
        'say which graphs a ComfyUI can run, and which nodes and model files it lacks for the others',
      )
      .argument('[names...]', 'only these; exits with 1 unless all of them can run'),
  ).action(async (names: string[], options: ServerOptions, command: Command) => {
    const kit = openKit(context, command)
    const local = await loadGraphs(context)
    const servers = await askServers(kit, local, options, (home) => local.findServers(home))
    if (servers.length === 0)
      throw new CliError(
        'usage',
        'There is nothing to check against: no ComfyUI is named.',
        'Name one: npx assetloom graph check --url http://127.0.0.1:8188, or set COMFYUI_URLS; or --object-info FILE.',
      )
    const { graphs, problems } = await readShelf(kit, local)
    const meant = names.length === 0 ? graphs : chooseNamed(graphs, names)
    const familyOf = await local.readFamilies(resolveHome(context, kit.options))
    const checked = servers.map((server) => ({
      server,
      reports: reportGraphs(meant, server.objectInfo, familyOf),
    }))
    kit.print(
      {
        servers: checked.map(({ server: { from, version }, reports }) => ({
          from,
          version,
          graphs: reports,
        })),
        problems,
      },
      checked.map(({ server, reports }) => `${titleOf(server)}\n${formatReports(reports)}`).join('\n'),
    )
    for (const { server, reports } of checked) {
      kit.say(summariseReports(reports))
      judge(server, reports, names.length > 0)
    }
    if (problems.length > 0)
      throw new CliError(
        'failed',
        `${problems.length} graph files cannot be used.`,
        'Mend them as the lines above say.',
      )
  })
}

/** What people rely on with the exit code: a wrong graph, a named one that cannot run, or no picture at all. */
function judge({ from }: AskedServer, reports: readonly GraphReport[], areNamed: boolean): void {
  const invalid = reports.filter(({ state }) => state === 'invalid')
  const lacking = reports.filter(({ state }) => state === 'lacks')
  const names = (list: readonly GraphReport[]) => list.map(({ name }) => name).join(', ')
  if (invalid.length > 0)
    throw new CliError(
      'failed',
      `The server ${from} would refuse: ${names(invalid)}.`,
      'Mend the graph, or use a server of the version that it was made for.',
    )
  if (areNamed && lacking.length > 0)
    throw new CliError(
      'failed',
      `The server ${from} cannot run: ${names(lacking)}.`,
      'Get what it lacks, as said above.',
    )
  if (!areNamed && !reports.some(({ task, state }) => task === 'sprite' && state === 'ready'))
    throw new CliError(
      'failed',
      `The server ${from} can run no graph that makes a sprite.`,
      'It needs a checkpoint: npx assetloom models list',
    )
}

interface ImportOptions extends ServerOptions {
  readonly name: string
  readonly title?: string
  readonly task?: GraphTask
  readonly base?: GraphBase
  readonly bind?: readonly string[]
  readonly output?: string
  readonly dryRun?: boolean
}

function addImport(group: Command, context: CliContext): void {
  withServer(
    group
      .command('import')
      .description(
        'take a graph that ComfyUI exported in API format, with {{marks}} or named fields as its inputs',
      )
      .argument('<file>', 'the export')
      .requiredOption('--name <name>', 'what to call it; the same name again is its next version')
      .option('--title <text>', 'in words')
      .addOption(new Option('--task <task>', 'what it makes').choices([...graphTasks]))
      .addOption(new Option('--base <base>', 'family of checkpoints that it is for').choices([...graphBases]))
      .option('--bind <binding...>', 'a field as an input: positive=6.text')
      .option('--output <node>', 'the node that saves the result, where there are several')
      .option('--dry-run', 'show it and keep nothing'),
  ).action(async (file: string, options: ImportOptions, command: Command) => {
    const kit = openKit(context, command)
    const local = await loadGraphs(context)
    const { graphs } = await readShelf(kit, local)
    if (graphs.some(({ bindings, origin }) => bindings.name === options.name && origin === 'built-in'))
      throw new CliError('conflict', `"${options.name}" is a built-in graph.`, 'Give yours another name.')
    const exported = await local.readExport(resolve(context.cwd, file))
    const [server] = await askServers(kit, local, options, () => Promise.resolve([]))
    const imported = importGraph({
      ...{ exported, name: options.name, binds: options.bind ?? [] },
      ...(options.title === undefined ? {} : { title: options.title }),
      ...(options.task === undefined ? {} : { task: options.task }),
      ...(options.base === undefined ? {} : { base: options.base }),
      ...(options.output === undefined ? {} : { output: options.output }),
      ...(server === undefined ? {} : { objectInfo: server.objectInfo }),
    })
    if ('problems' in imported) {
      for (const { member, message, hint } of imported.problems)
        kit.say(`${file} ${member}: ${message}\n  ${hint}`)
      throw new CliError('usage', `${file} cannot be taken.`, 'Mend it as the lines above say.')
    }
    const kept: StoredGraph =
      options.dryRun === true
        ? { ...imported.template, origin: 'own' }
        : await local.keep(resolveHome(context, kit.options), imported.template)
    const reports = server === undefined ? [] : reportGraphs([kept], server.objectInfo)
    kit.print(
      {
        ...rowOf(kept),
        kept: options.dryRun !== true,
        bindings: kept.bindings,
        notes: imported.notes,
        reports,
      },
      formatGraph(kept),
    )
    for (const note of imported.notes) kit.say(note)
    if (reports.some(({ state }) => state !== 'ready')) kit.say(formatReports(reports).trimEnd())
  })
}

function withServer(command: Command): Command {
  return command
    .option('--url <url>', 'address of the ComfyUI (default: those of COMFYUI_URLS)')
    .option('--object-info <file>', "a ComfyUI's answer to GET /object_info instead")
}

/**
 * A file that was named, an address that was named, every address of the environment, else what `others` finds for the
 * home.
 */
async function askServers(
  kit: CommandKit,
  local: LocalGraphs,
  options: ServerOptions,
  others: (home: string) => Promise<readonly string[]>,
): Promise<AskedServer[]> {
  const { context } = kit
  if (options.objectInfo !== undefined)
    return [await local.readServerFile(resolve(context.cwd, options.objectInfo))]
  // The option of all commands has the same name and takes the value; here it means the ComfyUI.
  const named = kit.options.url ?? options.url
  const urls = (named === undefined ? (context.env['COMFYUI_URLS'] ?? '').split(',') : [named])
    .map((url) => url.trim())
    .filter((url) => url !== '')
  const asked: AskedServer[] = []
  for (const url of urls.length > 0 ? urls : await others(resolveHome(context, kit.options)))
    asked.push(await local.askServer({ url: addressOf(url), signal: context.signal }))
  for (const { warning } of asked) if (warning !== null) kit.say(warning)
  return asked
}

/** Addresses may hold a user and password; they are never shown. */
function addressOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new CliError('usage', 'That is no address of a ComfyUI.', 'It looks like http://127.0.0.1:8188')
}

function titleOf({ from, version }: AskedServer): string {
  return version === null ? from : `ComfyUI ${version} at ${from}`
}

async function loadGraphs(context: CliContext): Promise<LocalGraphs> {
  if (context.loadLocalGraphs === undefined)
    throw new CliError('failed', 'Graphs cannot be read here.', 'Run it from an installed Assetloom.')
  return await context.loadLocalGraphs()
}

async function readShelf(kit: CommandKit, local: LocalGraphs) {
  const shelf = await local.read(resolveHome(kit.context, kit.options))
  for (const { file, member, message, hint } of shelf.problems)
    kit.say(`${file} ${member}: ${message}\n  ${hint}`)
  return shelf
}

function chooseNamed(graphs: readonly StoredGraph[], names: readonly string[]): StoredGraph[] {
  const known = graphs.map(({ bindings }) => bindings.name)
  return names.map((name) => {
    const found = graphs.find((graph) => graph.bindings.name === name || graphLabel(graph) === name)
    if (found !== undefined) return found
    throw new CliError(
      'notFound',
      `No graph is called "${name}".`,
      `${didYouMean(name, known)}npx assetloom graph list has them all.`,
    )
  })
}

function rowOf(graph: StoredGraph) {
  const { name, version, title, task, base, packs = [] } = graph.bindings
  return { name, version, title, task, base, origin: graph.origin, hash: graphHashOf(graph), packs }
}
