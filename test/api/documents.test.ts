import { describe, expect, it } from 'vitest'
import { documentLimits } from '../../core/documents/check-document.js'
import { sha256Hex } from '../../core/hash.js'
import type { WishlistAccepted, WishlistDiff } from '../../core/http/http-api.js'
import type { DocumentKept, DocumentList } from '../../core/http/project-api.js'
import { send, startApi, token } from './api-fixture.js'

async function openProject() {
  const api = await startApi()
  const { projectId } = await api.catalogue.projects.ensure({ key: 'harbour', name: 'Harbour' })
  const path = `/api/v1/projects/${projectId}/documents`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const call = (method: string, name: string, body?: unknown) =>
    send<DocumentKept>(`${api.url}${path}/${encodeURIComponent(name)}`, {
      ...{ method, headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return { api, projectId, path, call }
}

describe('design documents', () => {
  it('are added, replaced, read, listed and removed by name', async () => {
    const { api, path, call } = await openProject()
    const text = '# Sluice\r\nThe crank is of brass.\n'
    const added = await call('PUT', 'Ärger & lore (2).md', { text })
    const row = { name: 'Ärger & lore (2).md', sha256: sha256Hex(text), sizeBytes: 33, addedBy: 'local' }
    expect([added.status, added.body]).toMatchObject([201, { ...row, change: 'added' }])
    expect((await call('PUT', row.name, { text })).body.change).toBe('unchanged')
    // A name with its accents apart is the same one.
    expect((await call('GET', row.name.normalize('NFD'))).body).toMatchObject({ ...row, text })
    const replaced = await call('PUT', row.name, { text: 'iron' })
    expect([replaced.status, replaced.body.change]).toEqual([200, 'replaced'])
    const { documents, limits } = (await api.get<DocumentList>(path)).body
    expect(documents.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([[row.name, 4]])
    expect(documents[0]).not.toHaveProperty('text')
    expect(limits.documentsMax).toBe(documentLimits.documentsMax)
    expect((await call('DELETE', row.name)).status).toBe(204)
    for (const method of ['DELETE', 'GET']) expect((await call(method, row.name)).status).toBe(404)
    expect((await call('GET', 'a\0b.md')).status).toBe(404)
  })

  it.each([
    ['../lore.md', 'x', 409, 'invalid-document', 'no name for a document'],
    ['lore.pdf', 'x', 409, 'invalid-document', 'no name for a document'],
    ['lo\u202ere.md', 'x', 409, 'invalid-document', 'no name for a document'],
    ['lore.md', ' \n', 409, 'invalid-document', 'lore.md is empty'],
    ['lore.md', 'a\nb\0', 409, 'invalid-document', 'line 2 has a character that no text has'],
    ['lore.md', 'a\ud800', 409, 'invalid-document', 'no plain text'],
    ['lore.md', 'ü'.repeat(documentLimits.bytesMax / 2 + 1), 413, 'document-too-large', '524290 bytes'],
    ['lore.md', 7, 422, 'invalid-body', '"text" is missing'],
  ])('are refused as a problem: %j', async (name, text, status, type, detail) => {
    const { call } = await openProject()
    const { body, ...answer } = await call('PUT', name, { text })
    expect([answer.status, body.type]).toEqual([status, `urn:assetloom:problem:${type}`])
    expect(body.detail).toContain(detail)
    expect(body.hint).toBeTruthy()
  })

  it('are part of what a list with open lines is: changed ones make its next revision, carried as after any option', async () => {
    const { api, projectId, call } = await openProject()
    const lists = `/api/v1/projects/${projectId}/wishlists`
    const list = { name: 'list.txt', text: 'prop: post\ngizmo: crank' }
    const plain = { name: 'plain.txt', text: 'prop: post' }
    const submit = async (body: unknown) => (await api.post<WishlistAccepted>(lists, body)).body
    const optionsOf = async ({ wishlistRevisionId }: WishlistAccepted) =>
      (await api.catalogue.intake.loadRevision(projectId, wishlistRevisionId)).options
    expect(await optionsOf(await submit(list))).not.toHaveProperty('documents')
    await submit(plain)
    for (const [name, text] of [
      ['b.md', 'the crank is brass'],
      ['a.md', 'posts are wet'],
    ])
      await call('PUT', name!, { text })
    const second = await submit(list)
    expect(second).toMatchObject({ created: true, revision: 2 })
    const documents = [
      { name: 'a.md', sha256: sha256Hex('posts are wet') },
      { name: 'b.md', sha256: sha256Hex('the crank is brass') },
    ]
    expect((await optionsOf(second)).documents).toEqual(documents)
    expect(await submit(list)).toMatchObject({ created: false, revision: 2 })
    // Nothing of it is open, so no document can matter.
    expect(await submit(plain)).toMatchObject({ created: false, revision: 1 })
    await call('PUT', 'b.md', { text: 'the crank is iron' })
    const diff = await api.post<WishlistDiff>(`${lists}/diff`, list)
    expect(diff.body).toMatchObject({ isSame: false, difference: { added: [], changed: [], removed: [] } })
    await call('DELETE', 'b.md')
    await call('PUT', 'b.md', { text: 'the crank is brass' })
    expect(await submit(list)).toMatchObject({ created: false, revision: 2 })
  })
})
