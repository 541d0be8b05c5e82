import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { projectKey } from '../find-project.js'

/** `assetloom trace`: the history of one asset. */
export function addTraceCommand(program: Command, context: CliContext): void {
  program
    .command('trace')
    .description('the whole history of one asset, from the line of a list to the bundles that hold it')
    .argument('<what>', 'key, id of a variant or an asset, SHA-256, or a file of a bundle or a game')
    .option('--project <key>', 'project that a key belongs to', projectKey, 'default')
    .action(async (what: string, options: { project: string }, command: Command) => {
      const { runTrace } = await import('../trace/run-trace.js')
      await runTrace(openKit(context, command), what, options.project)
    })
}
