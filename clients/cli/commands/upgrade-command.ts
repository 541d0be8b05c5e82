import type { Command } from 'commander'
import type { UpgradeReport } from '../../../core/upgrade-report.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { resolveHome } from '../resolve-home.js'

const brokenShownMax = 20

/** `assetloom upgrade check`. */
export function addUpgradeCommand(program: Command, context: CliContext): void {
  const group = program.command('upgrade').description('change to a new version with runs open')
  group
    .command('check')
    .description('replay every open workflow with this version; exit code 1 when one would break')
    .option('--address <host:port>', 'Temporal frontend; default: that of the running stack')
    .action(async (options: { address?: string }, command: Command) => {
      const kit = openKit(context, command)
      const local = await context.loadLocalStack()
      const home = resolveHome(context, kit.options)
      const address = options.address ?? (await local.status(home)).temporalAddress
      if (!address)
        throw new CliError(
          'unavailable',
          `Nothing is running in ${home}, so there is no history to try.`,
          'Start the version that runs now (npx assetloom up), or name its Temporal server: --address HOST:PORT',
        )
      kit.say(`replaying the open workflows at ${address} with this version ...`)
      const report = await local.checkUpgrade(address)
      kit.print({ address, ...report, ok: report.broken.length === 0 }, formatReport(report))
      if (report.broken.length > 0)
        throw new CliError(
          'failed',
          `${report.broken.length} of ${report.replayed} open workflows would break with this version: do not start it.`,
          'Put the change behind patched(): docs/guides/change-a-workflow-safely.md. What runs now was not touched.',
        )
      kit.say(
        report.replayed < report.open
          ? `All ${report.replayed} that were tried replay; ${report.open - report.replayed} more are open.`
          : 'All replay. Take the new version: npx assetloom down && npx assetloom up',
      )
    })
}

function formatReport({ open, replayed, broken, build }: UpgradeReport): string {
  const rows = [
    ['version', build ?? 'sources'],
    ['open', String(open)],
    ['replayed', String(replayed)],
    ['broken', String(broken.length)],
  ]
  const shown = broken.slice(0, brokenShownMax).map(({ workflowId, type, eventId, message }) => {
    return `${type} ${workflowId}${eventId === null ? '' : ` at event ${eventId}`}\n  ${message}\n`
  })
  const more = broken.length > brokenShownMax ? `and ${broken.length - brokenShownMax} more\n` : ''
  return `${formatTable(rows)}${shown.join('')}${more}`
}
