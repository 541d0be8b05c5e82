import { describe, expect, it } from 'vitest'
import { DecisionNotes } from '../../clients/cli/decision-notes.js'
import type { VariantView } from '../../core/http/http-api.js'
import type { CatalogueEvent, EventType } from '../../core/events.js'

function event(type: EventType, data: CatalogueEvent['data']): CatalogueEvent {
  return { seq: 1, projectId: 'prj_1', runId: 'run_1', type, at: '2026-01-01T00:00:00Z', data }
}

async function told(...events: CatalogueEvent[]): Promise<string[]> {
  const lines: string[] = []
  const readVariant = async (variantId: string) => {
    // The first answer is the slowest: order has to come from the events, not from the answers.
    await new Promise((resolve) => setTimeout(resolve, lines.length === 0 ? 20 : 0))
    if (variantId === 'var_gone') throw new Error('away')
    return { specKey: 'water-barrel', variantIndex: variantId === 'var_a' ? 0 : 1, round: 2 } as VariantView
  }
  const notes = new DecisionNotes({ readVariant }, (line) => lines.push(line))
  for (const one of events) notes.take(one)
  await notes.settled()
  return lines
}

describe('DecisionNotes', () => {
  const by = (reviewer: string, verb: string, ...decisions: { variantId: string; verdict: string }[]) =>
    event('decisionRecorded', { reviewer, verb, decisions })

  it('tells who decided what, in the order of the events', async () => {
    expect(
      await told(
        by('signal:temporal', 'approve', { variantId: 'var_a', verdict: 'approved' }),
        by('local', 'withdraw', { variantId: 'var_a', verdict: 'undecided' }),
        by('local', 'regenerate', { variantId: 'var_b', verdict: 'regenerate' }),
      ),
    ).toEqual([
      'water-barrel:1@2 approved by signal:temporal',
      'water-barrel:1@2 undone by local',
      'water-barrel:2@2 asked for again by local',
    ])
  })

  it('names the picked variant, not a sibling that was marked with it', async () => {
    const pick = by(
      'local',
      'pick',
      { variantId: 'var_a', verdict: 'notChosen' },
      { variantId: 'var_b', verdict: 'approved' },
    )
    expect(await told(pick)).toEqual(['water-barrel:2@2 picked by local'])
  })

  it('tells refused signals, which nobody else tells their sender', async () => {
    const refused = event('decisionRefused', { reviewer: 'signal:temporal', message: 'variantId is missing' })
    expect(await told(refused)).toEqual(['a decision by signal:temporal was refused: variantId is missing'])
  })

  it('is silent about the policy and about what is no decision', async () => {
    expect(
      await told(
        by('policy:best-score', 'pick', { variantId: 'var_a', verdict: 'approved' }),
        event('assetFinished', {}),
      ),
    ).toEqual([])
  })

  it('names a variant that cannot be read by its id', async () => {
    expect(await told(by('local', 'reject', { variantId: 'var_gone', verdict: 'rejected' }))).toEqual([
      'var_gone rejected by local',
    ])
  })
})
