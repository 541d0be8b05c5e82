import type { CliContext, GlobalOptions } from './cli-context.js'

/** Colours by meaning. Without colour every function gives its text back. */
export interface TextStyle {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
}

/** Colours only for a terminal, never with NO_COLOR (no-color.org) or `--no-color`. */
export function chooseTextStyle(context: CliContext, options: GlobalOptions): TextStyle {
  const noColor = context.env['NO_COLOR']
  const isOn =
    options.color !== false &&
    (noColor === undefined || noColor === '') &&
    context.env['TERM'] !== 'dumb' &&
    context.terminal.isInteractive
  const wrap = (open: number, close: number) => (text: string) =>
    isOn ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return { bold: wrap(1, 22), dim: wrap(2, 22), good: wrap(32, 39), bad: wrap(31, 39), warn: wrap(33, 39) }
}
