import type { Command } from 'commander'
import type { RequestAccepted, RunView } from '../../../core/http/http-api.js'
import type { RunRow } from '../../../core/ports.js'
import { terminalRunStages } from '../../../core/run-options.js'
import { waitsInShort } from '../../progress/describe-waits.js'
import { formatAgo } from '../../progress/format-figures.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { estimateRun } from '../../http/spending-requests.js'
import type { CliContext } from '../cli-context.js'
import { chooseRunId } from '../choose-run.js'
import { openKit } from '../command-kit.js'
import { estimateText } from '../spending-text.js'
import { formatTable } from '../format-table.js'
import { wholeNumber } from '../parse-options.js'
import { printProblems } from '../print-failure.js'
import { ProgressDisplay } from '../progress-display.js'
import { reviewAddress, stagesInOneLine, stageWords } from '../run-text.js'
import { assertSucceeded, watchRun } from '../watch-run.js'

const viewedMax = 20

/** `assetloom run list|watch|pause|resume|cancel|approve-overage|estimate`. */
export function addRunCommands(program: Command, context: CliContext): void {
  const group = program.command('run').description('see and steer production runs')
  addList(group, context)
  addWatch(group, context)
  addRequest(group, context, 'pause', 'start no further specs until resume', (client, id) =>
    client.pauseRun(id),
  )
  addRequest(group, context, 'resume', 'go on after pause', (client, id) => client.resumeRun(id))
  addRequest(group, context, 'cancel', 'stop for good; what is finished stays', (client, id) =>
    client.cancelRun(id),
  )
  addApproveOverage(group, context)
  addEstimate(group, context)
}

function addEstimate(group: Command, context: CliContext): void {
  group
    .command('estimate')
    .description('what a run has still to make, and what that takes and costs')
    .argument('<run>', 'run id')
    .action(async (runId: string, _options: object, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const estimate = await estimateRun(client, runId)
      kit.print(estimate, estimateText(estimate))
      for (const warning of estimate.warnings) kit.say(warning)
    })
}

function addApproveOverage(group: Command, context: CliContext): void {
  group
    .command('approve-overage')
    .description('let a run go on above the budget of its project')
    .argument('<run>', 'run id')
    .action(async (runId: string, _options: object, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      kit.print(await client.approveOverage(runId), '')
      kit.say('Approved: what waits for budget goes on within a few seconds.')
    })
}

function addList(group: Command, context: CliContext): void {
  group
    .command('list')
    .description('runs, newest first')
    .option('--project <key>', 'only of this project')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 500), 20)
    .action(async (options: { project?: string; limit: number }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projects } = await client.listProjects()
      const keyOf = new Map(projects.map((project) => [project.projectId, project.key]))
      const projectId = projects.find((project) => project.key === options.project)?.projectId
      const isUnknown = options.project !== undefined && projectId === undefined
      const runs = isUnknown
        ? []
        : (await client.listRuns({ limit: options.limit, ...(projectId === undefined ? {} : { projectId }) }))
            .runs
      const nowMs = Date.now()
      const views = await readViews(client, runs)
      const rows = runs.map((run) => {
        const view = views.get(run.runId)
        return [
          run.runId,
          run.paused ? `${run.stage} (paused)` : view === undefined ? run.stage : stageWords(view),
          run.wishlistName,
          keyOf.get(run.projectId) ?? run.projectId,
          formatAgo(run.createdAt, nowMs),
          view === undefined ? '' : stagesInOneLine(view),
          view === undefined ? '' : waitsInShort(view.waitsFor),
        ]
      })
      const titles = ['RUN', 'STAGE', 'LIST', 'PROJECT', 'ORDERED', 'STAGES', 'WAITS']
      const waitsFor = Object.fromEntries([...views].map(([runId, view]) => [runId, view.waitsFor]))
      kit.print({ runs, waitsFor }, rows.length === 0 ? '' : formatTable([titles, ...rows]))
      if (rows.length === 0) kit.say('No runs yet. Start one: npx assetloom wishlist add FILE')
    })
}

/** Only open runs are looked at closely, the newest first: the list of a year must not take a minute. */
async function readViews(client: AssetloomClient, runs: readonly RunRow[]): Promise<Map<string, RunView>> {
  const open = runs.filter((run) => !terminalRunStages.includes(run.stage)).slice(0, viewedMax)
  const views = await Promise.all(open.map((run) => client.readRun(run.runId)))
  return new Map(views.map((view) => [view.runId, view]))
}

function addWatch(group: Command, context: CliContext): void {
  group
    .command('watch')
    .description('follow a run until it has ended; --json prints one line a change')
    .argument('[run]', 'run id; without it the newest one that goes on')
    .action(async (named: string | undefined, _options: object, command: Command) => {
      const kit = openKit(context, command)
      const { client, url } = await kit.connect()
      const runId = await chooseRunId(client, named)
      const first = await client.readRun(runId)
      const display = new ProgressDisplay(context.terminal, kit.style)
      display.note(kit.style.bold(`${first.wishlistName}  ${runId}`))
      display.note(
        `Review: ${reviewAddress(url, runId)}   Temporal: ${first.temporalUrl ?? 'npx assetloom status'}`,
      )
      printProblems(context, first.problems)
      const run = await watchRun(client, runId, display, context.signal, (change) => {
        if (kit.options.json === true) context.terminal.writeOut(`${JSON.stringify(change)}\n`)
      })
      assertSucceeded(run)
      if (kit.options.json !== true) context.terminal.writeOut(`${run.sentence}\n`)
      kit.say(`Get the files: npx assetloom export --run ${runId} --target generic --out DIR`)
    })
}

function addRequest(
  group: Command,
  context: CliContext,
  verb: 'pause' | 'resume' | 'cancel',
  description: string,
  send: (client: AssetloomClient, runId: string) => Promise<RequestAccepted>,
): void {
  group
    .command(verb)
    .description(description)
    .argument('<run>', 'run id')
    .action(async (runId: string, _options: object, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const answer = await send(client, runId)
      kit.print({ runId, ...answer }, '')
      if (answer.state === 'delivered') kit.say(`${verb}: the run has it.`)
      else kit.say(`${verb}: kept and delivered when Temporal can take it. ${answer.message ?? ''}`.trimEnd())
    })
}
