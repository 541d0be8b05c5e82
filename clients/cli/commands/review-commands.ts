import type { Command } from 'commander'
import { qualityLines } from '../../../core/autopilot/describe-quality.js'
import type { QualityReport } from '../../../core/autopilot/quality-report.js'
import type { DecideBody, VariantView } from '../../../core/http/http-api.js'
import type { RecordedDecision, ReviewVerb, Verdict } from '../../../core/review/verdict.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { mintDecisionId } from '../../http/mint-decision-id.js'
import { addChangeOptions, changesOf, type ChangeOptions } from '../change-options.js'
import type { CliContext } from '../cli-context.js'
import { chooseRunId, findRunOfSpec } from '../choose-run.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { nameVariant, resolveVariant } from '../resolve-variant.js'
import { addBulkReviewCommands } from './bulk-review-commands.js'
import { addReviewTogetherCommands } from './review-together-commands.js'

/** How a verdict reads after `name:`. */
const verdictWords: Readonly<Record<Verdict, string>> = {
  undecided: 'undecided',
  approved: 'approved',
  rejected: 'rejected',
  regenerate: 'made again',
  notChosen: 'not chosen',
}

interface VerbOptions {
  readonly run?: string
  readonly reason?: string
  readonly note?: string
}

interface VerbCommand {
  readonly name: string
  readonly verb: ReviewVerb
  readonly description: string
  /** A spec key without a number is enough. */
  readonly allowSpec: boolean
}

const verbCommands: readonly VerbCommand[] = [
  { name: 'approve', verb: 'approve', description: 'approve a variant', allowSpec: false },
  {
    name: 'pick',
    verb: 'pick',
    description: 'approve a variant, mark the others not chosen',
    allowSpec: false,
  },
  {
    name: 'primary',
    verb: 'primary',
    description: 'approve a variant and make it the asset of its spec; the others stay as they are',
    allowSpec: false,
  },
  { name: 'reject', verb: 'reject', description: 'reject a variant and say why', allowSpec: false },
  { name: 'regenerate', verb: 'regenerate', description: 'ask for a new round of its spec', allowSpec: true },
  { name: 'undo', verb: 'withdraw', description: 'take the decision on a variant back', allowSpec: false },
]

