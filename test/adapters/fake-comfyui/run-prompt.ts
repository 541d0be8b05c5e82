import { randomUUID } from 'node:crypto'
import { vi } from 'vitest'
import type { FakeComfy } from '../../../adapters/fake-comfyui/fake-comfyui.js'
import { writePythonJson } from '../../../adapters/fake-comfyui/python-json.js'
import type { ComfyGraph } from '../../../core/graphs/comfy-graph.js'
import { ask } from './fake-client.js'

export const waiting = { timeout: 60_000, interval: 10 }

export interface Entry {
  readonly prompt: readonly [number, string, ComfyGraph, unknown, string[]]
  readonly outputs: Readonly<
    Record<string, Readonly<Record<string, { filename: string; subfolder: string; type: string }[]>>>
  >
  readonly status: { status_str: string; completed: boolean; messages: [string, Record<string, unknown>][] }
}

/** Puts a prompt into the queue; throws what fetch throws. */
export async function submit(fake: FakeComfy, graph: ComfyGraph, more: Record<string, unknown> = {}) {
  const promptId = randomUUID()
  const answer = await ask(
    fake.url,
    'POST',
    '/prompt',
    writePythonJson({ prompt: graph, prompt_id: promptId, ...more }),
  )
  return { promptId, answer }
}

export async function historyOf(fake: FakeComfy, promptId: string): Promise<Entry | null> {
  const { body } = await ask(fake.url, 'GET', `/history/${promptId}`)
  return (body as Record<string, Entry>)[promptId] ?? null
}

/** Waits for the end of a prompt. */
export async function untilDone(fake: FakeComfy, promptId: string): Promise<Entry> {
  return await vi.waitFor(async () => {
    const entry = await historyOf(fake, promptId)
    if (entry === null) throw new Error(`${promptId} has not ended`)
    return entry
  }, waiting)
}

export async function run(
  fake: FakeComfy,
  graph: ComfyGraph,
  more: Record<string, unknown> = {},
): Promise<Entry> {
  return await untilDone(fake, (await submit(fake, graph, more)).promptId)
}

/** The one file of a prompt. */
export function fileOf({ outputs }: Entry): { filename: string; subfolder: string; type: string } {
  return Object.values(Object.values(outputs)[0] ?? {})[0]![0]!
}

export async function download(
  fake: FakeComfy,
  entry: Entry,
): Promise<{ status: number; type: string | null; bytes: Buffer }> {
  const { filename, subfolder } = fileOf(entry)
  const response = await fetch(`${fake.url}/view?filename=${filename}&subfolder=${subfolder}`)
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, type: response.headers.get('content-type'), bytes }
}
