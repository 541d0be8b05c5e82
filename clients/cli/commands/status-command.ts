import type { Command } from 'commander'
import type { ReadinessView, RunView } from '../../../core/http/http-api.js'
import type { RunRow } from '../../../core/ports.js'
import { terminalRunStages } from '../../../core/run-options.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { formatAgo } from '../../progress/format-figures.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit, type CommandKit } from '../command-kit.js'
import { connectToHome } from '../connect.js'
import { formatTable } from '../format-table.js'
import type { LocalStackStatus } from '../local-stack.js'
import { resolveHome } from '../resolve-home.js'
import { openRunLines } from '../run-text.js'
import type { TextStyle } from '../text-style.js'

/** So many open runs are shown in full; the rest is counted. */
const openShownMax = 8
const failedShownMax = 3
/** An older failure has been seen. */
const failedShownMs = 3 * 86_400_000

interface Work {
  readonly open: readonly RunView[]
  /** How many open runs there are, those that are not shown included. */
  readonly openCount: number
  readonly finished: RunView | null
  readonly failed: readonly RunRow[]
}

interface Findings {
  readonly home: string
  readonly status: LocalStackStatus
  readonly readiness: ReadinessView | null
  readonly work: Work | null
}

/** `assetloom status`. */
export function addStatusCommand(program: Command, context: CliContext): void {
  program
    .command('status')
    .description('what runs, what waits for whom, what ended last; exit code 6 when it is not ready')
    .action(async (_options: object, command: Command) => {
      const kit = openKit(context, command)
      const found = await lookAround(context, kit)
      const { home, status, readiness, work } = found
      const isReady = readiness?.status === 'ready'
      kit.print(
        { home, ...status, ready: isReady, readiness, runs: work },
        formatFindings(found, kit.style, Date.now()),
      )
      if (!isReady)
        throw new CliError(
          'unavailable',
          status.running ? `The service is ${status.state} but not ready.` : `Nothing is running in ${home}.`,
          status.running
            ? `npx assetloom doctor says what is wrong; the logs are in ${home}/logs`
            : 'Start it: npx assetloom up',
        )
    })
}

async function lookAround(context: CliContext, kit: CommandKit): Promise<Findings> {
  const home = resolveHome(context, kit.options)
  const given = kit.options.url ?? context.env['ASSETLOOM_URL']
  if (given !== undefined && given !== '') {
    const { client, url } = await kit.connect()
    const readiness = await client.readReadiness().catch(() => null)
    const status = { ...remoteStatus, running: readiness !== null, apiUrl: url }
    return { home: url, status, readiness, work: await readWork(client) }
  }
  const status = await (await context.loadLocalStack()).status(home)
  if (status.apiUrl === null) return { home, status, readiness: null, work: null }
  try {
    const { client } = await connectToHome(home, status.apiUrl, 0)
    const readiness = await client.readReadiness()
    return { home, status, readiness, work: await readWork(client).catch(() => null) }
  } catch {
    return { home, status, readiness: null, work: null }
  }
}

/** What can be known of a stack on another machine. */
const remoteStatus: LocalStackStatus = {
  state: 'up',
  running: true,
  apiUrl: null,
  temporalAddress: null,
  temporalUiUrl: null,
  parts: [],
  outdated: [],
}

async function readWork(client: AssetloomClient): Promise<Work> {
  const { runs } = await client.listRuns({ limit: 200 })
  const isOver = (run: RunRow) => terminalRunStages.includes(run.stage)
  const open = runs.filter((run) => !isOver(run))
  const ended = runs.filter(isOver).sort((a, b) => (b.finishedAt ?? '').localeCompare(a.finishedAt ?? ''))
  const last = ended.find((run) => run.stage === 'done')
  const [views, finished] = await Promise.all([
    Promise.all(open.slice(0, openShownMax).map((run) => client.readRun(run.runId))),
    last === undefined ? null : client.readRun(last.runId),
  ])
  const failed = ended.filter((run) => run.stage === 'failed').slice(0, failedShownMax)
  return { open: views, openCount: open.length, finished, failed }
}

