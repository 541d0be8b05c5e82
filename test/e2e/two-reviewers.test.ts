import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { mintDecisionId } from '../../clients/http/mint-decision-id.js'
import type { AuditEntry } from '../../core/access/audit-ports.js'
import type { DecideBody, VariantView } from '../../core/http/http-api.js'
import { Lab } from '../chaos/lab.js'
import { joinByLink, refusalOf, untilSo, type SentDecision, type StudioPerson } from './studio-person.js'

/** The built product with people who sign in. */
class StudioLab extends Lab {
  protected override readonly environment = { ASSETLOOM_SIGN_IN: 'studio' }
}

const specs = 12
const claimed = 5
const lab = new StudioLab({ specs, variants: 3 })
const list = `# camp (pixel art, 32x32)\n${Array.from({ length: specs }, (_, nth) => `prop: old barrel ${nth}`).join('\n')}\n`
const sent: SentDecision[] = []
let camp = ''
let runId = ''
let people: Record<'olga' | 'anna' | 'ben' | 'sam', StudioPerson>

beforeAll(async () => {
  await lab.start()
  const installation = lab.client()
  const apiUrl = lab.stack!.apiUrl
  camp = (await installation.ensureProject({ key: 'camp', name: 'Camp' })).projectId
  const { projectId: elsewhere } = await installation.ensureProject({ key: 'forest', name: 'Forest' })
  const olga = await joinByLink(installation, apiUrl, { projectId: camp, role: 'owner', handle: 'olga' })
  const sam = await joinByLink(installation, apiUrl, { projectId: elsewhere, role: 'owner', handle: 'sam' })
  const asReviewer = (handle: string) =>
    joinByLink(olga.client, apiUrl, { projectId: camp, role: 'reviewer', handle })
  people = { olga, sam, anna: await asReviewer('anna'), ben: await asReviewer('ben') }
})

afterAll(async () => {
  await lab.remove()
})

function decision(
  { handle }: StudioPerson,
  { variantId }: VariantView,
  body: Omit<DecideBody, 'decisionId'>,
): SentDecision {
  const made = { handle, variantId, body: { decisionId: mintDecisionId(), ...body }, answers: [] }
  sent.push(made)
  return made
}

const sendAll = async (decisions: readonly SentDecision[]) =>
  void (await Promise.all(decisions.map((one) => personOf(one).send(one))))
const personOf = ({ handle }: SentDecision) => people[handle as keyof typeof people]

async function takeNext({ client }: StudioPerson): Promise<string[]> {
  const { claims } = await client.call('takeClaims', { params: { runId }, body: { count: claimed } })
  return claims.map(({ specKey }) => specKey)
}

async function readAudit(client: AssetloomClient, action: string): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  let cursor: number | null = null
  do {
    const query = { action, limit: 50, ...(cursor === null ? {} : { cursor }) }
    const page: { entries: AuditEntry[]; nextCursor: number | null } = await client.call('readProjectAudit', {
      ...{ params: { projectId: camp }, query },
    })
    entries.push(...page.entries)
    cursor = page.nextCursor
  } while (cursor !== null)
  return entries
}

/** Who lost is told who decided what, when and why, and how it stands now. */
function expectConflict(one: SentDecision, other: SentDecision): SentDecision {
  const [won, lost] = one.answers.at(-1) === 'applied' ? [one, other] : [other, one]
  expect([won.answers.at(-1), lost.answers.at(-1)]).toEqual(['applied', 'stale-version'])
  const { handle, body } = won
  expect(lost.problem).toMatchObject({
    detail: expect.stringContaining(`${handle} decided "${body.verb}" at `) as string,
    current: { version: 1 },
    decision: { ...{ reviewer: handle, decisionId: body.decisionId }, reason: body.reason ?? null },
  })
  expect(Date.parse(lost.problem!.decision!.decidedAt)).toBeLessThanOrEqual(Date.now())
  return won
}

