import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import type { MachineCheck } from '../doctor/machine-check.js'
import { examineMachine } from '../examine-machine.js'
import { formatTable } from '../format-table.js'
import { resolveHome } from '../resolve-home.js'
import type { TextStyle } from '../text-style.js'

const marks: Readonly<Record<MachineCheck['state'], string>> = {
  ok: 'ok',
  missing: 'MISSING',
  warning: 'note',
  absent: '-',
}

/** `assetloom doctor`. */
export function addDoctorCommand(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('what is there, what is missing, how to mend it')
    .action(async (_options: object, command: Command) => {
      const kit = openKit(context, command)
      const home = resolveHome(context, kit.options)
      const local = await context
        .loadLocalStack()
        .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
      const checks = await examineMachine(context, home, local)
      const missing = checks.filter((check) => check.state === 'missing')
      kit.print({ ok: missing.length === 0, home, checks }, formatChecks(checks, kit.style))
      const first = missing[0]
      if (first !== undefined)
        throw new CliError('failed', `Missing: ${missing.map((check) => check.name).join(', ')}.`, first.mend)
      kit.say('Nothing is missing.')
    })
}

function formatChecks(checks: readonly MachineCheck[], style: TextStyle): string {
  const table = formatTable(checks.map((check) => [marks[check.state], check.name, check.found]))
  const lines = table.trimEnd().split('\n')
  return checks
    .map((check, index) => {
      const line = lines[index] ?? ''
      const paint =
        check.state === 'missing'
          ? style.bad
          : check.state === 'warning'
            ? style.warn
            : (text: string) => text
      return `${paint(line)}\n${check.mend === '' ? '' : `         ${check.mend}\n`}`
    })
    .join('')
}
