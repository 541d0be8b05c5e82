import { request as rawRequest } from 'node:http'
import { expect, test } from 'vitest'
import { fakePng, send, stageReview, startApi, token } from './api-fixture.js'

const bearer = { authorization: `Bearer ${token}` }

async function stageImage() {
  const api = await startApi()
  const { project, variants } = await stageReview(api)
  const { sha256 } = variants[0]!
  const path = `/api/v1/projects/${project.projectId}/images/${sha256}`
  const bytes = Buffer.from(fakePng('barrel-0'))
  const read = async (headers: Record<string, string>, method = 'GET') => {
    const response = await fetch(`${api.url}${path}`, { method, headers: { ...bearer, ...headers } })
    const body = Buffer.from(await response.arrayBuffer())
    return { status: response.status, headers: response.headers, body }
  }
  return { api, path, bytes, tag: `"${sha256}"`, read }
}

test('one part of an image is sent alone, with its place in the whole', async () => {
  const { bytes, tag, read } = await stageImage()
  const parts: [string, number, number][] = [
    ['bytes=0-3', 0, 3],
    ['bytes=4-', 4, bytes.length - 1],
    ['bytes=-5', bytes.length - 5, bytes.length - 1],
    ['bytes=2-99999', 2, bytes.length - 1],
    ['bytes=-99999', 0, bytes.length - 1],
    ['Bytes = 1 - 1', 1, 1],
  ]
  for (const [range, first, last] of parts) {
    const { status, headers, body } = await read({ range })
    expect([range, status]).toEqual([range, 206])
    expect(headers.get('content-range')).toBe(`bytes ${first}-${last}/${bytes.length}`)
    expect(headers.get('content-length')).toBe(String(last - first + 1))
    expect(headers.get('content-type')).toBe('image/png')
    expect(headers.get('etag')).toBe(tag)
    expect(body.equals(bytes.subarray(first, last + 1))).toBe(true)
  }
})

test('several parts, other units and what cannot be read are answered by the whole', async () => {
  const { bytes, read } = await stageImage()
  for (const range of ['bytes=0-1,3-4', 'pages=1-2', 'bytes=-', 'bytes=5-2', 'bytes=a-b', 'bytes=1-2-3']) {
    const { status, headers, body } = await read({ range })
    expect([range, status]).toEqual([range, 200])
    expect(headers.get('accept-ranges')).toBe('bytes')
    expect(headers.get('content-length')).toBe(String(bytes.length))
    expect(body.equals(bytes)).toBe(true)
  }
})

test('a part behind the end is 416 with the length, and is not cached', async () => {
  const { bytes, read } = await stageImage()
  for (const range of [`bytes=${bytes.length}-`, 'bytes=-0']) {
    const { status, headers, body } = await read({ range })
    expect([range, status]).toEqual([range, 416])
    expect(headers.get('content-range')).toBe(`bytes */${bytes.length}`)
    expect(headers.get('content-type')).toContain('application/problem+json')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('etag')).toBeNull()
    expect(JSON.parse(body.toString())).toMatchObject({ type: 'urn:assetloom:problem:range-not-satisfiable' })
  }
})

test('If-Range of other bytes, of a weak tag or of a date gives the whole', async () => {
  const { tag, read } = await stageImage()
  const statusOf = async (ifRange: string) => (await read({ range: 'bytes=0-1', 'if-range': ifRange })).status
  expect(await statusOf(tag)).toBe(206)
  expect(await statusOf(`W/${tag}`)).toBe(200)
  expect(await statusOf(`"${'0'.repeat(64)}"`)).toBe(200)
  expect(await statusOf('Sat, 21 Nov 2026 00:00:00 GMT')).toBe(200)
})

test('what the client has is not sent again: lists, weak tags and any tag', async () => {
  const { tag, read } = await stageImage()
  for (const header of [tag, `W/${tag}`, `"other", ${tag}`, '"a",W/"b" , ' + tag, '*']) {
    const { status, headers, body } = await read({ 'if-none-match': header, range: 'bytes=0-1' })
    expect([header, status, body.length]).toEqual([header, 304, 0])
    expect(headers.get('etag')).toBe(tag)
    expect(headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
  }
  expect((await read({ 'if-none-match': '"other"' })).status).toBe(200)
})

test('HEAD says what GET would, without the bytes and without parts', async () => {
  const { api, path, bytes, tag, read } = await stageImage()
  const { status, headers, body } = await read({ range: 'bytes=0-1' }, 'HEAD')
  expect([status, body.length]).toEqual([200, 0])
  expect(headers.get('content-length')).toBe(String(bytes.length))
  expect(headers.get('accept-ranges')).toBe('bytes')
  expect(headers.get('etag')).toBe(tag)
  expect((await read({ 'if-none-match': tag }, 'HEAD')).status).toBe(304)
  expect((await send(`${api.url}${path}`, { method: 'HEAD' })).status).toBe(401)
})

test('the connection goes on after a part and after a HEAD', async () => {
  const { api, path, bytes } = await stageImage()
  const { Agent } = await import('node:http')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (method: string, range: string) =>
    new Promise<number>((resolve, reject) => {
      const asked = rawRequest(
        `${api.url}${path}`,
        { method, agent, headers: { ...bearer, range } },
        (answer) => {
          let length = 0
          answer.on('data', (chunk: Buffer) => (length += chunk.length))
          answer.on('end', () => resolve(length))
        },
      )
      asked.on('error', reject).end()
    })
  expect(await ask('HEAD', 'bytes=0-1')).toBe(0)
  expect(await ask('GET', 'bytes=0-1')).toBe(2)
  expect(await ask('GET', '')).toBe(bytes.length)
  agent.destroy()
})
