import type { Command } from 'commander'
import type { CliContext, GlobalOptions } from './cli-context.js'
import { connect, type Connection } from './connect.js'
import { chooseTextStyle, type TextStyle } from './text-style.js'

/** What the action of a command works with. */
export interface CommandKit {
  readonly context: CliContext
  readonly options: GlobalOptions
  readonly style: TextStyle
  /** Data as people read it, or the document with `--json`. */
  readonly print: (document: unknown, text: string) => void
  readonly say: (line: string) => void
  readonly connect: () => Promise<Connection>
}

/** The kit of one call: global options may stand before or after the command's name. */
export function openKit(context: CliContext, command: Command): CommandKit {
  const options: GlobalOptions = command.optsWithGlobals()
  return {
    context,
    options,
    style: chooseTextStyle(context, options),
    print: (document, text) =>
      context.terminal.writeOut(options.json === true ? `${JSON.stringify(document, null, 2)}\n` : text),
    say: (line) => context.terminal.writeErr(`${line}\n`),
    connect: () => connect(context, options),
  }
}
