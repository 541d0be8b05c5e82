import type { AssetloomClient } from '../../http/assetloom-client.js'

/** Asks for `path` below /api/v1; throws as AssetloomClient does. */
export async function readJson<Answer>(client: AssetloomClient, path: string): Promise<Answer> {
  const response = await client.open({ method: 'GET', path: `/api/v1${path}`, repeatable: true })
  return (await response.json()) as Answer
}

/** Changes something once; null when the answer has no body. */
export async function sendJson<Answer>(
  client: AssetloomClient,
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Answer | null> {
  const response = await client.open({
    ...{ method, path: `/api/v1${path}`, repeatable: false },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return text === '' ? null : (JSON.parse(text) as Answer)
}