/** `assetloom review list|approve|pick|primary|reject|regenerate|undo|reopen`, and what is for many and with others. */
export function addReviewCommands(program: Command, context: CliContext): void {
  const group = program.command('review').description('look at variants and decide')
  addList(group, context)
  for (const one of verbCommands) addVerb(group, context, one)
  addBulkReviewCommands(group, context)
  addReviewTogetherCommands(group, context)
  group
    .command('reopen')
    .description('open a closed spec again, with a new round')
    .argument('<spec>', 'spec key')
    .option('--run <run>', 'run id; without it the newest one that goes on')
    .action(async (specKey: string, options: { run?: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId = await findRunOfSpec(client, options.run, specKey)
      const answer = await client.reopenSpec(runId, specKey)
      kit.print({ runId, specKey, ...answer }, '')
      kit.say(
        `${specKey} is open again${answer.state === 'pending' ? ' as soon as Temporal can take it' : ''}.`,
      )
    })
}

function addList(group: Command, context: CliContext): void {
  group
    .command('list')
    .description('variants that wait for a decision, best first within each spec')
    .option('--run <run>', 'run id; without it the newest one that goes on')
    .option('--spec <key>', 'only of this spec')
    .option('--all', 'decided ones too')
    .action(async (options: { run?: string; spec?: string; all?: boolean }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const runId =
        options.spec === undefined
          ? await chooseRunId(client, options.run)
          : await findRunOfSpec(client, options.run, options.spec)
      const all = await client.listVariants(runId, options.spec)
      const showsAll = options.all === true || options.spec !== undefined
      const variants = all.filter((variant) => showsAll || variant.verdict === 'undecided')
      const tried = await readQuality(client, runId, options.spec)
      kit.print({ runId, variants, quality: tried }, formatVariants(variants))
      for (const [specKey, report] of Object.entries(tried))
        if (report.outcome !== 'met') for (const line of qualityLines(report)) kit.say(`${specKey}: ${line}`)
      if (variants.length === 0)
        kit.say(
          all.length === 0
            ? 'This run has no variants yet.'
            : 'Nothing waits for a decision. --all shows every variant.',
        )
      const best = bestUndecided(variants)
      if (best !== null) kit.say(`Decide: npx assetloom review pick ${nameOf(best)} --run ${runId}`)
    })
}

/** What the autopilot tried, by spec; without those that it never had to do with. */
async function readQuality(
  client: AssetloomClient,
  runId: string,
  specKey: string | undefined,
): Promise<Record<string, QualityReport>> {
  const specs = await client.listSpecs(runId)
  return Object.fromEntries(
    specs.flatMap((spec) =>
      spec.quality === undefined || (specKey !== undefined && spec.specKey !== specKey)
        ? []
        : [[spec.specKey, spec.quality]],
    ),
  )
}

/** The first spec's best; null when all are decided. */
function bestUndecided(variants: readonly VariantView[]): VariantView | null {
  const open = variants.filter((one) => one.verdict === 'undecided')
  const ofFirst = open.filter((one) => one.specKey === open[0]?.specKey)
  return ofFirst.sort((a, b) => b.round - a.round || (b.score ?? 0) - (a.score ?? 0))[0] ?? null
}

function formatVariants(variants: readonly VariantView[]): string {
  if (variants.length === 0) return ''
  const rows = variants.map((variant) => [
    nameOf(variant),
    variant.score === null ? '-' : variant.score.toFixed(2),
    `${verdictWords[variant.verdict]}${variant.primary === true ? ', primary' : ''}`,
    variant.variantId,
    variant.checks
      .filter((check) => !check.passed)
      .map((check) => check.reason)
      .join('; '),
  ])
  return formatTable([['VARIANT', 'SCORE', 'VERDICT', 'ID', 'FAILED CHECKS'], ...rows])
}

function nameOf(variant: VariantView | null): string {
  return variant === null ? '' : nameVariant(variant)
}

function addVerb(group: Command, context: CliContext, one: VerbCommand): void {
  const command = group
    .command(one.name)
    .description(one.description)
    .argument(
      '<variant>',
      one.allowSpec ? 'id, spec-key:2, or the spec key' : 'id, or spec-key:2 (its number)',
    )
    .option('--run <run>', 'run that a spec key is looked up in; without it the newest one that goes on')
    .option('--note <text>', 'for whoever reads the decision later')
  if (one.verb === 'reject') command.requiredOption('--reason <text>', 'why; teaches the next round')
  else if (one.verb !== 'withdraw') command.option('--reason <text>', 'why')
  if (one.verb === 'regenerate') addChangeOptions(command)
  command.action(async (name: string, options: VerbOptions & ChangeOptions, self: Command) => {
    const kit = openKit(context, self)
    const { client } = await kit.connect()
    const variant = await resolveVariant(client, name, options.run, one.allowSpec)
    // A pick and its undo concern the siblings too.
    const concernsAll = one.verb === 'pick' || one.verb === 'withdraw'
    const siblings = concernsAll ? await siblingsOf(client, variant) : []
    const changes = one.verb === 'regenerate' ? await changesOf(client, options) : undefined
    const body = {
      ...decisionOn(variant, one.verb, siblings, options),
      ...(changes === undefined ? {} : { changes }),
    }
    const answer = await client.decide(variant.variantId, body)
    kit.print({ variant: nameOf(variant), variantId: variant.variantId, ...answer }, '')
    if (answer.state === 'pending')
      kit.say(
        `${nameOf(variant)}: kept, and applied when Temporal answers. ${answer.message ?? ''}`.trimEnd(),
      )
    else for (const row of answer.decisions) kit.say(describeDecision(row, [variant, ...siblings]))
  })
}

function describeDecision(row: RecordedDecision, variants: readonly VariantView[]): string {
  const variant = variants.find((one) => one.variantId === row.variantId)
  const name = variant === undefined ? row.variantId : nameOf(variant)
  if (row.verb === 'withdraw') return `${name}: undone, ${verdictWords[row.verdict]} again`
  if (row.verb === 'regenerate')
    return `${name}: ${row.marks?.asked === undefined ? 'a new round is being made' : `round ${row.marks.asked.round} was asked for`}`
  const signed = row.marks?.signOffs
  if (row.verdict === 'undecided' && signed !== undefined)
    return `${name}: approved by ${signed.map(({ reviewer }) => reviewer).join(' and ')}; a second person has to approve it too`
  if (row.verb === 'primary') return `${name}: approved, and the primary of its spec`
  return `${name}: ${verdictWords[row.verdict]}${row.reason === null ? '' : ` (${row.reason})`}`
}

async function siblingsOf(client: AssetloomClient, variant: VariantView): Promise<VariantView[]> {
  const all = await client.listVariants(variant.runId, variant.specKey)
  return all.filter(
    (one) => one.variantId !== variant.variantId && one.specRevisionId === variant.specRevisionId,
  )
}

function decisionOn(
  variant: VariantView,
  verb: ReviewVerb,
  siblings: readonly VariantView[],
  options: VerbOptions,
): DecideBody & { decisionId: string } {
  const versions = siblings.map((one) => ({ variantId: one.variantId, expectedVersion: one.version }))
  return {
    decisionId: mintDecisionId(),
    verb,
    expectedVersion: variant.version,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.note === undefined ? {} : { note: options.note }),
    ...(verb === 'pick' ? { siblings: versions } : {}),
  }
}
