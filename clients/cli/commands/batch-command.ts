import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import type { BatchOptions } from '../generate/run-batch.js'
import { withOrderOptions } from './generate-command.js'

/** `assetloom batch`: a list in one run, to files. */
export function addBatchCommand(program: Command, context: CliContext): void {
  withOrderOptions(
    program
      .command('batch')
      .description('make every asset of a list and write their files; the same list again goes on')
      .argument('<file>', 'one "category: prompt" a line, # for comments; any other wishlist too'),
  ).action(async (file: string, _options: object, command: Command) => {
    // Loaded here only: rules and YAML would slow every other command's start.
    const { runBatch } = await import('../generate/run-batch.js')
    await runBatch(openKit(context, command), file, command.optsWithGlobals<BatchOptions>())
  })
}
