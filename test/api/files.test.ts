import { request } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createSound } from '../../core/audio/sound.js'
import { writeWav } from '../../core/audio/wav.js'
import type { BundleList, BundleView } from '../../core/http/http-api.js'
import { fakePng, finishAsset, send, stageReview, startApi, token, type TestApi } from './api-fixture.js'

describe('an image', () => {
  test('is served with a tag, cacheable for ever, and only to who is signed in', async () => {
    const api = await startApi()
    const { project, variants } = await stageReview(api)
    const path = `/api/v1/projects/${project.projectId}/images/${variants[0]!.sha256}`
    const response = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(fakePng('barrel-0'))
    const etag = response.headers.get('etag')!
    expect((await api.get(path, { 'if-none-match': etag })).status).toBe(304)
    expect((await send(`${api.url}${path}`)).status).toBe(401)
  })

  test('of a sound is its WAV, and a part of one is nothing', async () => {
    const api = await startApi()
    const wav = writeWav(createSound(44_100, 1, 441))
    const { project, variants } = await stageReview(api, {
      variantsPerSpec: 2,
      bytesOf: (name) => (name === 'barrel-0' ? wav : wav.subarray(0, 8)),
    })
    const [whole, part] = variants.map(
      ({ sha256 }) => `/api/v1/projects/${project.projectId}/images/${sha256}`,
    )
    const { status, headers } = await api.get(whole!)
    expect([status, headers.get('content-type')]).toEqual([200, 'audio/wav'])
    expect((await api.get(part!)).status).toBe(404)
  })

  test('that is damaged on disk is a 500 that names the hash and the mend, and is not cached', async () => {
    const api = await startApi()
    const { project, variants } = await stageReview(api)
    const { sha256 } = variants[0]!
    api.store.corrupt(sha256)
    const { status, body, headers } = await api.get(`/api/v1/projects/${project.projectId}/images/${sha256}`)
    expect(status).toBe(500)
    expect(body.type).toBe('urn:assetloom:problem:corrupt-object')
    expect(body.details).toEqual({ sha256 })
    expect(body.hint).toBeTruthy()
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('etag')).toBeNull()
  })

  test('of another project is not there, its bytes or an answer by tag neither', async () => {
    const api = await startApi()
    const mine = await stageReview(api, { key: 'mine', specKeys: ['mine'] })
    const other = await stageReview(api, { key: 'other', specKeys: ['other'] })
    const { sha256 } = other.variants[0]!
    const path = (stage: typeof mine) => `/api/v1/projects/${stage.project.projectId}/images/${sha256}`
    expect((await api.get(path(other))).status).toBe(200)
    const foreign = await api.get(path(mine), { 'if-none-match': `"${sha256}"` })
    expect([foreign.status, foreign.body.type]).toEqual([404, 'urn:assetloom:problem:not-found'])
    expect(foreign.headers.get('etag')).toBeNull()
    expect(foreign.headers.get('cache-control')).toBe('no-store')
  })

  test('route serves nothing else of the store', async () => {
    const api = await startApi()
    const { project } = await stageReview(api)
    const secret = Buffer.from('{"manifest":1}')
    const { sha256 } = await api.store.put(secret)
    const { status } = await api.get(`/api/v1/projects/${project.projectId}/images/${sha256}`)
    expect(status).toBe(404)
  })
})

async function publish(api: TestApi, files: Record<string, string>): Promise<BundleView> {
  const { runId, variants } = await stageReview(api)
  await api.post(`/api/v1/variants/${variants[0]!.variantId}/decisions`, { verb: 'pick' })
  await finishAsset(api, variants[0]!)
  const made = await api.post<BundleList>(`/api/v1/runs/${runId}/bundles`, { targets: ['generic'] })
  const { contentId, bundleId } = made.body.bundles[0]!
  const store = async ([path, text]: [string, string]) => ({
    path,
    ...(await api.store.put(Buffer.from(text))),
  })
  const rows = await Promise.all(Object.entries(files).map(store))
  await api.catalogue.bundles.saveFiles(contentId, rows)
  await api.catalogue.bundles.publish(contentId)
  return (await api.get<BundleView>(`/api/v1/bundles/${bundleId}`)).body
}

