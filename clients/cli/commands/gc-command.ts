import type { Command } from 'commander'
import { formatBytes } from '../../progress/format-figures.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import type { CountedBytes, GarbageSummary } from '../local-keeping.js'
import { wholeNumber } from '../parse-options.js'
import { resolveHome } from '../resolve-home.js'

const graceHoursDefault = 24
const graceHoursMax = 24 * 365

/** `assetloom gc`: says what can go; `--run` removes it. */
export function addGcCommand(program: Command, context: CliContext): void {
  program
    .command('gc')
    .description('what a home no longer needs: objects that nothing refers to, expired rows, old files')
    .option('--run', 'remove it')
    .option('--dry-run', 'only say what would be removed (the default)')
    .option(
      '--grace-hours <n>',
      'leave objects alone that are younger',
      wholeNumber(1, graceHoursMax),
      graceHoursDefault,
    )
    .action(async (options: { run?: boolean; dryRun?: boolean; graceHours: number }, command: Command) => {
      if (options.run === true && options.dryRun === true)
        throw new CliError('usage', '--run and --dry-run exclude each other.', 'Give one of them.')
      const kit = openKit(context, command)
      const summary = await (
        await context.loadLocalKeeping()
      ).collectGarbage({
        home: resolveHome(context, kit.options),
        run: options.run === true,
        graceHours: options.graceHours,
        onProgress: kit.say,
        signal: context.signal,
      })
      kit.print(summary, formatGarbage(summary))
      kit.say(summary.run ? 'Removed.' : 'Nothing was changed. Remove it: npx assetloom gc --run')
    })
}

function formatGarbage(summary: GarbageSummary): string {
  const { rows, files, setAside } = summary
  const size = ({ count, sizeBytes }: CountedBytes) => `${count}, ${formatBytes(sizeBytes)}`
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return formatTable([
    ['objects that nothing refers to', size(summary.objects)],
    ['files of crashed writes', size(summary.temporary)],
    ['pictures beyond the retention', String(summary.unchosenPictures)],
    ['expired idempotency keys', String(rows.idempotencyKeys)],
    ['delivered messages', String(rows.outbox)],
    ['old events', String(rows.events)],
    ['replaced design documents', String(rows.formerDocuments)],
    ['old files of the home', size({ count: files.length, sizeBytes: total })],
    ['kept: referred to', size(summary.referenced)],
    ['kept: too young', size(summary.young)],
    ...setAside.map(({ path, sizeBytes }) => [
      'set aside, delete by hand',
      `${path}  ${formatBytes(sizeBytes)}`,
    ]),
  ])
}