describe('two reviewers of a studio', () => {
  it('share a list by claims and, while API and Temporal are killed, make one decision a version and lose none', async () => {
    const { olga, anna, ben } = people
    const order = { seed: 7, variantsPerSpec: 3, review: 'person', targets: ['generic'] } as const
    ;({ runId } = await olga.client.submitWishlist(camp, { name: 'camp.txt', text: list, ...order }))
    await lab.until(runId, 'waiting for the pictures', ({ counts }) => counts.waitingForReview === specs)
    const variants = await anna.client.listVariants(runId)
    const variant = (specKey: string, index: number) =>
      variants.find((one) => one.specKey === specKey && one.variantIndex === index)!

    const [annas, bens] = await Promise.all([takeNext(anna), takeNext(ben)])
    expect([annas.length, bens.length, new Set([...annas, ...bens]).size]).toEqual([claimed, claimed, 10])
    const [disputed, contested] = (await olga.client.listSpecs(runId))
      .map(({ specKey }) => specKey)
      .filter((specKey) => !annas.includes(specKey) && !bens.includes(specKey)) as [string, string]
    const pick = (person: StudioPerson, specKey: string, index: number) =>
      decision(person, variant(specKey, index), { verb: 'pick', expectedVersion: 0 })
    const clash = (specKey: string, index: number) => [
      decision(anna, variant(specKey, index), { verb: 'approve', expectedVersion: 0 }),
      decision(ben, variant(specKey, index), { verb: 'reject', reason: 'too dark', expectedVersion: 0 }),
    ]

    // All is well.
    const first = clash(disputed, 0)
    await sendAll([pick(anna, annas[0]!, 0), pick(ben, bens[0]!, 1), ...first])
    expectConflict(first[0]!, first[1]!)

    // The API is killed while decisions are under way: their browsers ask again with the same ids.
    const second = clash(disputed, 1)
    const underWay = sendAll([
      ...[pick(anna, annas[1]!, 1), pick(anna, annas[2]!, 2), pick(ben, bens[1]!, 0), pick(ben, bens[2]!, 2)],
      ...second,
    ])
    await lab.kill('api')
    await underWay

    // Temporal is killed and stays away: what is sent is kept. The second decision on a variant comes before the first.
    // Both reject here, so that the run cannot end before all is settled.
    const third = [
      decision(anna, variant(contested, 0), { verb: 'reject', reason: 'too bright', expectedVersion: 0 }),
      decision(ben, variant(contested, 0), { verb: 'reject', reason: 'too dark', expectedVersion: 0 }),
    ]
    const early = decision(anna, variant(contested, 1), { verb: 'withdraw', expectedVersion: 1 })
    const late = decision(anna, variant(contested, 1), {
      ...{ verb: 'reject', reason: 'a halo', expectedVersion: 0 },
    } as const)
    const kept = [pick(anna, annas[3]!, 0), pick(ben, bens[3]!, 1), ...third, early, late]
    await lab.whileAway('temporal', async () => {
      await people.anna.send(early)
      await sendAll(kept.filter((one) => one !== early))
    })
    expect(kept.map(({ answers }) => answers)).toEqual(kept.map(() => ['pending']))
    // And its process comes back to a review in which others go on at once, also with what they sent before.
    await sendAll([pick(anna, annas[4]!, 1), pick(ben, bens[4]!, 2), ...kept.toReversed()])

    await untilSo('every decision is settled', 60_000, async () => {
      const states = await Promise.all(
        sent.map(async (one) => (await personOf(one).client.readDecision(one.body.decisionId)).state),
      )
      return !states.includes('pending')
    })
    // Everything once more, in another order: nothing happens twice, and each has the answer that stands.
    await sendAll(sent.toReversed())
    for (const { answers, body } of sent) {
      const told = answers.filter((answer) => answer !== 'pending')
      expect(new Set(told).size, `${body.verb}: ${answers.join(', ')}`).toBe(1)
      expect(['applied', 'stale-version', 'invalid-decision']).toContain(told[0])
    }
    expectConflict(second[0]!, second[1]!)
    expectConflict(third[0]!, third[1]!)
    expect(late.answers.at(-1)).toBe('applied')
    for (const one of sent.filter(({ body }) => body.verb === 'pick'))
      expect(one.answers.at(-1)).toBe('applied')
  })

  it('leave one row for each version and one audit entry for each decision, in the right name', async () => {
    const { olga } = people
    const applied = sent.filter(({ answers }) => answers.at(-1) === 'applied')
    const { decisions } = await olga.client.call('listRunDecisions', { params: { runId } })
    for (const one of await olga.client.listVariants(runId)) {
      const rows = decisions.filter(({ variantId }) => variantId === one.variantId)
      expect(rows.map(({ version }) => version)).toEqual(rows.map((_, at) => at + 1))
      expect([one.version, one.verdict]).toEqual([rows.length, rows.at(-1)?.verdict ?? 'undecided'])
    }
    const idsOf = (list: readonly { decisionId: string }[]) =>
      [...new Set(list.map(({ decisionId }) => decisionId))].toSorted()
    expect(idsOf(decisions)).toEqual(idsOf(applied.map(({ body }) => body)))

    const entries = await readAudit(olga.client, 'decision')
    const told = entries.map(({ subjectId, actor, action, credential }) =>
      [subjectId, actor, action, credential].join(' '),
    )
    const expected = applied.map(({ body, handle }) =>
      [body.decisionId, handle, `decision.${body.verb}`, 'session'].join(' '),
    )
    expect(told.toSorted()).toEqual(expected.toSorted())
    expect(entries.every(({ requestId }) => requestId !== null)).toBe(true)
    const rowsTold = entries.flatMap(({ details }) => details['variants'] as unknown[])
    expect(rowsTold).toHaveLength(decisions.length)

    const joined = (await readAudit(olga.client, 'member.added')).map(({ details }) => details)
    expect(joined.map(({ handle, role }) => `${String(handle)} ${String(role)}`).toSorted()).toEqual([
      ...['anna reviewer', 'ben reviewer', 'olga owner'],
    ])
    const invited = await readAudit(olga.client, 'invitation.added')
    expect(invited.map(({ actor }) => actor).toSorted()).toEqual(['local', 'olga', 'olga'])
    expect(await readAudit(olga.client, 'invitation.changed')).toHaveLength(3)
    const whole = await lab.client().call('readAudit', { query: { action: 'session.added' } })
    expect(whole.entries.map(({ details }) => details['handle'])).toEqual(['ben', 'anna', 'sam', 'olga'])
    expect(await refusalOf(readAudit(people.anna.client, 'decision'))).toBe(403)
  })

  it('see nothing of the project of another owner, who sees nothing of theirs', async () => {
    const { sam, anna } = people
    const { projectId: forest } = await lab.client().ensureProject({ key: 'forest', name: 'Forest' })
    const variantId = sent[0]!.variantId
    const reject = { decisionId: mintDecisionId(), verb: 'reject', reason: 'not mine' } as const
    const foreign = [
      anna.client.call('readProject', { params: { projectId: forest } }),
      anna.client.call('readProjectAudit', { params: { projectId: forest } }),
      anna.client.submitWishlist(forest, { name: 'camp.txt', text: list }),
      sam.client.readRun(runId),
      sam.client.listDecisions(variantId),
      sam.client.decide(variantId, reject),
      sam.client.readDecision(sent[0]!.body.decisionId),
      sam.client.call('takeClaims', { params: { runId }, body: {} }),
      readAudit(sam.client, 'decision'),
    ]
    expect(await Promise.all(foreign.map(refusalOf))).toEqual(foreign.map(() => 404))
  })

  it('finish the run together, and where the project asks for two sign-offs one approval is not enough', async () => {
    const { olga, anna, ben } = people
    const views = await ben.client.listSpecs(runId)
    const variants = await ben.client.listVariants(runId)
    for (const { specKey } of views) {
      const own = variants.filter((one) => one.specKey === specKey)
      if (own.some(({ verdict }) => verdict === 'approved')) continue
      await ben.client.decide(own[2]!.variantId, { decisionId: mintDecisionId(), verb: 'pick' })
    }
    await lab.untilEnded(runId)

    await olga.client.call('saveSettings', {
      ...{ params: { projectId: camp }, body: { expectedRevision: 0, settings: twice } },
    })
    const text = '# camp (pixel art, 32x32)\nprop: signal lamp\n'
    const order = { seed: 7, variantsPerSpec: 1, review: 'person', targets: ['generic'] } as const
    const second = (await olga.client.submitWishlist(camp, { name: 'lamp.txt', text, ...order })).runId
    await lab.until(second, 'waiting for the lamp', ({ counts }) => counts.waitingForReview === 1)
    const { variantId } = (await anna.client.listVariants(second))[0]!
    const approve = (person: StudioPerson) =>
      person.client.decide(variantId, { decisionId: mintDecisionId(), verb: 'approve' })
    await approve(anna)
    expect(await anna.client.readVariant(variantId)).toMatchObject({
      ...{ verdict: 'undecided', signOffs: [{ reviewer: 'anna' }] },
    })
    expect(await refusalOf(approve(anna))).toBe(409)
    expect((await anna.client.readRun(second)).counts.waitingForReview).toBe(1)
    await approve(ben)
    expect(await ben.client.readVariant(variantId)).toMatchObject({
      ...{ verdict: 'approved', signOffs: [{ reviewer: 'anna' }, { reviewer: 'ben' }] },
    })
    await lab.untilEnded(second)
    const [settings] = await readAudit(olga.client, 'settings')
    expect(settings).toMatchObject({ actor: 'olga', details: { parts: ['policies'] } })
  })
})

const twice = { policies: { review: { signOffs: 2 } } } as const
