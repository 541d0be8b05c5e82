/** What the Temporal UI shows of our workflows: one line of text for a summary, Markdown for details. */
import type { VariantReview, Verdict } from './review/verdict.js'
import type { SpecStage } from './run-options.js'

/** Temporal's own limits, bytes of UTF-8 (limit.userMetadataSummarySize and ...DetailsSize). */
export const summaryBytesMax = 200
export const detailsBytesMax = 20_000

/** One line that is not longer than Temporal takes; what is cut off ends in `…`. */
export function shortenSummary(text: string): string {
  return cutToBytes(text.replaceAll(/\s+/g, ' ').trim(), summaryBytesMax)
}

/** Markdown that is not longer than Temporal takes. */
export function shortenDetails(text: string): string {
  return cutToBytes(text, detailsBytesMax)
}

function cutToBytes(text: string, bytesMax: number): string {
  const ellipsis = '…'
  const limit = bytesMax - bytesOf(ellipsis)
  let bytes = 0
  let kept = ''
  // By code points: half of a surrogate pair is no text.
  for (const character of text) {
    bytes += bytesOf(character)
    if (bytes <= limit) kept += character
    if (bytes > bytesMax) return `${kept}${ellipsis}`
  }
  return text
}

function bytesOf(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4
  }
  return bytes
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Names of lists and specs are people's text: it must not become markup. */
export function plainMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|!]/g, (mark) => `\\${mark}`).replaceAll(/\s+/g, ' ')
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  undecided: 'not decided yet',
  approved: '**approved**',
  rejected: 'rejected',
  regenerate: 'to be made again',
  notChosen: 'another one was chosen',
}

export interface AssetRunText {
  readonly specKey: string
  readonly stage: SpecStage
  readonly round: number
  readonly review: 'auto' | 'person'
  readonly paused: boolean
  readonly variants: readonly VariantReview[]
  /** It stands in line for a permit. */
  readonly waitsForPermit: boolean
  /** Why a round lacks variants, or why the spec failed. */
  readonly trouble?: string | undefined
  /** How its quality contract stands. */
  readonly quality?: string | undefined
}

/** One spec: what happens now, who decides, and the variants with their scores. */
export function describeAssetRun(run: AssetRunText): string {
  const rows = run.variants.map(
    ({ round, variantIndex, verdict, score }) =>
      `| ${round} | ${variantIndex + 1} | ${score.toFixed(2)} | ${verdictWords[verdict]} |`,
  )
  // The newest rounds matter most, and a table must not outgrow the limit in its middle.
  const shown = rows.slice(-tableRowsMax)
  const table =
    rows.length === 0
      ? []
      : ['', '| round | variant | score | verdict |', '| --- | --- | --- | --- |', ...shown]
  const trouble = run.trouble === undefined ? [] : ['', `Trouble: ${plainMarkdown(run.trouble)}`]
  const quality = run.quality === undefined ? [] : ['', `Quality contract: ${plainMarkdown(run.quality)}`]
  const head = `**${plainMarkdown(run.specKey)}**: ${nowOf(run)}`
  return shortenDetails([head, ...quality, ...trouble, ...table].join('\n'))
}

const tableRowsMax = 60

function nowOf({ stage, round, review, paused, waitsForPermit, variants, quality }: AssetRunText): string {
  if (paused && (stage === 'waiting' || stage === 'generating'))
    return 'paused by a person; resume the run to go on.'
  switch (stage) {
    case 'waiting':
      return 'has not begun.'
    case 'generating':
      return waitsForPermit ? `waits for a GPU slot (round ${round}).` : `the painter makes round ${round}.`
    case 'scoring':
      return `round ${round} is painted and is being scored.`
    case 'reviewing':
      return review === 'auto' && quality === undefined
        ? 'a policy decides by score.'
        : `${plural(variants.filter((one) => one.verdict === 'undecided').length, 'variant')} to choose from: a person decides in the review page.`
    case 'finishing':
      return 'the approved variant is being cut out, scaled and coloured for the game.'
    case 'done':
      return 'done. The asset is in the library; it stays open for undo for a while.'
    case 'rejected':
      return 'every variant was rejected. Regenerate one for another round.'
    case 'failed':
      return 'failed.'
    case 'cancelled':
      return 'cancelled.'
  }
}

export interface BundleRunText {
  readonly step: 'preparing' | 'packing' | 'writing' | 'checking' | 'repairing' | 'done' | 'failed'
  readonly target?: string | undefined
  readonly assets?: number | undefined
  readonly files?: number | undefined
  readonly sizeBytes?: number | undefined
  readonly failure?: string | undefined
}

