import { afterEach, describe, expect, test } from 'vitest'
import { allContracts } from '../../core/http/contracts/all-contracts.schema.js'
import { entriesOf, openAuditScene, sendAs, type AuditedChange, type AuditScene } from './audit-fixture.js'
import { auditedChanges, untoldOperations } from './audited-changes.js'

const changing = allContracts.filter(({ method }) => method !== 'get')

let scene: AuditScene | undefined
afterEach(async () => {
  await scene?.database.drop()
  scene = undefined
})

/** What is wrong with what the audit log has of one request; null = nothing. */
async function judge(of: AuditScene, operationId: string, change: AuditedChange): Promise<string | null> {
  const contract = changing.find((one) => one.operationId === operationId)!
  Object.assign(of.ids, await change.before?.(of))
  const began = Date.now()
  const answer = await sendAs(of, contract, await change.body?.(of), change.as)
  if (answer.status >= 300) return `answers ${answer.status} ${JSON.stringify(answer.body)}`
  Object.assign(of.ids, change.after?.(answer.body))
  const entries = await entriesOf(of, answer)
  const told = entries.map(({ action, subjectId }) => `${action} ${subjectId}`)
  const subjectId = of.ids[change.on] ?? change.on
  const entry = entries.find((one) => one.action === change.action && one.subjectId === subjectId)
  if (entry === undefined) return `tells [${told.join(', ')}], not ${change.action} ${subjectId}`
  const { actor, credential } = change.as === 'token' ? byToken : bySession
  const stranger = entries.find((one) => one.actor !== actor || one.credential !== credential)
  if (stranger !== undefined) return `${stranger.action} is told of ${stranger.actor} ${stranger.credential}`
  const isInTime = Math.abs(Date.parse(entry.at) - began) < 60_000
  return isInTime ? null : `is told at ${entry.at}`
}

const bySession = { actor: 'ada', credential: 'session' }
const byToken = { actor: 'local', credential: 'token' }

describe('every operation that changes something', () => {
  test('is in the audit log, or has a reason why not', () => {
    const known = [...Object.keys(auditedChanges), ...Object.keys(untoldOperations)]
    expect(known.toSorted()).toEqual(changing.map(({ operationId }) => operationId).toSorted())
    for (const reason of Object.values(untoldOperations)) expect(reason).toMatch(/^[A-Z].{20,}\.$/)
  })

  test('tells who did what on what, with the request it came by', async () => {
    scene = await openAuditScene()
    const wrong: Record<string, string> = {}
    for (const [operationId, change] of Object.entries(auditedChanges)) {
      const found = await judge(scene, operationId, change).catch((error: unknown) => String(error))
      if (found !== null) wrong[operationId] = found
    }
    expect(wrong).toEqual({})
    expect(scene.api.logs.filter(({ level }) => level === 'error')).toEqual([])
  })
})
