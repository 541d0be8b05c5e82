import type { Command } from 'commander'
import type { RequestAccepted } from '../../../core/http/http-api.js'
import { formatAgo } from '../../progress/format-figures.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import type { CliContext } from '../cli-context.js'
import { chooseRunId } from '../choose-run.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { wholeNumber } from '../parse-options.js'
import { printProblems } from '../print-failure.js'
import { ProgressDisplay } from '../progress-display.js'
import { assertSucceeded, watchRun } from '../watch-run.js'

/** `assetloom run list|watch|pause|resume|cancel`. */
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
      const rows = runs.map((run) => [
        run.runId,
        run.paused ? `${run.stage} (paused)` : run.stage,
        run.wishlistName,
        keyOf.get(run.projectId) ?? run.projectId,
        formatAgo(run.createdAt, Date.now()),
      ])
      kit.print(
        { runs },
        rows.length === 0 ? '' : formatTable([['RUN', 'STAGE', 'LIST', 'PROJECT', 'STARTED'], ...rows]),
      )
      if (rows.length === 0) kit.say('No runs yet. Start one: npx assetloom wishlist add FILE')
    })
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
      display.note(`Review page: ${url}   Temporal: ${first.temporalUrl ?? 'npx assetloom status'}`)
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