const bundleSteps: Readonly<Record<BundleRunText['step'], string>> = {
  preparing: 'what stands for assets that are not there yet is painted.',
  packing: 'the approved pictures are packed onto atlas pages.',
  writing: 'its files are written.',
  checking: 'every file is read back and held against the manifest.',
  repairing: 'a stored picture was damaged: it is made again from its source.',
  done: 'published. Fetch it with `npx assetloom export`.',
  failed: 'failed.',
}

/** One bundle: its step, then what it holds. */
export function describeBundleRun(bundle: BundleRunText): string {
  const { step, target, assets, files, sizeBytes, failure } = bundle
  const holds = [
    ...(assets === undefined ? [] : [plural(assets, 'asset')]),
    ...(files === undefined ? [] : [plural(files, 'file')]),
    ...(sizeBytes === undefined ? [] : [megabytes(sizeBytes)]),
  ]
  const lines = [`**${target === undefined ? 'bundle' : `${target} bundle`}**: ${bundleSteps[step]}`]
  if (holds.length > 0) lines.push('', `Holds ${holds.join(', ')}.`)
  if (failure !== undefined) lines.push('', `Why: ${plainMarkdown(failure)}`)
  return shortenDetails(lines.join('\n'))
}

const megabytes = (sizeBytes: number): string =>
  sizeBytes < 1_000_000 ? `${Math.ceil(sizeBytes / 1000)} kB` : `${(sizeBytes / 1_000_000).toFixed(1)} MB`

/** One atlas once it is packed. `density` is the share of the pages' area that frames cover, 0 to 1. */
export function describeAtlasRun(atlas: {
  readonly pages: number
  readonly frames?: number | undefined
  readonly density?: number | undefined
}): string {
  const frames = atlas.frames === undefined ? '' : `${plural(atlas.frames, 'frame')} on `
  const density =
    atlas.density === undefined ? '' : `, ${Math.round(atlas.density * 100)} % of their area used`
  return `**atlas**: ${frames}${plural(atlas.pages, 'page')}${density}.`
}

/** One list: what refinement made of it and where the work goes on. */
export function describeWishlistRun(list: {
  readonly specs: number
  readonly problems?: number | undefined
  readonly notes?: number | undefined
  readonly productionId: string | null
}): string {
  const { specs, problems, notes, productionId } = list
  const lines = [`**${plural(specs, 'spec')}** were read from the list.`]
  if (problems !== undefined && problems > 0)
    lines.push('', `${plural(problems, 'line')} could not be used: the review page says which and why.`)
  if (notes !== undefined && notes > 0)
    lines.push('', `${plural(notes, 'default')} filled in where the list said nothing.`)
  lines.push(
    '',
    productionId === null ? 'There is nothing to make.' : `The work goes on in \`${productionId}\`.`,
  )
  return shortenDetails(lines.join('\n'))
}

/** One production run: its step, how many specs have come how far, and whom the rest waits for. */
export function describeProductionRun(run: {
  readonly step: 'generating' | 'settling' | 'exporting' | 'done'
  readonly paused: boolean
  readonly review: 'auto' | 'person'
  readonly started: number
  readonly inWindow: number
  readonly settled: number
  readonly total: number | null
}): string {
  const { step, paused, review, started, inWindow, settled, total } = run
  const steps: Readonly<Record<typeof step, string>> = {
    generating: `the painter works on ${plural(inWindow, 'spec')}.`,
    settling:
      review === 'auto'
        ? 'everything is painted; the chosen variants are being finished.'
        : 'everything is painted; people decide in the review page.',
    exporting: 'every spec is settled; the bundles are being written.',
    done: 'over.',
  }
  const now = paused && step === 'generating' ? 'paused by a person; resume the run to go on.' : steps[step]
  const settledText = total === null ? '' : `, ${settled} of ${total} settled`
  return `**${step}**: ${now}\n\n${plural(started, 'spec')} started${settledText}.`
}

/** What each workflow is for; given at its start and kept for ever. */
const purposes = {
  wishlistRun: 'Reads a list and turns it into specs; the production run then makes them.',
  productionRun:
    'Makes every spec of a list through a sliding window of asset runs, then writes the bundles.',
  assetRun: 'Makes one spec: rounds of variants, the decisions on them, and the finished asset.',
  bundleRun: 'Writes the approved set for one target, checks every byte and publishes it.',
  atlasRun: 'Packs the frames of a bundle onto pages. Bundles of one set share them.',
} as const
export type WorkflowName = keyof typeof purposes

/** Details at the start of a workflow: its purpose, and the list and run that it belongs to. */
export function describeStart(
  workflow: WorkflowName,
  run: { readonly runId: string; readonly wishlistName?: string | undefined },
): string {
  const list = run.wishlistName === undefined ? '' : `, list ${plainMarkdown(run.wishlistName)}`
  return shortenDetails(`${purposes[workflow]}\n\nRun \`${run.runId}\`${list}.`)
}
