import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { resolveHome } from '../resolve-home.js'

interface ScopeOptions {
  readonly system?: boolean
}

const scopeOf = ({ system }: ScopeOptions) => (system === true ? ('system' as const) : ('user' as const))

/** `assetloom service install|uninstall|status`. */
export function addDaemonCommands(program: Command, context: CliContext): void {
  const daemon = program.command('service').description('run the stack of a home from boot on')
  const open = async (command: Command) => {
    const kit = openKit(context, command)
    return { kit, home: resolveHome(context, kit.options), keeping: await context.loadLocalKeeping() }
  }
  daemon
    .command('install')
    .description('write the unit and start it (systemd; launchd on macOS)')
    .option('--system', 'of the machine instead of this user; needs root')
    .option('--print', 'write the unit to stdout and change nothing')
    .action(async (options: ScopeOptions & { print?: boolean }, command: Command) => {
      const { kit, home, keeping } = await open(command)
      const found = await keeping.installDaemon({
        home,
        scope: scopeOf(options),
        print: options.print === true,
      })
      if (options.print === true) return kit.print(found, found.unit)
      kit.print(
        found,
        formatTable([
          ['unit', found.unitFile],
          ['settings', found.environmentFile],
        ]),
      )
      for (const step of found.steps) kit.say(`To survive a logout and a reboot, run once: ${step}`)
    })
  daemon
    .command('uninstall')
    .description('stop it and remove the unit; the home stays')
    .option('--system', 'of the machine instead of this user')
    .action(async (options: ScopeOptions, command: Command) => {
      const { kit, home, keeping } = await open(command)
      const removed = await keeping.uninstallDaemon({ home, scope: scopeOf(options) })
      kit.print({ home, removed }, '')
      kit.say(removed ? 'Removed; the home stays as it is.' : `There is no service for ${home}.`)
    })
  daemon
    .command('status')
    .description('whether the machine runs it')
    .option('--system', 'of the machine instead of this user')
    .action(async (options: ScopeOptions, command: Command) => {
      const { kit, home, keeping } = await open(command)
      const found = await keeping.daemonState({ home, scope: scopeOf(options) })
      kit.print({ home, ...found }, formatTable([[found.name, found.state]]))
    })
}
