/**
 * The gate before an upgrade: replays the histories of all open workflows of a running Temporal server with the
 * workflows of this build. Prints one JSON document (core/upgrade-report.ts) on stdout. Exit code 0: all replay;
 * 1: some do not; 2: it could not be tried. Changes nothing anywhere.
 */
import { buildStampOf } from '../adapters/config/build-stamp.js'
import { loadConfig } from '../adapters/config/load-config.js'
import { createTemporalClient, temporalTargetOf } from '../adapters/temporal/temporal-connection.js'
import { AssetloomError } from '../core/errors.js'
import type { UpgradeReport } from '../core/upgrade-report.js'
import { replayOpenHistories } from './replay-histories.js'
import { installRuntime, workflowSource } from './worker-process.js'

/** At 20 to 100 histories a second this stays within a minute or two. */
const replayedMax = 2_000

async function checkThisBuild(): Promise<UpgradeReport> {
  const config = loadConfig()
  const { temporalAddress } = config
  if (temporalAddress === null)
    throw new AssetloomError(
      'InvalidInput',
      'TEMPORAL_ADDRESS is not set.',
      'Run npx assetloom upgrade check, which finds the running stack, or set it to HOST:PORT.',
    )
  const client = createTemporalClient(temporalTargetOf({ ...config, temporalAddress }))
  try {
    const found = await replayOpenHistories(client, workflowSource(), replayedMax)
    return { build: buildStampOf(import.meta.url), ...found }
  } finally {
    await client.connection.close()
  }
}

// Left alone, the SDK's native side writes its warnings about what does not replay to stdout, before the report.
installRuntime('upgrade check', 'error', null)
try {
  const report = await checkThisBuild()
  process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(report.broken.length === 0 ? 0 : 1))
} catch (error) {
  // The SDK's own sentence is "Failed to list workflows": why stands in its cause.
  const why = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
  const message = `${error instanceof Error ? error.message : String(error)}${why}`
  const hint = error instanceof AssetloomError ? error.hint : 'Is that the address of a Temporal frontend?'
  process.stderr.write(`${JSON.stringify({ message, hint })}\n`, () => process.exit(2))
}
