import type { LoraUse } from '../spec/asset-spec.schema.js'
import type { DraftGraph, GraphLink } from './draft-graph.js'
import { linkOf } from './draft-graph.js'

/** Where LoRAs go: whoever took these outputs takes the last LoRA's. A null clip = only the model is changed. */
export interface LoraPlace {
  readonly model: GraphLink
  readonly clip: GraphLink | null
}

/** Puts LoRAs between two outputs and all who take them, in their order. Changes `graph`; none changes nothing. */
export function insertLoras(graph: DraftGraph, { model, clip }: LoraPlace, loras: readonly LoraUse[]): void {
  if (loras.length === 0) return
  const consumers = Object.values(graph)
  let last: { model: GraphLink; clip: GraphLink | null } = { model, clip }
  loras.forEach(({ name, weight }, at) => {
    const id = freeId(graph, `lora-${at + 1}`)
    graph[id] = loraNode(last, name, weight)
    last = { model: [id, 0], clip: clip === null ? null : [id, 1] }
  })
  for (const { inputs } of consumers)
    for (const [field, value] of Object.entries(inputs)) {
      const link = linkOf(value)
      if (link === null) continue
      if (isSame(link, model)) inputs[field] = [...last.model]
      else if (clip !== null && last.clip !== null && isSame(link, clip)) inputs[field] = [...last.clip]
    }
}

function loraNode(from: LoraPlace, name: string, weight: number): DraftGraph[string] {
  const model = [...from.model]
  if (from.clip === null)
    return { class_type: 'LoraLoaderModelOnly', inputs: { model, lora_name: name, strength_model: weight } }
  return {
    class_type: 'LoraLoader',
    inputs: { model, clip: [...from.clip], lora_name: name, strength_model: weight, strength_clip: weight },
  }
}

/** An imported graph may have the name already. */
export function freeId(graph: Readonly<Record<string, unknown>>, wanted: string): string {
  let id = wanted
  while (Object.hasOwn(graph, id)) id = `${id}-x`
  return id
}

function isSame(a: GraphLink, b: GraphLink): boolean {
  return a[0] === b[0] && a[1] === b[1]
}
