import { describe, expect, it } from 'vitest'
import { RouteNotes } from '../../clients/cli/route-notes.js'
import type { CatalogueEvent } from '../../core/events.js'

const routed = (specKey: string, data: Record<string, unknown>): CatalogueEvent =>
  ({ type: 'generationRouted', data: { specKey, ...data } }) as unknown as CatalogueEvent

describe('how a run is made', () => {
  it('is told once for each way, with the reasons', () => {
    const lines: string[] = []
    const notes = new RouteNotes((line) => lines.push(line))
    const way = { provider: 'comfyui', graph: 'sprite-sd15', checkpoint: 'a.safetensors' }
    notes.take(routed('knight', { ...way, reasons: ['SD 1.5 is used'] }))
    notes.take(routed('squire', { ...way, reasons: ['SD 1.5 is used'] }))
    notes.take(routed('horn', { provider: 'elevenlabs', reasons: ['is what the spec asks for', 7] }))
    notes.take({ type: 'runStarted', data: {} } as unknown as CatalogueEvent)
    expect(lines).toEqual([
      ...['knight: comfyui with sprite-sd15 and a.safetensors', '  SD 1.5 is used'],
      ...['horn: elevenlabs', '  is what the spec asks for'],
    ])
  })
})
