import type { Command } from 'commander'
import { parseSince } from '../../../core/http/parse-since.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { findProject, projectKey } from '../find-project.js'
import { formatReport } from '../report-text.js'

/** `assetloom report`. */
export function addReportCommand(program: Command, context: CliContext): void {
  program
    .command('report')
    .description('what was made, what failed, what waits for you, and that nothing was lost')
    .option('--since <time>', '18h, 2d, today, yesterday or 2026-11-20T18:00', '18h')
    .option('--project <key>', 'of one project; default: of all that you may see', projectKey)
    .action(async (options: { since: string; project?: string }, command: Command) => {
      const kit = openKit(context, command)
      const nowMs = Date.now()
      const sinceMs = parseSince(options.since, nowMs, new Date(nowMs).getTimezoneOffset())
      if (sinceMs === null)
        throw new CliError(
          'usage',
          `"${options.since}" is no time within the last year.`,
          'Write it like 18h, 2d, today, yesterday or 2026-11-20T18:00.',
        )
      const { client, url } = await kit.connect()
      const { project } = options
      const projectId = project === undefined ? undefined : (await findProject(client, project)).projectId
      const report = await client.readReport(new Date(sinceMs).toISOString(), projectId)
      kit.print(report, formatReport(report, { url, nowMs, style: kit.style }))
      if (report.lost.total + report.doubled.total > 0)
        throw new CliError(
          'failed',
          `${report.lost.total} things are lost and ${report.doubled.total} doubled.`,
          'This must not happen. Keep the home as it is (npx assetloom backup DIR) and tell us what the report says.',
        )
    })
}
