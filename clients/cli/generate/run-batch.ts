import { basename, relative, resolve } from 'node:path'
import { detectIntake } from '../../../core/intake/detect-intake.js'
import { refineText } from '../../../core/intake/refine-text.js'
import type { RunView } from '../../../core/http/http-api.js'
import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import { CliError } from '../cli-error.js'
import type { CommandKit } from '../command-kit.js'
import { findPalette } from '../find-palette.js'
import { formatTable } from '../format-table.js'
import { ProgressDisplay } from '../progress-display.js'
import { readWishlist } from '../read-spec-folder.js'
import type { TextFile } from '../read-text-file.js'
import { withStack } from '../with-stack.js'
import { assetFileNames } from './asset-file-names.js'
import { collectAssets, type CollectedAsset } from './collect-assets.js'
import { followOrder } from './order-run.js'
import type { GenerateOptions } from './generate-options.js'

export type BatchOptions = Omit<
  GenerateOptions,
  'template' | 'param' | 'outputName' | 'from' | 'size' | 'style' | 'dryRun'
>

/** One line of the summary. */
interface BatchRow extends CollectedAsset {
  /** Of the list, from 1; null where the rules here do not know the key. */
  readonly line: number | null
}

/**
 * Makes every asset of a list in one run and writes their files. The same list again goes on where it was, and writes
 * only what is missing. Throws CliError when some line or asset came to nothing.
 */
export async function runBatch(kit: CommandKit, file: string, options: BatchOptions): Promise<void> {
  const { context } = kit
  const list = await readWishlist(context.cwd, file)
  const { palette } = await findPalette(context.cwd, list, options.palette)
  const specs = readSpecs(list, options)
  const outDir = resolve(context.cwd, options.output)
  const display = new ProgressDisplay(context.terminal, kit.style)
  const made = await withStack(kit, options.keep === true, display, async ({ client, signal }) => {
    const { projectId } = await client.ensureProject({ key: options.project, name: options.project })
    const accepted = await client.submitWishlist(projectId, {
      ...{ name: list.name, text: list.text, seed: options.seed, targets: ['generic'] },
      review: options.review === 'auto' ? 'auto' : 'person',
      ...(palette === null ? {} : { palette: { name: palette.name, text: palette.text } }),
      ...(options.variants === undefined ? {} : { variantsPerSpec: options.variants }),
      ...(options.provider === undefined ? {} : { provider: options.provider }),
      ...(options.drafts === undefined ? {} : { drafts: options.drafts }),
    })
    const run = await followOrder(kit, client, accepted, options.review, display, signal)
    const onLine = (line: string) => display.note(line)
    const input = { run, outDir, names: assetFileNames(specs), force: options.force === true, signal, onLine }
    return { run, assets: await collectAssets(client, input) }
  })
  const lineOf = new Map(specs.map(({ key, source }) => [key, source.line]))
  const rows = made.assets.map((asset) => ({ ...asset, line: lineOf.get(asset.key) ?? null }))
  const { runId, projectId, problems } = made.run
  kit.print(
    { runId, projectId, runSeed: options.seed, assets: rows, problems },
    summaryText(context.cwd, rows),
  )
  endBatch(kit, list, made.run, rows)
}

/** The specs as the rules here read them: for names and lines, never for what is made. */
function readSpecs(list: TextFile, options: BatchOptions): readonly AssetSpec[] {
  if (detectIntake(list.text, list.name) === 'empty')
    throw new CliError(
      'usage',
      `There is nothing to make in ${list.path}.`,
      'Write one asset a line, for example: prop: wooden barrel, 32x32',
    )
  const { variants = null, provider = 'procedural' } = options
  const given = { palette: [], variantsPerSpec: variants, provider }
  return refineText({ fileName: list.name, text: list.text, options: given }).specs
}

function summaryText(cwd: string, rows: readonly BatchRow[]): string {
  return formatTable(
    rows.map(({ line, key, score, files, stage }) => {
      const [first] = files
      const shown = first === undefined ? '' : relative(cwd, first.path)
      const more = files.length > 1 ? ` and ${files.length - 1} more` : ''
      return [
        line === null ? '' : String(line),
        key,
        score === null ? '-' : score.toFixed(2),
        first === undefined ? stage : first.outcome,
        first === undefined ? 'no file' : `${shown.startsWith('..') ? first.path : shown}${more}`,
      ]
    }),
  )
}

/** Says how it ended; every asset that has no file of its own making is a failure. */
function endBatch(kit: CommandKit, list: TextFile, run: RunView, rows: readonly BatchRow[]): void {
  const name = basename(list.path)
  const failed = rows.filter(({ files }) => files.length === 0)
  const kept = rows.filter(({ files }) => files.some(({ outcome }) => outcome === 'kept'))
  for (const { line, key, stage } of failed) kit.say(`${name}:${line ?? 1}: ${key} has no file (${stage})`)
  for (const { files } of kept)
    for (const { path, outcome } of files)
      if (outcome === 'kept') kit.say(`${path} is another file and was left as it is; --force replaces it.`)
  const rejected = run.problems.length
  kit.say(
    `${rows.length - failed.length} of ${rows.length + rejected} lines have their files. Run ${run.runId}.`,
  )
  if (rejected + failed.length + kept.length === 0) return
  const told = [
    ...(rejected === 0 ? [] : [`${rejected} rejected`]),
    ...(failed.length === 0 ? [] : [`${failed.length} without an approved variant`]),
    ...(kept.length === 0 ? [] : [`${kept.length} kept back by other files`]),
  ]
  throw new CliError('failed', `${name}: ${told.join(', ')}.`, 'Mend what is listed above and run it again.')
}
