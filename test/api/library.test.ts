import { describe, expect, test } from 'vitest'
import { createUploadExaminer } from '../../adapters/import/examine-upload.js'
import { createStripComposer } from '../../adapters/import/strip-composer.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createSound } from '../../core/audio/sound.js'
import { writeWav } from '../../core/audio/wav.js'
import type { WishlistAccepted } from '../../core/http/http-api.js'
import type { LibraryAssetView, LibraryPage, TraceView, UploadView } from '../../core/http/library-api.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import { isImportOrder } from '../../core/library/import-order.js'
import { createRaster, type Raster } from '../../core/raster/raster.js'
import { createMemoryObjectStore } from '../support/memory-object-store.js'
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
    expect([bad.status, bad.body.detail]).toEqual([409, '"category": unknown category "charcter".'])
    expect(bad.body.hint).toContain('Did you mean "character"?')
    expect((await api.post('/api/v1/generate', { prompt: 'x', provider: 'import' })).status).toBe(409)
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
    expect((await upload(api, projectId, 'image/png', Buffer.from('not a picture'))).status).toBe(409)
    expect((await upload(api, projectId, 'image/png', (await redPng()).subarray(0, 60))).status).toBe(409)
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
    expect((await order(projectId, entry({ type: 'prop' }))).status).toBe(409)
    expect(
      (await order(projectId, entry({ type: 'prop', sha256: large.body.sha256 }))).body.detail,
    ).toContain('1100x1100')
    expect((await order(projectId, entry({}), { author: 'Ada', licence: ' ' })).status).toBe(422)
    expect((await order(projectId, entry({}), { author: 'Ada', licence: 'unknown' })).status).toBe(202)
  })
})

