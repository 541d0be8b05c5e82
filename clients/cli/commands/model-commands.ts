import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { checkModels } from '../../../core/models/check-models.js'
import type { ServerModels } from '../../../core/models/choose-loras.js'
import { identifyModel } from '../../../core/models/identify-model.js'
import type { CatalogueProblem } from '../../../core/models/merge-catalogue.js'
import { modelBases, modelKinds, type HashedFile } from '../../../core/models/model-catalogue.schema.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit, type CommandKit } from '../command-kit.js'
import type { CheckedServer, HashingProgress, LocalModels } from '../local-models.js'
import {
  formatBytes,
  formatChoice,
  formatFiles,
  formatMemory,
  formatModel,
  formatModels,
} from '../models/model-text.js'
import { resolveHome } from '../resolve-home.js'

/** `assetloom models list|show|check|accept`. None of them needs the service. */
export function addModelCommands(program: Command, context: CliContext): void {
  const group = program
    .command('models')
    .description('known models: what they are for, where to get them, their licences')
  addList(group, context)
  addShow(group, context)
  addCheck(group, context)
  addAccept(group, context)
}

function addList(group: Command, context: CliContext): void {
  group
    .command('list')
    .description('list the models that are known here')
    .addOption(new Option('--kind <kind>', 'only these').choices([...modelKinds]))
    .addOption(new Option('--base <family>', 'only what fits this family').choices([...modelBases]))
    .action(async (options: { kind?: string; base?: string }, command: Command) => {
      const kit = openKit(context, command)
      const { catalogue } = await readCatalogue(kit, await loadModels(context))
      const models = catalogue.models.filter(
        ({ kind, base }) =>
          (options.kind === undefined || kind === options.kind) &&
          (options.base === undefined || base === options.base || base === 'any'),
      )
      kit.print({ models }, formatModels(models))
      if (models.length === 0) kit.say('No model is of this kind and family.')
    })
}

function addShow(group: Command, context: CliContext): void {
  group
    .command('show')
    .description('show all that is known of a model')
    .argument('<name>', 'as models list has it')
    .action(async (name: string, _options: object, command: Command) => {
      const kit = openKit(context, command)
      const local = await loadModels(context)
      const entry = await findEntry(kit, local, name)
      const { catalogue } = await local.read(resolveHome(context, kit.options))
      const own = catalogue.files.filter(
        ({ folder, file }) => identifyModel(catalogue, folder, file).entry?.name === entry.name,
      )
      kit.print({ ...entry, ownFiles: own }, formatModel(entry, own))
    })
}

interface CheckOptions {
  readonly url?: string
  readonly folder?: string
}

function addCheck(group: Command, context: CliContext): void {
  group
    .command('check')
    .description('compare the models of a ComfyUI, and the files of its folder, with what is known')
    .option('--url <url>', 'address of the ComfyUI (default: the first of COMFYUI_URLS, else of the stack)')
    .option('--folder <dir>', "ComfyUI's folder of models, to hash its files; they are kept in the home")
    .action(async (options: CheckOptions, command: Command) => {
      const kit = openKit(context, command)
      const local = await loadModels(context)
      // The option of all commands has the same name and takes the value; here it means the ComfyUI.
      const named = kit.options.url ?? options.url ?? firstUrl(context)
      const home = resolveHome(context, kit.options)
      const isFolderAlone = named === undefined && options.folder !== undefined
      const url = named ?? (isFolderAlone ? undefined : (await local.findServers(home))[0])
      if (url === undefined && options.folder === undefined)
        throw new CliError(
          'usage',
          'Nothing to check: no ComfyUI is named, and no folder.',
          'Name one: npx assetloom models check --url http://127.0.0.1:8188, or set COMFYUI_URLS.',
        )
      const hashed = options.folder === undefined ? null : await hashFolder(kit, local, options.folder)
      const read = await readCatalogue(kit, local)
      const server =
        url === undefined
          ? null
          : await local.checkServer({
              ...{ url: addressOf(url), catalogue: read.catalogue, signal: context.signal },
            })
      // Without a server the folder alone tells what is there.
      const below =
        server === null && hashed !== null ? checkModels(read.catalogue, serverOf(hashed.files)).files : []
      kit.print(
        { ...documentOf(server, hashed, read.problems), ...(below.length === 0 ? {} : { files: below }) },
        server === null ? formatFiles(below) : serverText(server),
      )
      if (server !== null && !server.report.automatic.picture.found)
        throw new CliError(
          'failed',
          'This ComfyUI cannot make pictures yet.',
          server.report.automatic.picture.hint,
        )
    })
}

