import { describe, expect, test } from 'vitest'
import type { WishlistAccepted, WishlistList } from '../../core/http/http-api.js'
import type { WishlistRevisionRow } from '../../core/intake-ports.js'
import type { ProjectRow } from '../../core/ports.js'
import { send, startApi, token, type TestApi } from './api-fixture.js'

const list = { name: 'props.txt', text: 'prop: water barrel, 32x32\nprop: cactus' }

/** Refuses each of `bodies` the same way and keeps nothing of them: no run, no revision, no message, no event. */
async function expectRefused(
  bodies: readonly Record<string, unknown>[],
  refusal: { status: number; type: string; file: string; line: number; hint?: string },
): Promise<void> {
  const api = await startApi()
  const path = await startProject(api)
  const projectId = path.split('/').at(-2) ?? ''
  const seq = await api.catalogue.events.lastSeq(projectId)
  for (const sent of bodies) {
    const { status, body } = await api.post(path, sent)
    const what = JSON.stringify(sent).slice(0, 200)
    expect([status, body.type], what).toEqual([refusal.status, `urn:assetloom:problem:${refusal.type}`])
    const { file, line } = refusal
    expect(body.problems?.[0], what).toMatchObject({ file, line, message: expect.any(String) })
    expect(body.problems?.[0]?.hint, what).toBeTruthy()
    expect(body.hint, what).toContain(refusal.hint ?? '')
    expect(body.detail, what).toContain(file)
  }
  expect((await api.get<WishlistList>(path)).body.wishlists).toEqual([])
  expect(await api.catalogue.runs.list({ projectId, limit: 10 })).toEqual([])
  expect(await api.catalogue.events.lastSeq(projectId)).toBe(seq)
  expect((await api.catalogue.outbox.backlog()).open).toBe(0)
  expect(api.gateway.attempted).toEqual([])
}

async function startProject(api: TestApi): Promise<string> {
  const { body } = await api.post<ProjectRow>('/api/v1/projects', { key: 'desert', name: 'Desert' })
  return `/api/v1/projects/${body.projectId}/wishlists`
}

