import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actAs } from '../../../adapters/postgres/acting-principal.js'
import { createProjectFolders } from '../../../adapters/postgres/project-folders.js'
import { createPostgresCatalogue } from '../../../adapters/postgres/postgres-catalogue.js'
import type { AuditEntry } from '../../../core/access/audit-ports.js'
import { secretHash } from '../../../core/access/secret-token.js'
import type { Catalogue } from '../../../core/catalogue.js'
import { decide, freshKey, generateRound, startRun } from '../../support/catalogue-scenario.js'
import { createCountingIds } from '../../support/counting-ids.js'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js'

const ada = { actor: 'ada', credential: 'session', credentialId: 'ses_1', requestId: 'req-1' }
let database: TestDatabase
let catalogue: Catalogue

beforeAll(async () => {
  database = await createTestDatabase()
  catalogue = createPostgresCatalogue(database.pool, { ids: createCountingIds() })
})
afterAll(async () => await database.drop())

async function startProject(): Promise<string> {
  const key = freshKey()
  return (await catalogue.projects.ensure({ key, name: key })).projectId
}

async function actionsOf(projectId: string): Promise<AuditEntry[]> {
  return (await catalogue.audit.read({ projectId, limit: 100 })).filter(
    (one) => one.action !== 'project.added',
  )
}