function addAccept(group: Command, context: CliContext): void {
  group
    .command('accept')
    .description(
      "say that the condition of a model's licence holds for you, so that releases may hold what it made",
    )
    .argument('<name>', 'as models list has it')
    .requiredOption('--because <text>', 'why it holds; kept in the home')
    .action(async (name: string, options: { because: string }, command: Command) => {
      const kit = openKit(context, command)
      const local = await loadModels(context)
      const entry = await findEntry(kit, local, name)
      if (entry.commercial !== 'conditional')
        throw new CliError(
          'usage',
          `The licence of ${entry.name} has no condition: commercial use is "${entry.commercial}".`,
          'A licence that you looked up yourself goes into models/own.json of the home: docs/guides/models.md',
        )
      const file = await local.acceptCondition(resolveHome(context, kit.options), entry.name, options.because)
      kit.print({ name: entry.name, condition: entry.condition, because: options.because, file }, '')
      kit.say(`${entry.name}: ${entry.condition ?? ''}\n  accepted; ${file} says so.`)
    })
}

async function loadModels(context: CliContext): Promise<LocalModels> {
  if (context.loadLocalModels === undefined)
    throw new CliError('failed', 'Models cannot be read here.', 'Run it from an installed Assetloom.')
  return await context.loadLocalModels()
}

async function readCatalogue(kit: CommandKit, local: LocalModels) {
  const read = await local.read(resolveHome(kit.context, kit.options))
  for (const { file, member, message, hint } of read.problems)
    kit.say(`${file}${member === '' ? '' : ` ${member}`}: ${message}\n  ${hint}`)
  return read
}

async function findEntry(kit: CommandKit, local: LocalModels, name: string) {
  const { models } = (await readCatalogue(kit, local)).catalogue
  const entry = models.find((one) => one.name === name.toLowerCase())
  if (entry !== undefined) return entry
  const near = models.filter((one) => one.name.includes(name.toLowerCase())).map((one) => one.name)
  throw new CliError(
    'notFound',
    `No model is called "${name}".`,
    near.length === 0 ? 'npx assetloom models list has them all.' : `Perhaps ${near.join(', ')}.`,
  )
}

/** Addresses may hold a user and password; they are never shown. */
function addressOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new CliError('usage', 'That is no address of a ComfyUI.', 'It looks like http://127.0.0.1:8188')
}

function firstUrl({ env }: CliContext): string | undefined {
  return env['COMFYUI_URLS']
    ?.split(',')
    .map((url) => url.trim())
    .find((url) => url !== '')
}

const progressEveryMs = 2_000

async function hashFolder(
  kit: CommandKit,
  local: LocalModels,
  folder: string,
): Promise<{ files: readonly HashedFile[]; savedTo: string }> {
  const { context } = kit
  const home = resolveHome(context, kit.options)
  const { catalogue } = await local.read(home)
  let toldAt = Date.now()
  const onProgress = ({ folder: below, file, bytesDone, bytesTotal }: HashingProgress) => {
    const now = Date.now()
    if (now - toldAt < progressEveryMs && bytesDone < bytesTotal) return
    toldAt = now
    kit.say(`${below}/${file}: ${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`)
  }
  const done = await local.hashFolder({
    ...{ home, dir: resolve(context.cwd, folder), onProgress, signal: context.signal },
    known: catalogue.files,
  })
  kit.say(`${done.files.length} files are hashed; ${done.savedTo} keeps that.`)
  return done
}

/** Files as a server that reads this folder would list them. */
function serverOf(files: readonly HashedFile[]): ServerModels {
  const models: Record<string, string[]> = {}
  for (const { folder, file } of files) (models[folder] ??= []).push(file)
  return { models }
}

function serverText({ url, version, memory, report }: CheckedServer): string {
  const { files, missing, automatic } = report
  return [
    `ComfyUI ${version} at ${new URL(url).origin}\n`,
    formatMemory(memory),
    files.length === 0 ? 'It has no models.\n' : formatFiles(files),
    missing.length === 0
      ? ''
      : `not there, to be had where models show NAME says: ${missing.map(({ name }) => name).join(', ')}\n`,
    formatChoice('pictures', automatic.picture),
    formatChoice('sounds', automatic.sound),
    formatChoice('music', automatic.music),
  ].join('')
}

function documentOf(
  server: CheckedServer | null,
  hashed: { readonly files: readonly HashedFile[]; readonly savedTo: string } | null,
  problems: readonly CatalogueProblem[],
): object {
  return {
    ...(server === null
      ? {}
      : {
          url: new URL(server.url).origin,
          version: server.version,
          memory: server.memory,
          files: server.report.files,
          missing: server.report.missing.map(({ name }) => name),
          automatic: server.report.automatic,
        }),
    ...(hashed === null ? {} : { hashed: hashed.files, savedTo: hashed.savedTo }),
    problems,
  }
}