function formatFindings(found: Findings, style: TextStyle, nowMs: number): string {
  const { status, readiness, work } = found
  const url = status.apiUrl ?? ''
  const lines = [
    ...stackLines(found, style),
    ...(readiness?.checks ?? [])
      .filter((check) => !check.ok)
      .map((check) => style.bad(`${check.name}: ${check.message}`)),
    ...outboxLines(readiness, style),
  ]
  if (work !== null) lines.push(...workLines(work, url, nowMs, style))
  return lines.map((line) => `${line}\n`).join('')
}

function stackLines({ home, status }: Findings, style: TextStyle): string[] {
  const dead = status.parts.filter((part) => !part.alive).map((part) => part.name)
  const restarted = status.parts
    .filter((part) => part.restarts > 0)
    .map((part) => `${part.name} started again ${part.restarts === 1 ? 'once' : `${part.restarts} times`}`)
  const names = status.parts.map((part) => part.name).join(', ')
  const rows = [
    ['service', `${status.running ? status.state : 'not running'}  ${home}`],
    [
      'review page',
      status.apiUrl === null ? '-' : `${status.apiUrl}   (npx assetloom up prints a link that signs in)`,
    ],
    ...(status.temporalUiUrl === null ? [] : [['Temporal UI', status.temporalUiUrl]]),
    ...(names === '' ? [] : [['parts', names]]),
    ...(dead.length === 0 ? [] : [['ended', style.bad(`${dead.join(', ')}: started again by itself`)]]),
    ...(restarted.length === 0 ? [] : [['restarts', restarted.join(', ')]]),
    ...(status.outdated.length === 0 ? [] : [['code', style.warn(outdatedSentence(status.outdated))]]),
  ]
  return formatTable(rows).trimEnd().split('\n')
}

function outdatedSentence(parts: readonly string[]): string {
  return `older than this build: ${parts.join(', ')}. Take it: npx assetloom upgrade check, then down and up`
}

function outboxLines(readiness: ReadinessView | null, style: TextStyle): string[] {
  const outbox = readiness?.outbox ?? null
  if (outbox === null || outbox.open === 0) return []
  const what = outbox.open === 1 ? '1 message waits' : `${outbox.open} messages wait`
  return [style.warn(`${what} for Temporal, the oldest for ${Math.round(outbox.oldestMs / 1000)} s`)]
}

function workLines(work: Work, url: string, nowMs: number, style: TextStyle): string[] {
  const { open, openCount, finished } = work
  const lines: string[] = ['']
  if (openCount === 0) lines.push('Nothing is going on. Start a run: npx assetloom wishlist add FILE')
  else {
    lines.push(`Going on: ${openCount}`)
    lines.push(...open.flatMap((run) => openRunLines(run, url, nowMs, style)))
    if (openCount > open.length) lines.push(`  and ${openCount - open.length} more: npx assetloom run list`)
  }
  if (finished !== null)
    lines.push(
      '',
      'Finished last:',
      `  ${style.bold(finished.wishlistName)}  ${finished.runId}  ${formatAgo(finished.finishedAt ?? finished.createdAt, nowMs)}`,
      `    ${finished.sentence}`,
    )
  const failed = work.failed.filter((run) => nowMs - Date.parse(run.finishedAt ?? '') < failedShownMs)
  if (failed.length > 0) lines.push('', 'Failed:')
  for (const run of failed)
    lines.push(
      `  ${style.bold(run.wishlistName)}  ${run.runId}  ${formatAgo(run.finishedAt ?? run.createdAt, nowMs)}`,
      `    ${style.bad(run.failure ?? 'the reason was not recorded')}`,
      `    npx assetloom run watch ${run.runId}`,
    )
  return lines
}
