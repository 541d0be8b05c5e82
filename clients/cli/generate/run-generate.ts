import { resolve } from 'node:path'
import type { GenerationRoute } from '../../../core/generation/generation-route.js'
import type { WishlistAccepted } from '../../../core/http/http-api.js'
import type { EstimateView } from '../../../core/http/spending-api.js'
import { parsePaletteFile } from '../../../core/palette/parse-palette-file.js'
import { ApiError, BackendUnavailableError } from '../../http/api-error.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { readGpuHosts } from '../../http/gpu-requests.js'
import { estimateWishlist } from '../../http/spending-requests.js'
import { CliError } from '../cli-error.js'
import type { CommandKit } from '../command-kit.js'
import { findProject } from '../find-project.js'
import { formatTable } from '../format-table.js'
import { ProgressDisplay } from '../progress-display.js'
import { estimateText } from '../spending-text.js'
import { withStack } from '../with-stack.js'
import { collectAssets, type CollectedAsset } from './collect-assets.js'
import { followOrder, readPalette } from './order-run.js'
import { rejectionError, rejectionLines } from './explain-rejection.js'
import type { GenerateOptions } from './generate-options.js'
import { tellIdleWait } from './tell-idle-wait.js'
import { resolveFromTemplate, resolveWords, withDrafts, type ResolvedOrder } from './resolve-order.js'
import { saveRejected } from './save-rejected.js'

type PaletteFile = Awaited<ReturnType<typeof readPalette>>

/** Makes one asset, of words or of a template, or shows what it would be. Throws CliError when there is no file at the end. */
export async function runGenerate(
  kit: CommandKit,
  category: string | undefined,
  prompt: readonly string[],
  options: GenerateOptions,
): Promise<void> {
  const palette = await readPalette(kit, options.palette)
  const order = withDrafts(await resolveOrder(kit, category, prompt, options, palette), options.drafts)
  for (const note of order.notes) kit.say(kit.style.dim(`${note.file}:${note.line}: ${note.message}`))
  const words = { category: category ?? '', prompt: prompt.join(' ') }
  if (options.dryRun === true) return showOrder(kit, order, await estimateOrder(kit, order, words, options))
  const outDir = resolve(kit.context.cwd, options.output)
  const display = new ProgressDisplay(kit.context.terminal, kit.style)
  const made = await withStack(kit, options.keep === true, display, async ({ client, signal }) => {
    const accepted = await submit(client, order, words, options, palette)
    const { chosenProvider } = accepted
    if (chosenProvider !== undefined) display.note(`${chosenProvider.provider}: ${chosenProvider.reason}`)
    const isOfComfy = (chosenProvider?.provider ?? options.provider) === 'comfyui'
    const quiet = isOfComfy
      ? tellIdleWait(
          async () => await readGpuHosts(client),
          (line) => display.note(line),
        )
      : () => undefined
    const run = await followOrder(kit, client, accepted, options.review, display, signal).finally(quiet)
    const names = new Map([[order.spec.key, order.name]])
    const onLine = (line: string) => display.note(line)
    const input = { run, outDir, names, force: options.force === true, signal, onLine }
    const [asset] = await collectAssets(client, input)
    const hasFiles = asset !== undefined && asset.files.length > 0
    const variants = hasFiles ? [] : await client.listVariants(run.runId, order.spec.key)
    const place = { outDir, name: order.name, force: options.force === true, type: order.spec.assetType }
    const rejected = await saveRejected(client, run.projectId, variants, place)
    return { run, asset, rejected, route: await readRoute(client, asset?.variantId) }
  })
  const { run, asset, route } = made
  if (asset === undefined || asset.files.length === 0) {
    for (const line of rejectionLines(made.rejected)) kit.say(line)
    throw rejectionError(run, asset?.stage, made.rejected, options.seed)
  }
  kit.print(
    {
      ...{ runId: run.runId, projectId: run.projectId, runSeed: options.seed },
      ...asset,
      ...(route === null ? {} : { route }),
    },
    resultText(asset, route, run.runId),
  )
  refuseKept(asset)
}

async function resolveOrder(
  kit: CommandKit,
  category: string | undefined,
  prompt: readonly string[],
  options: GenerateOptions,
  palette: PaletteFile,
): Promise<ResolvedOrder> {
  const { template } = options
  const isWords = category !== undefined && prompt.length > 0
  if (template !== undefined && category === undefined)
    return await resolveFromTemplate(kit, template, options)
  if (template !== undefined || !isWords)
    throw new CliError(
      'usage',
      template === undefined
        ? 'A category and a prompt are missing.'
        : 'Words and --template exclude each other.',
      'Write: assetloom generate prop "water barrel", or: assetloom generate --template NAME --param key=value',
    )
  const colours = palette === undefined ? [] : parsePaletteFile(palette.name, palette.text).colours
  return resolveWords(kit, category, prompt.join(' '), options, colours)
}

