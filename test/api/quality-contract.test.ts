import { describe, expect, test } from 'vitest'
import { qualityContractSchema } from '../../core/autopilot/quality-contract.schema.js'
import type { QualityReport } from '../../core/autopilot/quality-report.js'
import type { RunView, SpecPage, WishlistAccepted, WishlistDiff } from '../../core/http/http-api.js'
import type { ProjectRow } from '../../core/ports.js'
import { buildSpec } from '../support/catalogue-scenario.js'
import { startApi, type TestApi } from './api-fixture.js'

const list = { name: 'props.txt', text: 'prop: water barrel, 32x32' }
const contract = { minScore: 0.7, tries: 4 }

async function startProject(api: TestApi): Promise<string> {
  const { body } = await api.post<ProjectRow>('/api/v1/projects', { key: 'desert', name: 'Desert' })
  return `/api/v1/projects/${body.projectId}`
}

describe('the contract of a list', () => {
  test('is kept whole with its run, and another one makes another revision', async () => {
    const api = await startApi()
    const project = await startProject(api)
    const first = await api.post<WishlistAccepted>(`${project}/wishlists`, { ...list, contract })
    const run = await api.get<RunView>(`/api/v1/runs/${first.body.runId}`)
    expect(run.body.options.contract).toEqual(qualityContractSchema.parse(contract))
    const same = await api.post<WishlistAccepted>(`${project}/wishlists`, {
      ...list,
      contract: { ...contract, changes: ['seed', 'promptWeight', 'parameters'] },
    })
    expect(same.body).toMatchObject({ created: false, runId: first.body.runId })
    const diff = await api.post<WishlistDiff>(`${project}/wishlists/diff`, {
      ...list,
      contract: { tries: 5 },
    })
    expect(diff.body.isSame).toBe(false)
  })

  test.each([
    [{ tries: 0 }, 'invalid-body', /tries/],
    [{ goal: 'pretty' }, 'invalid-body', /contract/],
    [{ changes: ['provider'], providers: ['nowhere'] }, 'unknown-provider', /nowhere/],
  ])('is refused as a whole: %j', async (bad, type, detail) => {
    const api = await startApi()
    const project = await startProject(api)
    const { status, body } = await api.post(`${project}/wishlists`, { ...list, contract: bad })
    expect([status, body.type]).toEqual([
      type === 'invalid-body' ? 422 : 409,
      `urn:assetloom:problem:${type}`,
    ])
    expect(body.detail).toMatch(detail)
    expect(api.gateway.attempted).toEqual([])
  })

  test("is the project's where the list has none", async () => {
    const api = await startApi()
    const project = await startProject(api)
    const projectId = project.split('/').at(-1) ?? ''
    await api.catalogue.settings.save({
      projectId,
      expectedRevision: 0,
      settings: { policies: { autopilot: { contract: { tries: 7 } } } },
    })
    const ofProject = await api.post<WishlistAccepted>(`${project}/wishlists`, list)
    const own = await api.post<WishlistAccepted>(`${project}/wishlists`, { ...list, contract })
    const triesOf = async (runId: string) =>
      (await api.get<RunView>(`/api/v1/runs/${runId}`)).body.options.contract?.tries
    expect([await triesOf(ofProject.body.runId), await triesOf(own.body.runId)]).toEqual([7, 4])
  })
})

test('what was tried for a spec is shown with it', async () => {
  const api = await startApi()
  const project = await startProject(api)
  const projectId = project.split('/').at(-1) ?? ''
  const { body } = await api.post<WishlistAccepted>(`${project}/wishlists`, { ...list, contract })
  const { runId, wishlistRevisionId } = body
  await api.catalogue.intake.saveRefinement({
    ...{ projectId, wishlistRevisionId, runId, specs: [buildSpec('water-barrel')], problems: [], notes: [] },
  })
  const [spec] = (await api.catalogue.runs.readSpecs(runId, 0, 1)).specs
  const report: QualityReport = {
    ...{
      contract: qualityContractSchema.parse(contract),
      outcome: 'handedOver',
      reason: '4 of 4 tries are used',
    },
    ...{ best: null, rounds: [], unhelpful: ['round 2 (palette fails in 2 of 2) came to 0.30 at best'] },
  }
  await api.catalogue.runs.saveQuality({ projectId, runId, specRevisionId: spec!.specRevisionId, report })
  const page = await api.get<SpecPage>(`/api/v1/runs/${runId}/specs`)
  expect(page.body.specs[0]?.quality).toEqual(report)
})
