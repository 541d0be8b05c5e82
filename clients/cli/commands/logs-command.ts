import { join } from 'node:path'
import { type Command, Option } from 'commander'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { type CommandKit, openKit } from '../command-kit.js'
import { findLogEnds, followLogs, readLogs } from '../log-files.js'
import { formatLogLine, type LogLine, logLevelNames } from '../log-lines.js'
import { wholeNumber } from '../parse-options.js'
import { resolveHome } from '../resolve-home.js'

interface LogsOptions {
  readonly run?: string
  readonly level: string
  readonly follow?: boolean
  readonly lines?: number
}

/** Without a run the end is what people look for; of a run, everything. */
const linesUsual = 200

/** `assetloom logs`: the logs of all processes of a home as one. Works without a running stack. */
export function addLogsCommand(program: Command, context: CliContext): void {
  program
    .command('logs')
    .description('what all processes logged, by time; --run follows one run through them')
    .option('--run <id>', 'only lines about this run')
    .addOption(new Option('--level <level>', 'least severity').choices([...logLevelNames]).default('info'))
    .option('--follow', 'go on with what comes; Ctrl-C ends')
    .option(
      '--lines <n>',
      `only the last n (default: ${linesUsual}, with --run all)`,
      wholeNumber(0, 1_000_000),
    )
    .action(async (options: LogsOptions, command: Command) => {
      const kit = openKit(context, command)
      const home = resolveHome(context, kit.options)
      const logsDir = join(home, 'logs')
      const { run, level } = options
      const filter = { level, ...(run === undefined ? {} : { run }) }
      const ends = await findLogEnds(logsDir)
      const found = await readLogs(logsDir, filter, ends)
      const most = options.lines ?? (run === undefined ? linesUsual : found.length)
      for (const line of most === 0 ? [] : found.slice(-most)) write(kit, line)
      if (options.follow === true) {
        for await (const line of followLogs(logsDir, filter, ends, context.signal)) write(kit, line)
        return
      }
      if (found.length > 0) return
      throw new CliError(
        'notFound',
        run === undefined ? `There are no logs in ${home}.` : `No line in ${logsDir} is about ${run}.`,
        run === undefined
          ? 'Start the service (npx assetloom up), or name its home with --home.'
          : 'Check the id (npx assetloom run list) and the home; --level debug shows more.',
      )
    })
}

function write(kit: CommandKit, line: LogLine): void {
  if (kit.options.json === true) {
    const { fields, ...rest } = line
    kit.context.terminal.writeOut(`${JSON.stringify({ ...rest, ...fields })}\n`)
    return
  }
  kit.context.terminal.writeOut(`${formatLogLine(line)}\n`)
}
