import type { BundleRow } from '../core/bundle-ports.js'
import { AssetloomError } from '../core/errors.js'
import type { ApiContext } from './api-deps.js'
import { problem, type ProblemError } from './problem.js'

/** A file whose bytes are lost or damaged can be made again: its bundle is queued, and the client comes back. */
export async function readBundleBytes(
  deps: ApiContext,
  bundle: BundleRow,
  sha256: string,
): Promise<Uint8Array> {
  try {
    return await deps.store.get(sha256)
  } catch (error) {
    const isLost =
      error instanceof AssetloomError && (error.type === 'CorruptObject' || error.type === 'MissingObject')
    if (!isLost) throw error
    throw await askRebuild(deps, bundle, sha256)
  }
}

/** Queues the bundle to be built again. The problem that says so. */
export async function askRebuild(
  { catalogue, log }: ApiContext,
  { contentId, bundleId }: BundleRow,
  sha256: string,
): Promise<ProblemError> {
  if (await catalogue.bundles.rebuild(contentId))
    log('warn', 'a file of a bundle is lost or damaged; the bundle is built again', { bundleId, sha256 })
  return damaged()
}

/** A bundle whose files are being made again. */
export function damaged(): ProblemError {
  return problem(
    503,
    'bundle-damaged',
    'A file of this bundle was lost or damaged in the store. The bundle is being built again.',
    'Try again in a few seconds. If the bundle fails instead: npx assetloom rebuild --from BACKUP',
    {},
    { 'Retry-After': '2' },
  )
}