async function submit(
  client: AssetloomClient,
  { list }: ResolvedOrder,
  words: { readonly category: string; readonly prompt: string },
  options: GenerateOptions,
  palette: PaletteFile,
): Promise<WishlistAccepted> {
  const { seed, project, size, style, variants, provider, drafts } = options
  const common = {
    ...{
      seed,
      targets: ['generic'],
      review: options.review === 'auto' ? ('auto' as const) : ('person' as const),
    },
    ...(palette === undefined ? {} : { palette }),
    ...(provider === undefined ? {} : { provider }),
    ...(drafts === undefined ? {} : { drafts }),
  }
  if (list === null)
    return await client.generate({
      ...{ ...words, project, ...common },
      ...(size === undefined ? {} : { size }),
      ...(style === undefined ? {} : { style }),
      ...(variants === undefined ? {} : { variants }),
    })
  const { projectId } = await client.ensureProject({ key: project, name: project })
  const more = variants === undefined ? {} : { variantsPerSpec: variants }
  return await client.submitWishlist(projectId, { ...list, ...common, ...more })
}

function showOrder(
  kit: CommandKit,
  { spec, file, notes, modelPrompt }: ResolvedOrder,
  estimate: EstimateView | null,
): void {
  const { key, assetType, prompt, provider, variants, drafts } = spec
  // The built-in provider runs here and costs nothing; what others cost only the service knows.
  const costMicros = isBuiltIn(provider) ? 0 : (estimate?.costMicros ?? null)
  kit.print(
    {
      ...{
        dryRun: true,
        key,
        assetType,
        prompt,
        modelPrompt,
        file,
        provider,
        variants,
        ...(drafts === undefined ? {} : { drafts }),
        costMicros,
        spec,
        notes,
      },
      ...(estimate === null ? {} : { estimate }),
    },
    formatTable([
      ['key', key],
      ['type', assetType],
      ['prompt', prompt.positive],
      ...(modelPrompt === null ? [] : [['for a model', modelPrompt]]),
      ['file', file],
      ['provider', provider],
      ['variants', String(variants)],
      ...(drafts === undefined ? [] : [['drafts', `${drafts} a round, of which the best become variants`]]),
      ...(estimate === null ? [['cost', isBuiltIn(provider) ? '0' : 'not known without the service']] : []),
    ]) + (estimate === null ? '' : `\n${estimateText(estimate)}`),
  )
  for (const warning of estimate?.warnings ?? []) kit.say(warning)
  kit.say('A dry run: nothing was started.')
}

function isBuiltIn(provider: string): boolean {
  return provider === 'procedural'
}

/** What the order would take and cost, from a service that runs; null without one, and for what costs nothing. */
async function estimateOrder(
  kit: CommandKit,
  { list, spec }: ResolvedOrder,
  { category, prompt }: { readonly category: string; readonly prompt: string },
  { project, variants, drafts }: GenerateOptions,
): Promise<EstimateView | null> {
  if (isBuiltIn(spec.provider)) return null
  const body = {
    ...(list ?? { name: 'order.txt', text: `${category}: ${prompt}` }),
    provider: spec.provider,
    ...(variants === undefined ? {} : { variantsPerSpec: variants }),
    ...(drafts === undefined ? {} : { drafts }),
  }
  try {
    const { client } = await kit.connect()
    const { projectId } = await findProject(client, project)
    return await estimateWishlist(client, projectId, body)
  } catch (error) {
    // A dry run is for looking: without a service, or before the project is there, it says what it knows.
    if (error instanceof BackendUnavailableError) return null
    if (error instanceof CliError && ['notFound', 'unavailable'].includes(error.outcome)) return null
    throw error
  }
}

/** How the variant was made; null where nothing had to be chosen, or the service is too old to tell. */
async function readRoute(
  client: AssetloomClient,
  variantId: string | null | undefined,
): Promise<GenerationRoute | null> {
  if (variantId == null) return null
  try {
    return (await client.readVariantRoute(variantId)).route
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

function resultText(asset: CollectedAsset, route: GenerationRoute | null, runId: string): string {
  return formatTable([
    ...asset.files.map(({ path, outcome }) => [
      'file',
      outcome === 'written' ? path : `${path}   (${outcome})`,
    ]),
    ['seed', asset.seed ?? ''],
    ['score', asset.score === null ? '' : asset.score.toFixed(2)],
    ['provider', `${asset.provider ?? ''}${asset.placeholder ? ' (placeholder)' : ''}`],
    ...(route?.graph === undefined ? [] : [['graph', `${route.graph.name}@${route.graph.version}`]]),
    ...(route?.models === undefined ? [] : [['checkpoint', route.models.checkpoint]]),
    ...(route === null ? [] : route.reasons.map((reason) => ['because', reason])),
    ['variant', asset.variantId ?? ''],
    ['run', runId],
  ])
}

/** A file of the user's is never replaced without being asked to. */
function refuseKept({ files }: CollectedAsset): void {
  const [kept] = files.filter(({ outcome }) => outcome === 'kept')
  if (kept === undefined) return
  throw new CliError(
    'conflict',
    `${kept.path} is another file and was left as it is.`,
    'Replace it with --force, or name another: --output DIR or --output-name NAME',
  )
}
