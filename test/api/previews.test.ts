import { expect, test } from 'vitest'
import { createPreviewMaker } from '../../adapters/previews/preview-maker.js'
import type { VariantPage, VariantView } from '../../core/http/http-api.js'
import type { EncodedPreview } from '../../core/previews/encode-previews.js'
import { previewCutter, type PreviewMaker } from '../../core/previews/preview-ports.js'
import { fakePng, stageReview, startApi, token, type TestApi } from './api-fixture.js'

const previewsOf = (name: string): EncodedPreview[] => [
  { kind: 'cutout', width: 32, height: 24, png: fakePng(`${name}-cutout`) },
  { kind: 'thumb', width: 16, height: 12, png: fakePng(`${name}-thumb`) },
]

/** An API whose previews are drawn when `draw` lets them. */
async function stage(draw: (bytes: Uint8Array) => Promise<EncodedPreview[]>, waitingMax = 64) {
  const drawn: string[] = []
  const late: { maker?: PreviewMaker } = {}
  const api = await startApi({
    deps: { previews: { make: async (variant) => await late.maker!.make(variant) } },
  })
  late.maker = createPreviewMaker({
    ...{ catalogue: api.catalogue, store: api.store, waitingMax },
    draw: async ({ bytes }) => {
      drawn.push(Buffer.from(bytes.subarray(8)).toString())
      return await draw(bytes)
    },
  })
  return { api, drawn, ...(await stageReview(api)) }
}

const drawAtOnce = async (bytes: Uint8Array) => previewsOf(Buffer.from(bytes.subarray(8)).toString())

async function read(api: TestApi, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}${path}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  })
  return {
    status: response.status,
    headers: response.headers,
    bytes: new Uint8Array(await response.arrayBuffer()),
  }
}

