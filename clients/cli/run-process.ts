import type { CliContext } from './cli-context.js'
import { findPackageRoot } from './find-package-root.js'
import { runCli } from './program.js'

/**
 * Runs the CLI as this process: real streams, Ctrl-C as an abort signal, the exit code set at the end. A second Ctrl-C
 * ends at once.
 */
export async function runProcess(args: readonly string[]): Promise<void> {
  const abort = new AbortController()
  const onSignal = () => {
    if (abort.signal.aborted) process.exit(130)
    abort.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  // `assetloom run list | head` closes stdout early: that is no error of ours.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  const packageRoot = findPackageRoot()
  const context: CliContext = {
    terminal: {
      writeOut: (text) => void process.stdout.write(text),
      writeErr: (text) => void process.stderr.write(text),
      isInteractive: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
      columns: () => process.stderr.columns || 80,
    },
    env: process.env,
    cwd: folderOfTheCall(packageRoot),
    packageRoot,
    signal: abort.signal,
    loadLocalStack: async () => (await import('./local.js')).localStack,
    loadLocalKeeping: async () => (await import('./local.js')).localKeeping,
    loadLocalComfy: async () => (await import('./local.js')).localComfy,
    loadLocalGraphs: async () => (await import('./local.js')).localGraphs,
    loadLocalModels: async () => (await import('./local.js')).localModels,
  }
  process.exitCode = await runCli(args, context)
  process.off('SIGINT', onSignal)
  process.off('SIGTERM', onSignal)
}

/** npm runs scripts in the package's folder and names the folder of the call in INIT_CWD. */
function folderOfTheCall(packageRoot: string): string {
  const initCwd = process.env['INIT_CWD']
  const isNpmScript = process.cwd() === packageRoot && initCwd !== undefined && initCwd !== ''
  return isNpmScript ? initCwd : process.cwd()
}
