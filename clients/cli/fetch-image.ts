import { sha256Hex } from '../../core/hash.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { projectRequests } from '../http/project-requests.js'

/** A picture or sound that arrived damaged is asked for so often in all. */
export const fetchAttemptsMax = 3

/** The bytes of a picture or a sound of a project, checked; null = they arrived damaged each time. */
export async function fetchImage(
  client: AssetloomClient,
  projectId: string,
  sha256: string,
): Promise<Uint8Array | null> {
  for (let attempt = 1; attempt <= fetchAttemptsMax; attempt++) {
    const response = await projectRequests(client, projectId).openImage(sha256)
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (sha256Hex(bytes) === sha256) return bytes
  }
  return null
}