test('a variant without previews gets them when somebody looks, and is told of by their hash from then on', async () => {
  const { api, drawn, variants, project } = await stage(drawAtOnce)
  const { variantId } = variants[0]!
  const path = `/api/v1/variants/${variantId}`
  const before = (await api.get<VariantView>(path)).body
  expect(before.previewUrl).toBe(`${path}/preview?kind=cutout`)
  expect(before.thumbUrl).toBe(`${path}/preview?kind=thumb`)
  expect([before.previewSize, before.thumbSize]).toEqual([undefined, undefined])
  const cutout = await read(api, before.previewUrl!)
  expect([cutout.status, cutout.headers.get('content-type')]).toEqual([200, 'image/png'])
  expect(cutout.headers.get('cache-control')).toBe('private, no-cache')
  expect(cutout.bytes).toEqual(fakePng('barrel-0-cutout'))
  expect((await read(api, before.thumbUrl!)).bytes).toEqual(fakePng('barrel-0-thumb'))
  expect((await read(api, `${path}/preview`)).bytes).toEqual(cutout.bytes)
  const tag = cutout.headers.get('etag')!
  expect((await read(api, before.previewUrl!, { 'if-none-match': `W/${tag}` })).status).toBe(304)
  expect((await read(api, before.previewUrl!, { range: 'bytes=0-3' })).status).toBe(206)
  expect(drawn).toEqual(['barrel-0'])
  const after = (await api.get<VariantView>(path)).body
  expect(after.previewUrl).toBe(`/api/v1/projects/${project.projectId}/images/${tag.replaceAll('"', '')}`)
  expect(after).toMatchObject({
    previewSize: { width: 32, height: 24 },
    thumbSize: { width: 16, height: 12 },
  })
  const image = await read(api, after.previewUrl!)
  expect(image.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
  expect(image.bytes).toEqual(cutout.bytes)
})

test('a page of variants names the previews that are there', async () => {
  const { api, variants, runId } = await stage(drawAtOnce)
  await read(api, `/api/v1/variants/${variants[1]!.variantId}/preview`)
  const { body } = await api.get<VariantPage>(`/api/v1/runs/${runId}/variants`)
  expect(body.variants.map(({ previewSize }) => previewSize?.width)).toEqual([undefined, 32, undefined])
  expect(body.variants.every(({ thumbUrl }) => thumbUrl !== undefined)).toBe(true)
})

test('ten who look at once have it drawn once', async () => {
  const { api, drawn, variants } = await stage(drawAtOnce)
  const path = `/api/v1/variants/${variants[0]!.variantId}/preview`
  const answers = await Promise.all(Array.from({ length: 10 }, () => read(api, path)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(drawn).toEqual(['barrel-0'])
})

test('two are drawn at once, others wait, and who comes when too many wait is asked to come again', async () => {
  let open = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  let [working, most] = [0, 0]
  const { api, drawn } = await stage(async (bytes) => {
    working += 1
    most = Math.max(most, working)
    await gate
    working -= 1
    return await drawAtOnce(bytes)
  }, 1)
  const { variants } = await stageReview(api, { key: 'more', specKeys: ['more'], variantsPerSpec: 4 })
  const paths = variants.map(({ variantId }) => `/api/v1/variants/${variantId}/preview?kind=thumb`)
  const first = paths.slice(0, 2).map((path) => read(api, path))
  while (drawn.length < 2) await new Promise((resolve) => setTimeout(resolve, 1))
  const rest = paths.slice(2).map((path) => read(api, path))
  const refused = await Promise.race(rest)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  open()
  const statuses = (await Promise.all([...first, ...rest])).map(({ status }) => status)
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 200, 503])
  expect(most).toBe(2)
})

test('one that could not be drawn is drawn at the next look', async () => {
  let attempts = 0
  const { api, variants } = await stage(async (bytes) => {
    attempts += 1
    if (attempts === 1) throw new Error('out of memory')
    return await drawAtOnce(bytes)
  })
  const path = `/api/v1/variants/${variants[0]!.variantId}/preview`
  expect((await read(api, path)).status).toBe(500)
  expect((await read(api, path)).status).toBe(200)
})

test('one whose bytes were lost or damaged is drawn again', async () => {
  const { api, drawn, variants } = await stage(drawAtOnce)
  const { variantId } = variants[0]!
  const path = `/api/v1/variants/${variantId}/preview`
  for (const harm of ['lose', 'corrupt'] as const) {
    await read(api, path)
    const rows = await api.catalogue.previews.ofVariants([variantId])
    api.store[harm](rows.find(({ kind }) => kind === 'cutout')!.sha256)
    const again = await read(api, path)
    expect([again.status, again.headers.get('cache-control')]).toEqual([200, 'private, no-cache'])
    expect(again.bytes).toEqual(fakePng('barrel-0-cutout'))
  }
  expect(drawn).toEqual(['barrel-0', 'barrel-0', 'barrel-0'])
})

test('one of another cutter is drawn anew', async () => {
  const { api, variants, project } = await stage(drawAtOnce)
  const { variantId } = variants[0]!
  const { sha256, sizeBytes } = await api.store.put(fakePng('old'))
  const row = { projectId: project.projectId, variantId, kind: 'cutout' as const, sha256, sizeBytes }
  await api.catalogue.previews.save([{ ...row, width: 8, height: 8, cutter: `not ${previewCutter}` }])
  expect((await read(api, `/api/v1/variants/${variantId}/preview`)).bytes).toEqual(fakePng('barrel-0-cutout'))
})

test('who asks for another kind, for nothing that is there, or where the picture is lost, is told so', async () => {
  const { api, variants } = await stage(drawAtOnce)
  const [one, two] = variants
  expect((await api.get(`/api/v1/variants/${one!.variantId}/preview?kind=huge`)).status).toBe(422)
  const nobody = `var_${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`
  expect((await api.get(`/api/v1/variants/${nobody}/preview`)).status).toBe(404)
  expect((await fetch(`${api.url}/api/v1/variants/${one!.variantId}/preview`)).status).toBe(401)
  api.store.lose(two!.sha256)
  const lost = await api.get(`/api/v1/variants/${two!.variantId}/preview`)
  expect([lost.status, lost.headers.get('cache-control')]).toEqual([404, 'no-store'])
})
