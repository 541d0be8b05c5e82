import { describe, expect, test } from 'vitest'
import { createUploadExaminer } from '../../adapters/import/examine-upload.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createSound } from '../../core/audio/sound.js'
import { writeWav } from '../../core/audio/wav.js'
import type { WishlistAccepted } from '../../core/http/http-api.js'
import type { LibraryAssetView, LibraryPage, TraceView, UploadView } from '../../core/http/library-api.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import { isImportOrder } from '../../core/library/import-order.js'
import { createRaster } from '../../core/raster/raster.js'
import { finishAsset, send, stageReview, startApi, token, type TestApi } from './api-fixture.js'

describe('POST /generate', () => {
  test('orders one asset: 202 with its run, the same again 200, a word that is no category 422', async () => {
    const api = await startApi()
    const wish = { prompt: 'health potion, red', category: 'item', style: '16bit', size: '24x24', seed: 3 }
    const first = await api.post<WishlistAccepted>('/api/v1/generate', wish)
    expect([first.status, first.headers.get('location')]).toEqual([202, `/api/v1/runs/${first.body.runId}`])
    const run = await api.catalogue.runs.find(first.body.runId)
    expect(run).toMatchObject({ wishlistName: 'item-health-potion-red.txt', options: { seed: 3 } })
    const { text } = await api.catalogue.intake.loadRevision(run!.projectId, run!.wishlistRevisionId)
    expect(text).toBe('# style: 16bit\n\nitem: health potion, red, 24x24\n')
    expect(
      refineOrder(await api.catalogue.intake.loadRevision(run!.projectId, run!.wishlistRevisionId)).specs,
    ).toMatchObject([
      { style: '16bit', prompt: { positive: expect.stringContaining('16-bit pixel art') as string } },
    ])
    const again = await api.post<WishlistAccepted>('/api/v1/generate', wish)
    expect([again.status, again.body.runId]).toEqual([200, first.body.runId])
    const keyed = { 'idempotency-key': 'k-1' }
    const once = await api.post<WishlistAccepted>('/api/v1/generate', { ...wish, seed: 4 }, keyed)
    const twice = await api.post<WishlistAccepted>('/api/v1/generate', { ...wish, seed: 4 }, keyed)
    expect([twice.body.runId, twice.headers.get('idempotent-replayed')]).toEqual([once.body.runId, 'true'])
    const bad = await api.post('/api/v1/generate', { prompt: 'x', category: 'charcter' })
    expect([bad.status, bad.body.detail]).toEqual([422, '"category": unknown category "charcter".'])
    expect(bad.body.hint).toContain('Did you mean "character"?')
    expect((await api.post('/api/v1/generate', { prompt: 'x', provider: 'import' })).status).toBe(422)
  })
})

