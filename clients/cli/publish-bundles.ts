import { join } from 'node:path'
import type { BundleRow } from '../../core/bundle-ports.js'
import type { RequestBundlesBody } from '../../core/http/http-api.js'
import { ApiError, BackendUnavailableError } from '../http/api-error.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { downloadBundle } from '../http/download-bundle.js'
import { CliError } from './cli-error.js'

export interface PublishedBundle {
  readonly target: string
  readonly bundleId: string
  /** Absolute. */
  readonly dir: string
  /** Absolute path of manifest.json. */
  readonly manifest: string
  /** Absolute; null when the target has none. */
  readonly contactSheet: string | null
  readonly files: number
  /** 0 when the folder held this bundle already. */
  readonly filesFetched: number
}

const pollMs = 400

/**
 * Freezes the approved set for `targets`, waits until each is published and makes `<outDir>/<target>` hold it. Throws
 * CliError when a bundle failed, ApiError 409 when nothing is approved, or when the run may not be released.
 */
export async function publishBundles(
  client: AssetloomClient,
  runId: string,
  targets: readonly string[],
  outDir: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
  more: Pick<RequestBundlesBody, 'kind' | 'profile'> = {},
): Promise<PublishedBundle[]> {
  const requested = (await client.requestBundles(runId, targets, more)).bundles
  tellHandedOver(requested, runId, onLine)
  const published: PublishedBundle[] = []
  for (const target of targets) {
    const row = requested.find((bundle) => bundle.target === target)
    if (row === undefined)
      throw new CliError('failed', `The API made no bundle for ${target}.`, 'Run the same command again.')
    if (row.state === 'building') onLine(`exporting ${target} ...`)
    await waitUntilPublished(client, row, signal)
    const view = await client.readBundle(row.bundleId)
    const result = await downloadBundle(client, view, join(outDir, target))
    const sheet = view.files.find((file) => /(^|\/)contact-sheet\.png$/.test(file.path))
    published.push({
      target,
      bundleId: row.bundleId,
      dir: result.dir,
      manifest: result.manifestPath,
      contactSheet: sheet === undefined ? null : join(result.dir, sheet.path),
      files: result.files,
      filesFetched: result.filesFetched,
    })
  }
  return published
}

function tellHandedOver([bundle]: readonly BundleRow[], runId: string, onLine: (line: string) => void): void {
  const handedOver = bundle?.handedOver ?? []
  for (const { key, reason } of handedOver)
    onLine(`not in the bundle: ${key} was handed over to a person (${reason})`)
  if (handedOver.length > 0) onLine(`Decide: npx assetloom review list --run ${runId}, then export again.`)
}

/** The approved set of a run, frozen and written for one target. Throws as publishBundles does. */
export async function publishedBundle(
  client: AssetloomClient,
  runId: string,
  target: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<BundleRow> {
  const [row] = (await client.requestBundles(runId, [target])).bundles
  if (row === undefined)
    throw new CliError('failed', `The API made no bundle for ${target}.`, 'Run the same command again.')
  if (row.state === 'building') onLine('writing the files ...')
  await waitUntilPublished(client, row, signal)
  return row
}

async function waitUntilPublished(
  client: AssetloomClient,
  first: BundleRow,
  signal: AbortSignal,
): Promise<void> {
  for (let row: BundleRow = first; row.state !== 'published';) {
    if (row.state === 'failed')
      throw new CliError(
        'failed',
        `The ${row.target} bundle failed: ${row.failure ?? 'no reason was recorded'}`,
        'Run the same command again; if it stays, look at the run in the Temporal UI.',
      )
    if (signal.aborted)
      throw new CliError(
        'failed',
        'Stopped before the export was done.',
        'Run the same command again: it goes on.',
      )
    await new Promise((resolve) => setTimeout(resolve, pollMs))
    try {
      row = await client.readBundle(row.bundleId)
    } catch (error) {
      // A stack that restarts is waited for; the bundle goes on when it is back.
      const away =
        error instanceof BackendUnavailableError || (error instanceof ApiError && error.status >= 500)
      if (!away) throw error
    }
  }
}
