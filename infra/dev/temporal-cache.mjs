import { ensureCachedGoTool } from './go-tool-cache.mjs'

const temporal = {
  name: 'temporal',
  called: 'the Temporal server',
  module: 'github.com/temporalio/cli/cmd/temporal',
  /** The newest release that `go install` can build: later ones have a replace directive. */
  release: '1.5.1',
  minutes: 3,
  variable: 'TEMPORAL_CLI',
}

/** The program from the user's cache, built there by Go when it is missing or damaged; null without Go. */
export function ensureCachedTemporal(options) {
  return ensureCachedGoTool(temporal, options)
}