describe('a bundle', () => {
  test('needs something approved', async () => {
    const api = await startApi()
    const { runId } = await stageReview(api)
    const { status, body } = await api.post(`/api/v1/runs/${runId}/bundles`, { targets: ['generic'] })
    expect([status, body.type]).toEqual([409, 'urn:assetloom:problem:nothing-approved'])
    expect((await api.post(`/api/v1/runs/${runId}/bundles`, { targets: ['quake'] })).status).toBe(422)
    expect((await api.post(`/api/v1/runs/${runId}/bundles`, {})).status).toBe(422)
  })

  test('is started once a content, listed, and answers 200 when it is there', async () => {
    const api = await startApi()
    const { runId, variants } = await stageReview(api)
    await api.post(`/api/v1/variants/${variants[0]!.variantId}/decisions`, { verb: 'pick' })
    await finishAsset(api, variants[0]!)
    const path = `/api/v1/runs/${runId}/bundles`
    const first = await api.post<BundleList>(path, { targets: ['generic', 'pixi'] })
    expect(first.status).toBe(202)
    expect(first.headers.get('location')).toBe(path)
    expect(first.body.bundles.map(({ target, state }) => [target, state])).toEqual([
      ['generic', 'building'],
      ['pixi', 'building'],
    ])
    const starts = async () =>
      (await api.catalogue.outbox.lease(10, 60_000)).flatMap(({ message }) =>
        message.kind === 'startBundleRun' ? [message.contentId] : [],
      )
    expect(await starts()).toEqual(first.body.bundles.map(({ contentId }) => contentId))
    for (const { contentId } of first.body.bundles) await api.catalogue.bundles.publish(contentId)
    const again = await api.post<BundleList>(path, { targets: ['generic', 'pixi'] })
    expect(again.status).toBe(200)
    expect(await starts()).toEqual([])
    const list = await api.get<BundleList>(path)
    expect(list.body.bundles.map(({ bundleId }) => bundleId).sort()).toEqual(
      first.body.bundles.map(({ bundleId }) => bundleId).sort(),
    )
  })

  test('gives its files byte for byte, pages of it without script', async () => {
    const api = await startApi()
    const page = '<script>steal()</script>'
    const bundle = await publish(api, { 'manifest.json': '{"a":1}', 'docs/index.html': page })
    expect(bundle).toMatchObject({ state: 'published', target: 'generic' })
    expect(bundle.files.map(({ path }) => path).sort()).toEqual(['docs/index.html', 'manifest.json'])
    const base = `${api.url}/api/v1/bundles/${bundle.bundleId}/files`
    const headers = { authorization: `Bearer ${token}` }
    const manifest = await fetch(`${base}/manifest.json`, { headers })
    expect(await manifest.text()).toBe('{"a":1}')
    expect(manifest.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const html = await fetch(`${base}/docs/index.html`, { headers })
    expect(await html.text()).toBe(page)
    expect(html.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
    const etag = html.headers.get('etag')!
    expect(
      (await send(`${base}/docs/index.html`, { headers: { ...headers, 'if-none-match': etag } })).status,
    ).toBe(304)
  })

  test('whose file was lost is built again, and the client is told to come back', async () => {
    const api = await startApi()
    const { bundleId, contentId } = await publish(api, { 'manifest.json': '{}' })
    await api.catalogue.bundles.saveFiles(contentId, [
      { path: 'manifest.json', sha256: 'a'.repeat(64), sizeBytes: 2 },
    ])
    for (const leased of await api.catalogue.outbox.lease(100, 1))
      await api.catalogue.outbox.close(leased.outboxId)
    for (let times = 0; times < 2; times++) {
      const lost = await api.get(`/api/v1/bundles/${bundleId}/files/manifest.json`)
      expect([lost.status, lost.body.type]).toEqual([503, 'urn:assetloom:problem:bundle-damaged'])
      expect(lost.headers.get('retry-after')).toBe('2')
    }
    expect((await api.get<BundleView>(`/api/v1/bundles/${bundleId}`)).body.state).toBe('building')
    const rows = await api.catalogue.outbox.lease(100, 1)
    expect(rows.map(({ message }) => message)).toMatchObject([{ kind: 'startBundleRun', contentId }])
  })

  test('does not let a path climb out', async () => {
    const api = await startApi()
    const { bundleId } = await publish(api, { 'manifest.json': '{}' })
    const tricks = [
      '../manifest.json',
      '..%2fmanifest.json',
      '%2e%2e/%2e%2e/etc/passwd',
      './manifest.json',
      'x/../manifest.json',
      '/manifest.json',
      '%2fmanifest.json',
      'manifest.json%00.png',
      'manifest.json/',
      'MANIFEST.JSON',
      '..\\..\\manifest.json',
      '',
    ]
    for (const trick of tricks) {
      const path = `/api/v1/bundles/${bundleId}/files/${trick}`
      expect(await rawStatus(api.url, path), trick).toBe(404)
    }
    expect(await rawStatus(api.url, `/api/v1/bundles/${bundleId}/files/manifest.json`)).toBe(200)
  })
})

/** fetch would tidy the path before it is sent. */
function rawStatus(url: string, path: string): Promise<number> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path, headers: { authorization: `Bearer ${token}` } },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

describe('the review page', () => {
  test('is served at / and at its own paths, and nothing beside it is', async () => {
    const webRoot = await mkdtemp(join(tmpdir(), 'assetloom-web-'))
    try {
      await writeFile(join(webRoot, 'index.html'), '<title>Assetloom</title>')
      await writeFile(join(webRoot, 'page.js'), 'export {}')
      await writeFile(join(webRoot, '.secret'), 'x')
      const api = await startApi({ deps: { webRoot } })
      for (const path of ['/', '/runs/run_1', '/review'])
        expect(await (await fetch(`${api.url}${path}`)).text(), path).toContain('Assetloom')
      expect((await fetch(`${api.url}/page.js`)).headers.get('content-type')).toContain('javascript')
      for (const path of ['/.secret', '/%2e%2e/package.json', '/missing.js', '/api/v1'])
        expect(await rawStatus(api.url, path), path).toBe(404)
    } finally {
      await rm(webRoot, { recursive: true })
    }
  })

  test('that is not built says how to build it', async () => {
    const api = await startApi()
    expect(await (await fetch(api.url)).text()).toContain('npm run build')
  })
})
