import { describe, expect, it } from 'vitest'
import { eventFrame, shareEventReads } from '../../api/share-event-reads.js'
import type { CatalogueEvent } from '../../core/events.js'

function openCounted() {
  const stored: CatalogueEvent[] = []
  const asked: string[] = []
  const readAfter = async (projectId: string, afterSeq: number, limit: number) => {
    asked.push(`${projectId} ${afterSeq}`)
    const seen = stored.filter((one) => one.projectId === projectId && one.seq > afterSeq)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return seen.slice(0, limit)
  }
  const add = (seq: number) =>
    stored.push({ projectId: 'p', runId: null, seq, type: 'runCreated', at: '', data: {} } as CatalogueEvent)
  return { asked, add, read: shareEventReads(readAfter) }
}

describe('reads of events', () => {
  it('that begin at the same moment are one, when they ask the same', async () => {
    const { asked, add, read } = openCounted()
    add(1)
    const answers = await Promise.all([
      ...Array.from({ length: 100 }, () => read('p', 0, 200)),
      read('p', 1, 200),
      read('q', 0, 200),
    ])
    expect(asked).toEqual(['p 0', 'p 1', 'q 0'])
    expect(answers.map((events) => events.length)).toEqual([...Array.from({ length: 100 }, () => 1), 0, 0])
    expect(eventFrame(answers[0]![0]!)).toBe(eventFrame(answers[99]![0]!))
  })

  it('are not given to whom a later event woke, though they are still under way', async () => {
    const { asked, add, read } = openCounted()
    const early = read('p', 0, 200)
    await new Promise((resolve) => setImmediate(resolve))
    add(1)
    const late = read('p', 0, 200)
    expect(await early).toEqual([])
    expect((await late).map(({ seq }) => seq)).toEqual([1])
    expect(asked).toHaveLength(2)
  })
})
