import { describe, expect, test } from 'vitest'
import { projectContentId } from '../../core/bundle/project-content-id.js'
import type {
  DeploymentPage,
  DeploymentView,
  LibraryAssetView,
  TraceView,
} from '../../core/http/library-api.js'
import { hashOf } from '../../core/hash.js'
import { createIds, finishAsset, stageReview, startApi } from './api-fixture.js'

async function startWithBundle() {
  const api = await startApi()
  const { project, variants, runId } = await stageReview(api, { variantsPerSpec: 1 })
  const { projectId } = project
  const [variant] = variants
  const { specId, specRevisionId, variantId } = variant!
  await finishAsset(api, variant!)
  await api.catalogue.review.recordDecisions({
    ...{ projectId, runId, specId, specRevisionId },
    decisions: [
      {
        ...{ decisionId: 'dec_1', variantId, version: 1, verb: 'approve', verdict: 'approved' },
        ...{ reason: null, note: null, reviewer: 'mara' },
      },
    ],
  })
  const [bundle] = await api.catalogue.bundles.freeze({
    ...{ projectId, runId, targets: ['generic'], start: false },
    contentIdOf: projectContentId(projectId),
  })
  const { bundleId, contentId } = bundle!
  const manifest = hashOf('manifest')
  await api.catalogue.bundles.saveFiles(contentId, [
    { path: 'manifest.json', sha256: manifest, sizeBytes: 1 },
  ])
  const path = `/api/v1/projects/${projectId}/deployments`
  const body = (changes: object = {}) => ({
    ...{ deploymentId: createIds().mint('deployment'), bundle: manifest, game: 'dusk' },
    files: [{ path: 'desert/barrel.png', sha256: hashOf('png'), key: 'barrel' }],
    ...changes,
  })
  return { api, path, body, bundleId, project }
}

describe('/projects/{projectId}/deployments', () => {
  test('keeps what was told by its id, and trace and library say where an asset lies', async () => {
    const { api, path, body, bundleId, project } = await startWithBundle()
    const told = body()
    const first = await api.post<DeploymentView>(path, told)
    expect([first.status, first.body]).toMatchObject([201, { bundleId, game: 'dusk', folder: null }])
    const again = await api.post<DeploymentView>(path, told)
    expect([again.status, again.body]).toEqual([200, first.body])
    expect((await api.post(path, { ...told, game: 'dawn' })).status).toBe(409)
    const undo = `${path}/${told.deploymentId}/undo`
    const undone = await api.post<DeploymentView>(undo, {})
    expect(undone.body.undoneAt).not.toBeNull()
    expect((await api.post<DeploymentView>(undo, {})).body).toEqual(undone.body)
    const page = await api.get<DeploymentPage>(`${path}?bundle=${bundleId}&key=barrel`)
    expect(page.body.items).toMatchObject([{ deploymentId: told.deploymentId, files: 1 }])
    const trace = await api.get<TraceView>(`/api/v1/trace/barrel?project=${project.key}`)
    expect(trace.body.steps.map(({ kind }) => kind).slice(-2)).toEqual(['deployed', 'takenBack'])
    const asset = await api.get<LibraryAssetView>(`/api/v1/assets/${trace.body.subject.assetId}`)
    expect(asset.body.deployments).toMatchObject([{ game: 'dusk', bundleId }])
  })

  test('refuses bundles of others, ids of another shape and paths that lead out of the game', async () => {
    const { api, path, body, bundleId } = await startWithBundle()
    const other = await api.catalogue.projects.ensure({ key: 'other', name: 'other' })
    expect((await api.post(`/api/v1/projects/${other.projectId}/deployments`, body())).status).toBe(404)
    expect((await api.post(path, body({ bundle: hashOf('another') }))).status).toBe(404)
    expect((await api.post(path, body({ bundle: bundleId }))).status).toBe(201)
    expect((await api.post(path, body({ deploymentId: 'dpl_1' }))).status).toBe(422)
    expect((await api.post(path, body({ game: '' }))).status).toBe(422)
    for (const file of ['/etc/passwd', 'a/../../b', 'C:\\x', '..\\x', 'a\u0000b'])
      expect([
        file,
        (await api.post(path, body({ files: [{ path: file, sha256: hashOf(1), key: null }] }))).status,
      ]).toEqual([file, 422])
    expect((await api.post(`${path}/${createIds().mint('deployment')}/undo`, {})).status).toBe(404)
  })
})