describe('outside art that moves', () => {
  const start = async () => {
    const store = createMemoryObjectStore()
    const deps = {
      store,
      examineUpload: createUploadExaminer(),
      composeStrip: createStripComposer({ store }),
    }
    const api = await startApi({ deps })
    const { projectId } = await api.catalogue.projects.ensure({ key: 'art', name: 'art' })
    const send = async (raster: Raster) =>
      (await upload(api, projectId, 'image/png', await sharpImageCodec.encodePng(raster))).body.sha256
    const order = async (files: object[]) =>
      await api.post<WishlistAccepted>(`/api/v1/projects/${projectId}/imports`, {
        ...{ name: 'moving', author: 'Ada', licence: 'CC0', files },
      })
    const specsOf = async (accepted: WishlistAccepted) =>
      refineOrder(await api.catalogue.intake.loadRevision(projectId, accepted.wishlistRevisionId))
    return { api, store, projectId, send, order, specsOf }
  }
  const flat = (width: number, height: number, ...columns: number[]) => {
    const raster = createRaster(width, height)
    for (let at = 0; at < raster.data.length; at += 4)
      raster.data.set([columns[Math.floor(((at / 4) % width) / (width / columns.length))]!, 9, 9, 255], at)
    return raster
  }
  const walk = [{ name: 'walk', frames: 2, fps: 8, loop: true }]

  test('becomes one strip of files or boxes, and a strip stays the file that it was', async () => {
    const { store, send, order, specsOf } = await start()
    const [one, two] = [await send(flat(6, 5, 10)), await send(flat(6, 5, 200))]
    const strip = await send(flat(12, 5, 10, 200))
    const series = await order([
      {
        ...{ key: 'hero', type: 'character', file: 'hero-1.png', sha256: one },
        ...{ frames: [{}, { sha256: two }], animations: walk },
      },
      {
        ...{ key: 'flag', type: 'prop', file: 'flag.png', sha256: strip },
        frames: [0, 6].map((x) => ({ box: { x, y: 0, width: 6, height: 5 } })),
        animations: walk,
      },
      {
        ...{ key: 'cell', type: 'prop', file: 'cell.png', sha256: strip, cutout: true },
        frames: [{ box: { x: 5, y: 1, width: 2, height: 3 }, offset: { x: 1, y: 2 } }],
        ...{ frameSize: { width: 8, height: 6 }, animations: [{ ...walk[0]!, frames: 1 }] },
      },
    ])
    expect(series.status).toBe(202)
    const { specs, problems } = await specsOf(series.body)
    expect(problems).toEqual([])
    const [hero, flag, cell] = specs
    expect(hero).toMatchObject({
      ...{ size: { width: 6, height: 5 }, animations: walk, background: 'opaque' },
      origin: { kind: 'human', author: 'Ada', licence: 'CC0', trainable: false, sources: [one, two] },
    })
    const drawn = await sharpImageCodec.decodePng(await store.get(hero!.origin!.sha256))
    expect(drawn).toEqual(flat(12, 5, 10, 200))
    expect(flag!.origin).toEqual({
      ...{ kind: 'human', author: 'Ada', licence: 'CC0', trainable: false, sha256: strip },
    })
    expect(cell).toMatchObject({ size: { width: 8, height: 6 }, background: 'transparent', alpha: 'soft' })
    expect(cell!.origin).toMatchObject({ cutout: true, sources: [strip] })
    const small = await sharpImageCodec.decodePng(await store.get(cell!.origin!.sha256))
    const pixel = (x: number, y: number) => [...small.data.subarray((y * 8 + x) * 4, (y * 8 + x) * 4 + 4)]
    expect([pixel(1, 2), pixel(2, 4), pixel(0, 2), pixel(3, 2)]).toEqual([
      [10, 9, 9, 255],
      [200, 9, 9, 255],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ])
  })

  test('is refused, every file with why, before anything is made', async () => {
    const { api, projectId, send, order } = await start()
    const [one, two] = [await send(flat(6, 5, 10)), await send(flat(7, 5, 200))]
    const wav = await upload(api, projectId, 'audio/wav', writeWav(createSound(44_100, 1, 4_410)))
    const entry = (key: string, changes: object) => ({
      ...{ key, type: 'prop', file: `${key}.png`, sha256: one, frames: [{}, {}], animations: walk },
      ...changes,
    })
    const box = { x: 3, y: 0, width: 6, height: 5 }
    const { status, body } = await order([
      entry('uneven', { frames: [{}, { sha256: two }] }),
      entry('outside', { frames: [{}, { box }] }),
      entry('short', { frames: [{}] }),
      entry('whistle', { frames: [{}, { sha256: wav.body.sha256 }] }),
      entry('stranger', { frames: [{}, { sha256: 'a'.repeat(64) }] }),
      entry('half', { animations: undefined }),
      entry('tiny', { frames: [{ box: { ...box, x: 0, width: 3 } }, { box: { ...box, width: 3 } }] }),
      { key: 'horn', type: 'sfx', file: 'horn.wav', sha256: wav.body.sha256, cutout: true },
      entry('tiny', {}),
    ])
    expect(status).toBe(409)
    expect(body.problems?.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '1 frame 2 has 7x5 pixels, the first one 6x5',
      '2 frame 2 (6x5 at 3,0) does not lie within the picture of 6x5 pixels',
      '3 its animations have 2 frames, but it has 1',
      '4 a sound has no frames',
      '5 it was not uploaded to this project',
      '6 frames and animations belong together',
      '7 it has 3x5 pixels; a frame has 4 to 1024 a side',
      '8 a sound has no background',
      '9 tiny.png has the key tiny too',
    ])
    const many = Array.from({ length: 65 }, () => ({}))
    expect((await order([entry('many', { frames: many })])).status).toBe(422)
    const zip = Buffer.concat([
      await sharpImageCodec.encodePng(flat(6, 5, 10)),
      Buffer.from('PK\u0003\u0004'),
    ])
    expect((await upload(api, projectId, 'image/png', zip)).body.detail).toContain('4 bytes lie behind')
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')
    expect((await upload(api, projectId, 'image/png', svg)).status).toBe(409)
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
      "The query parameter colour is no colour: write it like '#c98a52'.",
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
