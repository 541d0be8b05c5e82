import { describe, expect, test } from 'vitest'
import type { WishlistAccepted, WishlistList } from '../../core/http/http-api.js'
import type { ProjectRow, WishlistRevisionRow } from '../../core/ports.js'
import { startApi, type TestApi } from './api-fixture.js'

const list = { name: 'props.txt', text: 'prop: water barrel, 32x32\nprop: cactus' }

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
    const api = await startApi()
    const path = await startProject(api)
    for (const text of ['', '  \n\n', '# only a comment\n\n# another\n', '\uFEFF']) {
      const { status, body } = await api.post(path, { name: 'empty.txt', text })
      expect(status, JSON.stringify(text)).toBe(422)
      expect(body.type).toBe('urn:assetloom:problem:nothing-to-make')
      expect(body.problems?.[0]).toMatchObject({ file: 'empty.txt', line: 1 })
      expect(body.hint).toContain('prop: wooden barrel')
    }
  })

  test('of bad lines only is accepted: refinement reports them line by line', async () => {
    const api = await startApi()
    const path = await startProject(api)
    expect((await api.post(path, { name: 'a.txt', text: 'no colon here' })).status).toBe(202)
  })

  test('of 2 MB is refused with the limit', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const { status, body } = await api.post(path, { name: 'big.txt', text: 'prop: barrel\n'.repeat(140_000) })
    expect(status).toBe(413)
    expect(body.detail).toContain('1048576 (1 MiB)')
    expect(body.details).toMatchObject({ limitBytes: 1_048_576 })
    const larger = await api.post(path, { name: 'big.txt', text: 'x'.repeat(2_200_000) })
    expect(larger.status).toBe(413)
    expect(larger.body.hint).toContain('1 MiB')
    const exact = await api.post(path, { name: 'fits.txt', text: 'prop: barrel'.padEnd(1_048_576, ' ') })
    expect(exact.status).toBe(202)
  })

  test('that is a binary file is refused with the line', async () => {
    const api = await startApi()
    const path = await startProject(api)
    for (const text of ['prop: a\n\0\x01', 'prop: a\n\ud800', 'prop: a\n\uFFFD']) {
      const { status, body } = await api.post(path, { name: 'x.bin', text })
      expect(status).toBe(422)
      expect(body.problems).toMatchObject([{ file: 'x.bin', line: 2 }])
    }
  })

  test('with unusable options is refused by name', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const options: [Record<string, unknown>, string][] = [
      [{ seed: -1 }, 'seed'],
      [{ seed: 1.5 }, 'seed'],
      [{ variantsPerSpec: 17 }, 'variantsPerSpec'],
      [{ review: 'maybe' }, 'review'],
      [{ provider: 'midjourney' }, 'midjourney'],
      [{ targets: ['quake'] }, 'quake'],
      [{ targets: [] }, 'targets'],
      [{ name: '' }, 'name'],
      [{ name: 'a\nb' }, 'name'],
      [{ text: 3 }, 'text'],
    ]
    for (const [option, mention] of options) {
      const { status, body } = await api.post(path, { ...list, ...option })
      expect(status, mention).toBe(422)
      expect(body.detail).toContain(mention)
    }
    expect(api.gateway.delivered).toEqual([])
  })
})

describe('a palette', () => {
  test('without a colour is refused with file and line', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const texts: [string, string][] = [
      ['empty.hex', ''],
      ['bad.hex', '\nnot a colour\n'],
      ['empty.gpl', 'GIMP Palette\nName: x\n'],
      ['binary.hex', '\0\0'],
    ]
    for (const [name, text] of texts) {
      const { status, body } = await api.post(path, { ...list, palette: { name, text } })
      expect(status, name).toBe(422)
      expect(body.type).toBe('urn:assetloom:problem:empty-palette')
      expect(body.problems?.[0]).toMatchObject({ file: name })
      expect(body.problems?.[0]?.line).toBeGreaterThanOrEqual(1)
    }
  })

  test('that is too large is refused', async () => {
    const api = await startApi()
    const path = await startProject(api)
    const palette = { name: 'big.hex', text: '112233\n'.repeat(20_000) }
    expect((await api.post(path, { ...list, palette })).status).toBe(413)
  })
})
