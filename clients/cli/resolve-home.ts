import { join, relative, resolve } from 'node:path'
import type { CliContext, GlobalOptions } from './cli-context.js'

/** `--home`, then ASSETLOOM_HOME, then `.assetloom` in the clone (from any folder of it) or in this folder. */
export function resolveHome(context: CliContext, options: GlobalOptions): string {
  const named = options.home ?? nonEmpty(context.env['ASSETLOOM_HOME'])
  if (named !== undefined) return resolve(context.cwd, named)
  const below = relative(context.packageRoot, context.cwd)
  const isInClone = !below.startsWith('..') && resolve(context.packageRoot, below) === context.cwd
  return join(isInClone ? context.packageRoot : context.cwd, '.assetloom')
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text
}