async function upload(api: TestApi, projectId: string, type: string, body: Uint8Array) {
  return await send<UploadView>(`${api.url}/api/v1/projects/${projectId}/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: new Uint8Array(body),
  })
}

async function redPng(side = 8): Promise<Uint8Array> {
  const raster = createRaster(side, side)
  for (let at = 4; at < raster.data.length; at += 4) raster.data.set([200, 40, 40, 255], at)
  return await sharpImageCodec.encodePng(raster)
}

describe('outside art', () => {
  const start = async () => {
    const api = await startApi({
      deps: { examineUpload: createUploadExaminer() },
      limits: { uploadBytesMax: 200_000 },
    })
    const { projectId } = await api.catalogue.projects.ensure({ key: 'art', name: 'art' })
    return { api, projectId }
  }

  test('is uploaded as bytes, measured, and becomes a list whose specs name it', async () => {
    const { api, projectId } = await start()
    const png = await redPng()
    const { status, body } = await upload(api, projectId, 'image/png', png)
    expect(status).toBe(201)
    expect(body).toMatchObject({ mediaType: 'image/png', width: 8, height: 8, transparent: true })
    expect(body.picture?.palette).toEqual(['#c82828'])
    expect(await api.store.get(body.sha256)).toEqual(png)
    const files = [{ key: 'stone', type: 'prop', file: 'stone.png', sha256: body.sha256 }]
    const order = { name: 'stone', author: 'Ada', licence: 'CC0', files }
    const accepted = await api.post<WishlistAccepted>(`/api/v1/projects/${projectId}/imports`, order)
    expect(accepted.status).toBe(202)
    const { wishlistRevisionId } = accepted.body
    const { text, options } = await api.catalogue.intake.loadRevision(projectId, wishlistRevisionId)
    expect([isImportOrder(text), options.review]).toEqual([true, 'person'])
    expect(text).toContain('"origin":{"kind":"human","author":"Ada","licence":"CC0","trainable":false')
    expect((await api.post(`/api/v1/projects/${projectId}/imports`, order)).status).toBe(200)
  })

  test('is refused when it is no art, too large, of another project, of the wrong kind or without rights', async () => {
    const { api, projectId } = await start()
    expect((await upload(api, projectId, 'image/png', Buffer.from('not a picture'))).status).toBe(422)
    expect((await upload(api, projectId, 'image/png', (await redPng()).subarray(0, 60))).status).toBe(422)
    expect((await upload(api, projectId, 'text/plain', Buffer.from('x'))).status).toBe(415)
    expect((await upload(api, projectId, 'audio/wav', new Uint8Array(300_000))).status).toBe(413)
    const wav = await upload(api, projectId, 'audio/wav', writeWav(createSound(44_100, 1, 4_410)))
    expect(wav.body).toMatchObject({ durationMs: 100, picture: null })
    const large = await upload(api, projectId, 'image/png', await redPng(1_100))
    const entry = (changes: object) => ({
      key: 'a',
      type: 'sfx',
      file: 'a',
      sha256: wav.body.sha256,
      ...changes,
    })
    const order = async (project: string, file: object, more: object = { author: 'Ada', licence: 'CC0' }) =>
      await api.post(`/api/v1/projects/${project}/imports`, { name: 'a', files: [file], ...more })
    const other = await api.catalogue.projects.ensure({ key: 'other', name: 'other' })
    expect((await order(other.projectId, entry({}))).body.detail).toBe(
      'a: it was not uploaded to this project.',
    )
    expect((await order(projectId, entry({ type: 'prop' }))).status).toBe(422)
    expect(
      (await order(projectId, entry({ type: 'prop', sha256: large.body.sha256 }))).body.detail,
    ).toContain('1100x1100')
    expect((await order(projectId, entry({}), { author: 'Ada', licence: ' ' })).status).toBe(422)
    expect((await order(projectId, entry({}), { author: 'Ada', licence: 'unknown' })).status).toBe(202)
  })
})

describe('the library', () => {
  test('lists what is approved, tells one asset, and traces it by key, id and hash', async () => {
    const api = await startApi()
    const { project, variants } = await stageReview(api, { specKeys: ['barrel', 'tent'] })
    const [picked] = variants
    await finishAsset(api, picked!)
    const path = `/api/v1/projects/${project.projectId}/library`
    expect((await api.get<LibraryPage>(path)).body.items).toEqual([])
    const { runId, specId, specRevisionId, variantId } = picked!
    await api.catalogue.review.recordDecisions({
      ...{ projectId: project.projectId, runId, specId, specRevisionId },
      decisions: [
        {
          ...{ decisionId: 'dec_1', variantId, version: 1, verb: 'approve', verdict: 'approved' },
          ...{ reason: null, note: null, reviewer: 'mara' },
        },
      ],
    })
    const { body } = await api.get<LibraryPage>(`${path}?q=WOODEN%20bar&type=prop&limit=1`)
    expect(body).toMatchObject({ nextCursor: null, items: [{ key: 'barrel', score: 0.9, variantId }] })
    const { assetId, imageUrl } = body.items[0]!
    expect((await api.get(imageUrl)).status).toBe(200)
    expect((await api.get<LibraryPage>(`${path}?q=tent`)).body.items).toEqual([])
    const wrong = await api.get(`${path}?colour=red`)
    expect([wrong.status, wrong.body.detail]).toEqual([
      422,
      'The query parameter colour: "red" is no colour.',
    ])
    const asset = await api.get<LibraryAssetView>(`/api/v1/assets/${assetId}`)
    expect(asset.body.versions).toMatchObject([{ verdict: 'approved', decisions: [{ reviewer: 'mara' }] }])
    expect((await api.get('/api/v1/assets/ast_none')).status).toBe(404)
    for (const name of [`barrel?project=${project.key}`, variantId, assetId, picked!.sha256]) {
      const { status, body: trace } = await api.get<TraceView>(`/api/v1/trace/${name}`)
      expect([status, trace.subject.assetId, trace.projectKey]).toEqual([200, assetId, project.key])
      expect(trace.steps.map(({ kind }) => kind)).toContain('decided')
    }
    expect((await api.get('/api/v1/trace/barrel')).status).toBe(404)
    expect((await api.get('/api/v1/trace/barrel?project=nobody')).status).toBe(404)
  })
})