describe('a list', () => {
  test('is kept as it stands, gets a run, and its workflow is started', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const { status, headers, body } = await api.post<WishlistAccepted>(path, {
      ...list,
      palette: { name: 'dune.hex', text: '#112233\nnot a colour\naabbcc\n' },
      seed: 7,
      variantsPerSpec: 2,
      review: 'auto',
      targets: ['pixi', 'generic', 'pixi'],
    })
    expect(status).toBe(202)
    expect(headers.get('location')).toBe(`/api/v1/runs/${body.runId}`)
    expect(body.paletteProblems).toMatchObject([{ file: 'dune.hex', line: 2 }])
    const revision = await api.get<WishlistRevisionRow>(`${path}/${body.wishlistRevisionId}`)
    expect(revision.body).toMatchObject({
      ...list,
      runId: body.runId,
      options: {
        seed: 7,
        variantsPerSpec: 2,
        review: 'auto',
        provider: 'procedural',
        targets: ['pixi', 'generic'],
        palette: ['#112233', '#aabbcc'],
      },
    })
    expect(api.gateway.delivered).toMatchObject([
      { kind: 'startWishlistRun', runId: body.runId, wishlistRevisionId: body.wishlistRevisionId },
    ])
    expect((await api.catalogue.outbox.backlog()).open).toBe(0)
    const all = await api.get<WishlistList>(path)
    expect(all.body.wishlists).toMatchObject([{ name: 'props.txt', runId: body.runId }])
  })

  test('that is sent twice gives one run', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const first = await api.post<WishlistAccepted>(path, list)
    const second = await api.post<WishlistAccepted>(path, list)
    expect([first.status, second.status]).toEqual([202, 200])
    expect(second.body).toEqual({ ...first.body, created: false })
    expect(api.gateway.delivered).toHaveLength(1)
    const other = await api.post<WishlistAccepted>(path, { ...list, seed: 2 })
    expect(other.body.runId).not.toBe(first.body.runId)
  })

  test('is accepted while Temporal is away or the gateway breaks, and its start is kept', async () => {
    const api = await startApi({ script: { isAway: true } })
    const path = await startProject(api)
    expect((await api.post(path, list)).status).toBe(202)
    expect((await api.catalogue.outbox.backlog()).open).toBe(1)
    api.gateway.script.failure = new Error('boom')
    expect((await api.post(path, { ...list, seed: 2 })).status).toBe(202)
    expect((await api.catalogue.outbox.backlog()).open).toBe(2)
    expect(api.logs).toContainEqual(expect.objectContaining({ level: 'warn', reason: 'boom' }))
  })

  test('with nothing to make is refused with a hint', async () => {
    const texts = ['', '  \n\n', '# only a comment\n\n# another\n', '\uFEFF']
    await expectRefused(
      texts.map((text) => ({ name: 'empty.txt', text })),
      { status: 409, type: 'nothing-to-make', file: 'empty.txt', line: 1, hint: 'prop: wooden barrel' },
    )
  })

  test('of bad lines only is accepted: refinement reports them line by line', async () => {
    const api = await startApi()
    const path = await startProject(api)
    expect((await api.post(path, { name: 'a.txt', text: 'no colon here' })).status).toBe(202)
  })

  test('of 2 MB is refused with the limit', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const bytes = { 'prop: barrel\n': 140_000, ü: 524_289 }
    const texts = Object.entries(bytes).map(([part, times]) => part.repeat(times))
    await expectRefused(
      texts.map((text) => ({ name: 'big.txt', text })),
      { status: 413, type: 'list-too-large', file: 'big.txt', line: 1, hint: 'Split' },
    )
    const { body } = await api.post(path, { name: 'big.txt', text: texts[0] })
    expect(body.detail).toContain('1048576 (1 MiB)')
    expect(body.details).toEqual({ sizeBytes: 1_820_000, limitBytes: 1_048_576 })
    const larger = await api.post(path, { name: 'big.txt', text: 'x'.repeat(2_200_000) })
    expect(larger.status).toBe(413)
    expect(larger.body.hint).toContain('1 MiB')
    const exact = await api.post(path, { name: 'fits.txt', text: 'prop: barrel'.padEnd(1_048_576, ' ') })
    expect(exact.status).toBe(202)
  })

  test('that is a binary file is refused with the line', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const texts = ['prop: a\n\0\x01', 'prop: a\n\ud800', 'prop: a\n\uFFFD']
    await expectRefused(
      texts.map((text) => ({ name: 'x.bin', text })),
      { status: 409, type: 'not-text', file: 'x.bin', line: 2, hint: 'UTF-8' },
    )
    // The bytes of a picture as they stand: no JSON in UTF-8 can hold them.
    const body = Buffer.concat([
      Buffer.from('{"name":"x.png","text":"'),
      Buffer.from([0x89, 0x50, 0xff]),
      Buffer.from('"}'),
    ])
    const raw = await send(`${api.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
    })
    expect([raw.status, raw.body.type]).toEqual([400, 'urn:assetloom:problem:not-utf8'])
    expect((await api.get<WishlistList>(path)).body.wishlists).toEqual([])
  })

  test('with unusable options is refused by name', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const options: [Record<string, unknown>, string][] = [
      [{ seed: -1 }, '"seed" is not a whole number from 0 to 9007199254740991'],
      [{ seed: 1.5 }, '"seed" is not a whole number'],
      [{ seed: 2 ** 53 }, '"seed" is not a whole number'],
      [{ seed: '7' }, '"seed" is not a whole number'],
      [{ variantsPerSpec: 17 }, '"variantsPerSpec" is not a whole number from 1 to 16'],
      [{ variantsPerSpec: 0 }, '"variantsPerSpec" is not a whole number from 1 to 16'],
      [{ variantsPerSpec: null }, '"variantsPerSpec" is not a whole number from 1 to 16'],
      [{ review: 'maybe' }, '"review" is neither auto nor person'],
      [{ provider: 'midjourney' }, 'midjourney'],
      [{ targets: ['quake'] }, '"targets.0" is none of generic'],
      [{ targets: [] }, '"targets" names no target'],
      [{ targets: 'pixi' }, '"targets" is not a list of targets'],
      [{ targets: ['generic', 'Pixi'] }, '"targets.1" is none of generic'],
      [{ drafts: 17 }, 'drafts'],
      [{ drafts: 4 }, 'procedural makes no drafts'],
      [{ name: '' }, 'name'],
      [{ name: 'a\nb' }, 'name'],
      [{ text: 3 }, 'text'],
    ]
    for (const [option, mention] of options) {
      const { status, body } = await api.post(path, { ...list, ...option })
      // Well-formed, but nothing that this service can do: 409.
      expect(status, mention).toBe(/^midjourney|makes no drafts/.test(mention) ? 409 : 422)
      expect(body.detail).toContain(mention)
      expect(body.hint, mention).toBeTruthy()
    }
    const provider = await api.post(path, { ...list, provider: 'midjourney' })
    expect(provider.body.hint).toContain('procedural')
    expect((await api.get<WishlistList>(path)).body.wishlists).toEqual([])
    expect(api.gateway.attempted).toEqual([])
  })
})

describe('a palette', () => {
  test('without a colour is refused with file and line', async () => {
    const texts: [string, string, number][] = [
      ['empty.hex', '', 1],
      ['bad.hex', '\nnot a colour\n', 2],
      ['empty.gpl', 'GIMP Palette\nName: x\n', 1],
      ['binary.hex', '\0\0', 1],
    ]
    for (const [name, text, line] of texts)
      await expectRefused([{ ...list, palette: { name, text } }], {
        status: 409,
        type: 'empty-palette',
        file: name,
        line,
      })
  })

  test('that is too large is refused', async () => {
    const palette = { name: 'big.hex', text: '112233\n'.repeat(20_000) }
    const refusal = { status: 413, type: 'palette-too-large', file: 'big.hex', line: 1, hint: '256 colours' }
    await expectRefused([{ ...list, palette }], refusal)
  })

  test('of more than 256 colours gives its first 256 and tells at which line it was cut', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const text = Array.from({ length: 300 }, (_, index) => index.toString(16).padStart(6, '0')).join('\n')
    const { status, body } = await api.post<WishlistAccepted>(path, {
      ...list,
      palette: { name: 'many.hex', text },
    })
    expect(status).toBe(202)
    expect(body.paletteProblems).toMatchObject([
      {
        file: 'many.hex',
        line: 257,
        message: 'more than 256 colours',
        hint: expect.stringContaining('first 256'),
      },
    ])
    const run = await api.catalogue.runs.find(body.runId)
    expect(run?.options.palette).toHaveLength(256)
  })
})
