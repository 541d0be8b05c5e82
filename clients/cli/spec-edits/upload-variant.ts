import type { AssetloomClient } from '../../http/assetloom-client.js'
import { CliError } from '../cli-error.js'
import { fetchImage } from '../fetch-image.js'
import { resolveVariant } from '../resolve-variant.js'

/**
 * Makes the stored picture of a variant an upload of the project, so that a spec can begin from it, and returns its
 * SHA-256: that of the picture. `named` is an id, or a spec key with its number. Throws CliError for one that is not
 * there, and for bytes that did not come whole; whether a spec can begin from it is judged by the API.
 */
export async function uploadVariant(
  client: AssetloomClient,
  projectId: string,
  named: string,
  runId: string | undefined,
): Promise<string> {
  const { variantId } = await resolveVariant(client, named, runId)
  const { sha256 } = await client.readVariant(variantId)
  const bytes = await fetchImage(client, projectId, sha256)
  if (bytes === null)
    throw new CliError('unavailable', `The picture of ${variantId} did not come whole.`, 'Try it again.')
  return (await client.uploadArt(projectId, 'image/png', bytes)).sha256
}
