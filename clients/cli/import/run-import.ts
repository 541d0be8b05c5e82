import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { WishlistAccepted } from '../../../core/http/http-api.js'
import type { ImportBody, UploadView } from '../../../core/http/library-api.js'
import { importedFilesMax } from '../../../core/library/import-order.schema.js'
import { ApiError } from '../../http/api-error.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import type { GlobalOptions } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import type { CommandKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { followOrder } from '../generate/order-run.js'
import { ProgressDisplay } from '../progress-display.js'
import { withStack } from '../with-stack.js'
import { draftSpec } from './draft-spec.js'
import { findArtFiles, type FileReport } from './find-art-files.js'
import { groupArt, type ArtAsset, type GroupOptions } from './group-art.js'
import { failForRefused, reportAsset, reportText, sorted } from './import-report.js'

export interface ImportOptions extends GlobalOptions, GroupOptions {
  readonly author?: string
  readonly licence?: string
  readonly trainable?: boolean
  readonly tag?: readonly string[]
  readonly cutout?: boolean
  readonly as: 'asset' | 'draft'
  readonly review: 'auto' | 'page'
  readonly project: string
  readonly keep?: boolean
}

/** An asset with what the API measured of its files. */
interface Uploaded {
  readonly asset: ArtAsset
  readonly uploads: readonly UploadView[]
}

/** Brings art that people made into a project, or prints specs that ask for something like it. Throws CliError. */
export async function runImport(
  kit: CommandKit,
  paths: readonly string[],
  options: ImportOptions,
): Promise<void> {
  const { cwd } = kit.context
  requireSense(options)
  const found = await findArtFiles(cwd, paths)
  if (found.files.length === 0)
    throw new CliError(
      'usage',
      'There is no PNG, WAV or OGG file here.',
      'Name the files, or a folder of them.',
    )
  const rights = options.as === 'draft' ? null : requireRights(options)
  const { assets, reports } = await groupArt(cwd, found, options)
  requireFit(assets, options)
  if (assets.length === 0) {
    kit.print({ files: sorted(reports), assets: [] }, reportText(reports))
    failForRefused(kit, reports)
    throw new CliError('usage', 'None of these files can be an asset.', 'Name PNG, WAV or OGG files.')
  }
  const display = new ProgressDisplay(kit.context.terminal, kit.style)
  await withStack(kit, options.keep === true, display, async ({ client, signal }) => {
    const { projectId } = await client.ensureProject({ key: options.project, name: options.project })
    const uploaded = await uploadAll(cwd, client, projectId, assets, reports)
    if (rights === null) return printDrafts(kit, uploaded, reports)
    for (const { key, notes } of assets) for (const note of notes) kit.say(`${key}: ${note}`)
    const order = {
      ...{ ...rights, name: listName(cwd, paths, assets), targets: ['generic'] },
      review: options.review === 'auto' ? ('auto' as const) : ('person' as const),
    }
    const sent = await sendOrder(cwd, client, projectId, order, uploaded, options, reports)
    if (sent === null) {
      kit.print({ files: sorted(reports), assets: [] }, reportText(reports))
      return failForRefused(kit, reports)
    }
    const run = await followOrder(kit, client, sent.accepted, options.review, display, signal)
    const isNew = await whatIsNew(client, sent.accepted)
    for (const { asset } of sent.taken)
      reports.push(...reportAsset(cwd, asset, isNew(asset.key) ? 'taken' : 'known'))
    const keys = new Set(sent.taken.map(({ asset }) => asset.key))
    const specs = (await client.listSpecs(run.runId)).filter(({ specKey }) => keys.has(specKey))
    const made = specs.map(({ specKey, assetType, stage }) => ({ key: specKey, type: assetType, stage }))
    const table = formatTable(made.map(({ key, type, stage }) => [key, type, stage]))
    kit.print(
      { runId: run.runId, projectId, ...rights, assets: made, files: sorted(reports) },
      reports.length > 1 ? `${table}\n${reportText(reports)}` : table,
    )
    if (/^unknown$/i.test(rights.licence))
      kit.say('The licence is unknown: a release will refuse these until it is known.')
    if (made.some(({ stage }) => stage !== 'done'))
      throw new CliError(
        'failed',
        'Some were not approved.',
        `Look at them: npx assetloom review list --run ${run.runId}`,
      )
    failForRefused(kit, reports)
  })
}

/** Options that contradict each other. */
function requireSense({ key, frames, fps, cutout, as }: ImportOptions): void {
  if (key !== undefined && (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(key) || key.length > 80))
    throw new CliError('usage', `"${key}" is not a key.`, 'Write lower-case words joined by -: water-barrel')
  if (frames !== undefined && fps === undefined)
    throw new CliError('usage', 'It is not said how fast the frames play.', 'Frames a second: --fps 8')
  if (as === 'draft' && (fps !== undefined || cutout === true))
    throw new CliError(
      'usage',
      'A draft is of a still or a sound.',
      'Leave --frames, --fps and --cutout out, or import it as an asset.',
    )
}