describe('the audit log in the database', () => {
  it('cannot be changed or emptied of a row', async () => {
    await startProject()
    for (const sql of ["UPDATE audit_log SET actor = 'x'", 'DELETE FROM audit_log'])
      await expect(database.pool.query(sql)).rejects.toThrow('append-only')
  })

  it('has every decision in the transaction that records it, with how it was asked for', async () => {
    const run = await startRun(catalogue, { project: freshKey(), keys: ['sword'] })
    const [variant, sibling] = await generateRound(catalogue, run, run.specs[0]!)
    const { projectId, runId } = run
    const { specRevisionId } = run.specs[0]!
    const message = {
      ...{ decisionId: 'dec-1', verb: 'pick' as const, variantId: variant!.variantId, expectedVersion: 0 },
      reviewer: 'ada',
    }
    await actAs(ada, async () => {
      await catalogue.review.requestDecision({ projectId, runId, specRevisionId, message })
    })
    const recorded = { decisionId: 'dec-1', verb: 'pick' as const, reason: null, note: null, reviewer: 'ada' }
    const input = {
      ...{ projectId, runId, specRevisionId, specId: run.specs[0]!.specId },
      decisions: [
        { ...recorded, variantId: variant!.variantId, version: 1, verdict: 'approved' as const },
        { ...recorded, variantId: sibling!.variantId, version: 1, verdict: 'notChosen' as const },
      ],
    }
    await catalogue.review.recordDecisions(input)
    // Recorded again, as a worker does after a lost answer, it is told once.
    await catalogue.review.recordDecisions(input)
    const found = await catalogue.audit.read({ projectId, action: 'decision', limit: 10 })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      ...{
        actor: 'ada',
        credential: 'session',
        action: 'decision.pick',
        subjectId: 'dec-1',
        requestId: 'req-1',
      },
      details: {
        ...{ runId, credentialId: 'ses_1' },
        variants: [
          { variantId: variant!.variantId, version: 1, verdict: 'approved' },
          { variantId: sibling!.variantId, version: 1, verdict: 'notChosen' },
        ],
      },
    })
  })

  it('names who changed settings, documents, export profiles, and which parts', async () => {
    const projectId = await startProject()
    await actAs(ada, async () => {
      const { settings, documents, bundles } = catalogue
      await settings.save({ projectId, expectedRevision: 0, settings: { artDirection: 'bold' } })
      await documents.put({ projectId, name: 'lore.md', text: 'once', addedBy: 'ada' })
      await documents.remove(projectId, 'lore.md')
      await bundles.saveProfile({ projectId, name: 'mobile', profile: { target: 'generic' } })
      await bundles.removeProfile(projectId, 'mobile')
    })
    const found = await actionsOf(projectId)
    expect(found.map(({ action }) => action).reverse()).toEqual([
      ...['settings.changed', 'document.added', 'document.changed', 'exportProfile.added'],
      'exportProfile.removed',
    ])
    expect(found.every((one) => one.actor === 'ada' && one.requestId === 'req-1')).toBe(true)
    expect(found.at(-1)?.details).toMatchObject({ parts: ['artDirection'] })
  })

  it('has what Temporal was asked for, and nobody in particular where no person asked', async () => {
    const run = await startRun(catalogue, { project: freshKey(), keys: ['sword'] })
    const { projectId, runId } = run
    await actAs(
      ada,
      async () =>
        await catalogue.outbox.add({ kind: 'signalRun', projectId, runId, signal: 'cancelRun' }, 'cancel'),
    )
    const [cancelled, ...others] = await catalogue.audit.read({ projectId, action: 'run', limit: 10 })
    expect(cancelled).toMatchObject({ actor: 'ada', action: 'run.cancelRun', subjectId: runId })
    expect(others.at(-1)).toMatchObject({ actor: 'system', action: 'run.startWishlistRun' })
  })

  it('has one entry for all specs that are claimed or assigned at a time, and none for a lease that goes on', async () => {
    const run = await startRun(catalogue, { project: freshKey(), keys: ['sword', 'bow', 'axe'] })
    const { projectId, runId, specs } = run
    for (const spec of specs) {
      await generateRound(catalogue, run, spec)
      const { specRevisionId } = spec
      await catalogue.runs.setSpecStage({ runId, specRevisionId, stage: 'reviewing', round: 1 })
    }
    const { claims, assignments } = catalogue
    await actAs(ada, async () => {
      await claims.take({ projectId, runId, handle: 'ada', count: 2, leaseMs: 60_000 })
      await claims.renew({ runId, handle: 'ada' })
      await claims.release({ projectId, runId, handle: 'ada' })
      const assigned = { projectId, runId, specKeys: ['bow', 'axe'], assignedBy: 'ada' }
      await assignments.assign({ ...assigned, handle: 'bea' })
      await assignments.assign({ ...assigned, handle: 'bea' })
      await assignments.assign({ ...assigned, handle: 'cleo' })
      await assignments.assign({ projectId, runId, handle: null, assignedBy: 'ada' })
    })
    const found = (await catalogue.audit.read({ projectId, limit: 100 }))
      .filter(({ actor }) => actor === 'ada')
      .reverse()
    expect(found.map(({ action, details }) => [action, details['handle']])).toEqual([
      ['claim.added', 'ada'],
      ['claim.removed', 'ada'],
      ['assignment.added', 'bea'],
      ['assignment.changed', 'cleo'],
      ['assignment.removed', 'cleo'],
    ])
    for (const { details } of found) expect(details['specRevisionIds']).toHaveLength(2)
  })

  it('tells decisions that come with the folder of a project as what its importer did', async () => {
    const run = await startRun(catalogue, { project: freshKey(), keys: ['sword'] })
    const [variant] = await generateRound(catalogue, run, run.specs[0]!)
    await decide(catalogue, run, run.specs[0]!, variant!, 'dec-of-bea')
    const projectId = await startProject()
    const folders = createProjectFolders({ pool: database.pool, ids: createCountingIds(1_000_000) })
    const contents = await folders.read(run.projectId)
    await actAs(ada, async () => await folders.restore({ projectId, contents }))
    const found = await actionsOf(projectId)
    expect(found.map(({ action, actor }) => [action, actor])).toEqual([
      ['project.imported', 'ada'],
      ['decision.imported', 'ada'],
    ])
    expect(found[0]?.details).toEqual({ lists: 1, specs: 1, variants: 2, credentialId: 'ses_1' })
    expect(found[1]?.details).toMatchObject({ verb: 'approve', credentialId: 'ses_1' })
  })

  it('tells nothing of a change that was rolled back, and no secret of one that was not', async () => {
    const projectId = await startProject()
    const { invitations, members, apiKeys } = catalogue.access
    const tokenHash = secretHash('invitation')
    const more = { email: null, userId: null, isInstallationOwner: false, expiresInMs: 1e6 }
    await actAs(ada, async () => {
      await invitations.create({
        ...{ ...more, projectId, role: 'owner', name: 'Bea', handle: 'bea', tokenHash, createdBy: 'ada' },
      })
      await invitations.accept(tokenHash, { tokenHash: secretHash('session'), name: 'Firefox' })
      await apiKeys.create({
        ...{ projectId, userId: null, name: 'ci', prefix: 'alk_x', keyHash: secretHash('key') },
        ...{ role: 'viewer', createdBy: 'ada', expiresInMs: 1e6 },
      })
      await expect(members.remove(projectId, 'bea')).rejects.toThrow('last owner')
    })
    const found = await actionsOf(projectId)
    expect(found.map(({ action }) => action).reverse()).toEqual([
      ...['invitation.added', 'invitation.changed', 'member.added', 'apiKey.added'],
    ])
    expect(found[1]?.details).toMatchObject({ handle: 'bea', role: 'owner' })
    const everything = JSON.stringify(await catalogue.audit.read({ projectId: null, limit: 1000 }))
    for (const secret of ['invitation', 'session', 'key'])
      expect(everything).not.toContain(secretHash(secret))
    expect(everything).toContain('"session.added"')
  })
})
