import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { ImportBody, UploadView } from '../../../core/http/library-api.js'
import type { AssetType } from '../../../core/spec/asset-spec.schema.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import type { GlobalOptions } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import type { CommandKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { followOrder } from '../generate/order-run.js'
import { ProgressDisplay } from '../progress-display.js'
import { withStack } from '../with-stack.js'
import { draftSpec } from './draft-spec.js'
import { findArtFiles, type ArtFile } from './find-art-files.js'

export interface ImportOptions extends GlobalOptions {
  readonly key?: string
  readonly type?: AssetType
  readonly author?: string
  readonly licence?: string
  readonly trainable?: boolean
  readonly tag?: readonly string[]
  readonly loop?: boolean
  readonly as: 'asset' | 'draft'
  readonly review: 'auto' | 'page'
  readonly project: string
  readonly keep?: boolean
}

/** Brings art that people made into a project, or prints specs that ask for something like it. Throws CliError. */
export async function runImport(
  kit: CommandKit,
  paths: readonly string[],
  options: ImportOptions,
): Promise<void> {
  const files = await findArtFiles(kit.context.cwd, paths, options)
  const rights = options.as === 'draft' ? null : requireRights(options)
  const display = new ProgressDisplay(kit.context.terminal, kit.style)
  await withStack(kit, options.keep === true, display, async ({ client, signal }) => {
    const { projectId } = await client.ensureProject({ key: options.project, name: options.project })
    const uploads = await uploadAll(client, projectId, files)
    if (rights === null) return printDrafts(kit, files, uploads)
    const body = {
      ...{ ...rights, name: listName(kit.context.cwd, paths, files), targets: ['generic'] },
      review: options.review === 'auto' ? ('auto' as const) : ('person' as const),
      files: files.map((file, index) => entryOf(file, uploads[index]!, options)),
    } satisfies ImportBody
    const accepted = await client.importArt(projectId, body)
    const run = await followOrder(kit, client, accepted, options.review, display, signal)
    const specs = await client.listSpecs(run.runId)
    const assets = specs.map(({ specKey, assetType, stage }) => ({ key: specKey, type: assetType, stage }))
    kit.print(
      { runId: run.runId, projectId, ...rights, assets },
      formatTable(assets.map(({ key, type, stage }) => [key, type, stage])),
    )
    if (/^unknown$/i.test(rights.licence))
      kit.say('The licence is unknown: a release will refuse these until it is known.')
    if (assets.some(({ stage }) => stage !== 'done'))
      throw new CliError(
        'failed',
        'Some were not approved.',
        `Look at them: npx assetloom review list --run ${run.runId}`,
      )
  })
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

/** One after the other: each is small, and the same bytes again cost nothing. */
async function uploadAll(
  client: AssetloomClient,
  projectId: string,
  files: readonly ArtFile[],
): Promise<UploadView[]> {
  const uploads: UploadView[] = []
  for (const { path, mediaType } of files)
    uploads.push(await client.uploadArt(projectId, mediaType, await readFile(path)))
  return uploads
}

function entryOf(
  { key, type, name }: ArtFile,
  { sha256 }: UploadView,
  { tag, loop }: ImportOptions,
): ImportBody['files'][number] {
  return {
    ...{ key, type, file: name, sha256 },
    ...(tag === undefined ? {} : { tags: [...tag] }),
    ...(loop === true ? { loop } : {}),
  }
}

/** The same folder again is the next revision of the same list: what did not change is not made again. */
function listName(cwd: string, paths: readonly string[], files: readonly ArtFile[]): string {
  const [only] = files
  if (files.length === 1 && only !== undefined) return only.key
  const [first = '.'] = paths
  const folder = resolve(cwd, first)
  return (paths.length === 1 ? basename(folder) : basename(dirname(folder))).slice(0, 100) || 'art'
}

function printDrafts(kit: CommandKit, files: readonly ArtFile[], uploads: readonly UploadView[]): void {
  const drafts = files.map((file, index) => draftSpec(file, uploads[index]!))
  kit.print({ drafts }, drafts.map(({ yaml }) => yaml).join('---\n'))
  kit.say('Say in prompt.base what it shows, save it as a YAML file, then: npx assetloom spec validate FILE')
}
