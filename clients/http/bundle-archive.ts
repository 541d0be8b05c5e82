import type { AssetloomClient } from './assetloom-client.js'

export interface BundleArchive {
  readonly fileName: string
  /** null where the server does not tell. */
  readonly sizeBytes: number | null
  readonly body: ReadableStream<Uint8Array>
}

/** All files of a bundle as one zip archive, as it comes. Throws as the requests of AssetloomClient do. */
export async function openBundleArchive(
  client: Pick<AssetloomClient, 'open'>,
  bundleId: string,
  signal: AbortSignal,
): Promise<BundleArchive> {
  const response = await client.open({
    method: 'GET',
    path: `/api/v1/bundles/${encodeURIComponent(bundleId)}/archive`,
    repeatable: true,
    headers: { accept: 'application/zip' },
    signal,
  })
  const sizeBytes = Number(response.headers.get('content-length') ?? '')
  const named = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  return {
    fileName: named ?? `${bundleId}.zip`,
    sizeBytes: sizeBytes > 0 ? sizeBytes : null,
    body: response.body ?? new ReadableStream<Uint8Array>(),
  }
}