function requireFit(assets: readonly ArtAsset[], { key, fps, as }: ImportOptions): void {
  if (key !== undefined && assets.length > 1)
    throw new CliError(
      'usage',
      `${assets.length} assets cannot have one key.`,
      'Leave --key out: keys come from names. Frames of one animation need --fps.',
    )
  if (fps !== undefined && assets.length > 0 && assets.every(({ strip }) => strip === undefined))
    throw new CliError(
      'usage',
      'None of the pictures are frames of one animation.',
      'Number them (walk-1.png, walk-2.png), or say how many frames a picture has: --frames 6',
    )
  if (as === 'draft' && assets.some(({ strip }) => strip !== undefined))
    throw new CliError('usage', 'A draft is of a still or a sound.', 'Name the picture instead of its JSON.')
  if (assets.length > importedFilesMax)
    throw new CliError(
      'usage',
      `These are ${assets.length} assets; one import has up to ${importedFilesMax}.`,
      'Import the folders below it one by one.',
    )
}

/** Who made it, and what may be done with it: nobody can guess that. */
function requireRights({ author, licence, trainable = false }: ImportOptions) {
  if (author === undefined || author.trim() === '')
    throw new CliError('usage', 'The author is missing.', 'Say who made it: --author "Ada Lovelace"')
  if (licence === undefined || licence.trim() === '')
    throw new CliError(
      'usage',
      'The licence is missing.',
      'Name it: --licence CC-BY-4.0; --licence unknown is taken too, but a release refuses it.',
    )
  return { author: author.trim(), licence: licence.trim(), trainable }
}

/** One after the other: each is small, and the same bytes again cost nothing. What the API refuses is reported. */
async function uploadAll(
  cwd: string,
  client: AssetloomClient,
  projectId: string,
  assets: readonly ArtAsset[],
  reports: FileReport[],
): Promise<Uploaded[]> {
  const uploaded: Uploaded[] = []
  for (const asset of assets)
    try {
      const uploads: UploadView[] = []
      for (const { path, mediaType } of asset.files)
        uploads.push(await client.uploadArt(projectId, mediaType, await readFile(path)))
      uploaded.push({ asset, uploads })
    } catch (error) {
      // These three speak of the bytes; anything else is no fault of the file.
      if (!(error instanceof ApiError) || ![409, 413, 415, 422].includes(error.status)) throw error
      reports.push(...reportAsset(cwd, asset, 'refused', { message: error.message, hint: error.hint }))
    }
  return uploaded
}

type Order = Omit<ImportBody, 'files'>

/** Orders what the API takes: it names all that it does not, and those are left out then. null: nothing is left. */
async function sendOrder(
  cwd: string,
  client: AssetloomClient,
  projectId: string,
  order: Order,
  uploaded: readonly Uploaded[],
  options: ImportOptions,
  reports: FileReport[],
): Promise<{ readonly accepted: WishlistAccepted; readonly taken: readonly Uploaded[] } | null> {
  let taken = uploaded
  for (let attempt = 1; taken.length > 0; attempt++)
    try {
      const files = taken.map((one) => entryOf(one, options))
      return { accepted: await client.importArt(projectId, { ...order, files }), taken }
    } catch (error) {
      const problems = error instanceof ApiError ? (error.problem.problems ?? []) : []
      if (problems.length === 0 || attempt > 2) throw error
      for (const { line, message, hint } of problems) {
        const one = taken[line - 1]
        if (one !== undefined) reports.push(...reportAsset(cwd, one.asset, 'refused', { message, hint }))
      }
      const lines = new Set(problems.map(({ line }) => line))
      taken = taken.filter((_, index) => !lines.has(index + 1))
    }
  return null
}

function entryOf(
  { asset: { key, type, name, strip }, uploads }: Uploaded,
  { tag, loop, cutout }: ImportOptions,
): ImportBody['files'][number] {
  const [first] = uploads
  const isPicture = first?.picture !== null
  return {
    ...{ key, type, file: name, sha256: first!.sha256 },
    ...(tag === undefined ? {} : { tags: [...tag] }),
    ...(loop === true && !isPicture ? { loop } : {}),
    ...(cutout === true && isPicture ? { cutout } : {}),
    ...(strip === undefined
      ? {}
      : {
          frames: strip.frames.map(({ file, ...frame }) => ({ ...frame, sha256: uploads[file]!.sha256 })),
          animations: strip.animations,
          ...(strip.frameSize === undefined ? {} : { frameSize: strip.frameSize }),
        }),
  }
}

/** Whether the list held an asset otherwise, or not at all, before this order. */
async function whatIsNew(
  client: AssetloomClient,
  { runId, created }: WishlistAccepted,
): Promise<(key: string) => boolean> {
  if (!created) return () => false
  const { difference } = await client.readRunDifference(runId)
  if (difference === null) return () => true
  const keys = new Set([...difference.added, ...difference.changed].map(({ key }) => key))
  return (key) => keys.has(key)
}

/** The same folder again is the next revision of the same list: what did not change is not made again. */
function listName(cwd: string, paths: readonly string[], assets: readonly ArtAsset[]): string {
  const [only] = assets
  if (assets.length === 1 && only !== undefined) return only.key
  const [first = '.'] = paths
  const folder = resolve(cwd, first)
  return (paths.length === 1 ? basename(folder) : basename(dirname(folder))).slice(0, 100) || 'art'
}

function printDrafts(kit: CommandKit, uploaded: readonly Uploaded[], reports: readonly FileReport[]): void {
  const drafts = uploaded.map(({ asset, uploads }) => draftSpec(asset, uploads[0]!))
  kit.print({ drafts }, drafts.map(({ yaml }) => yaml).join('---\n'))
  kit.say('Say in prompt.base what it shows, save it as a YAML file, then: npx assetloom spec validate FILE')
  failForRefused(kit, reports)
}
