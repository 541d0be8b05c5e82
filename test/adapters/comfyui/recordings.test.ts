import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  acceptedSchema,
  historySchema,
  queueSchema,
  refusedSchema,
} from '../../../adapters/comfyui/comfy-answers.schema.js'
import { refusalFailure } from '../../../adapters/comfyui/classify-failure.js'
import { readTextFrame } from '../../../adapters/comfyui/event-frames.schema.js'
import { filesOf, readPromptState } from '../../../adapters/comfyui/prompt-state.js'
import { objectInfoOf } from '../../../adapters/comfyui/read-server-facts.js'

// Traffic of a real server, which is kept beside the repository.
const folder = join(resolve(process.env['ASSETLOOM_SHARED_DIR'] ?? '../shared'), 'comfyui')
const isThere = existsSync(join(folder, 'transcripts'))

interface Exchange {
  readonly name: string
  readonly request: { readonly path: string }
  readonly status: number
  readonly encoding: string
  readonly body: unknown
}

function exchanges(): Exchange[] {
  const transcripts = join(folder, 'transcripts')
  return readdirSync(transcripts).flatMap((scenario) =>
    readdirSync(join(transcripts, scenario))
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({
        ...(JSON.parse(readFileSync(join(transcripts, scenario, name), 'utf8')) as Exchange),
        name: `${scenario}/${name}`,
      })),
  )
}

async function stateIn(body: unknown, id: string) {
  const history = historySchema.parse(body)
  return await readPromptState(
    {
      job: async () => null,
      queue: async () => ({ running: [], pending: [] }),
      history: async () => history[id] ?? null,
    },
    false,
    id,
  )
}

describe('the recorded traffic of a real ComfyUI', () => {
  if (!isThere) {
    test('DID NOT RUN: the recordings are not there; name their folder in ASSETLOOM_SHARED_DIR', () => {
      expect(existsSync(folder)).toBe(false)
    })
    return
  }

  test('every history is read to its end', async () => {
    const seen = { success: 0, failed: 0, cancelled: 0 }
    for (const { name, body, request, status } of exchanges()) {
      if (status !== 200 || !request.path.startsWith('/history/')) continue
      for (const id of Object.keys(body as object)) {
        const state = await stateIn(body, id)
        if (state.at !== 'ended') throw new Error(`${name} is not ended`)
        seen[state.outcome] += 1
        const last = JSON.stringify(body).includes('"execution_interrupted"')
          ? 'cancelled'
          : JSON.stringify(body).includes('"execution_error"')
            ? 'failed'
            : 'success'
        expect(state.outcome, name).toBe(last)
        if (state.outcome === 'failed') expect(state.error?.exception_type, name).toBeTruthy()
        if (state.outcome === 'success') {
          expect(state.executionMs, name).toBeGreaterThanOrEqual(0)
          const written = Object.values(state.outputs).flatMap((output) => filesOf(output))
          // What a preview node writes does not last.
          if (!name.includes('preview')) expect(written.length, name).toBeGreaterThan(0)
          else expect(written).toEqual([])
        }
      }
    }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(3)
  })

  test('every answer to a POST of a graph is accepted, or refused with a reason', () => {
    let refused = 0
    for (const { name, body, request, status, encoding } of exchanges()) {
      if (request.path !== '/prompt' || encoding !== 'json') continue
      if (status === 200 && 'prompt_id' in (body as object))
        expect(acceptedSchema.safeParse(body).success, name).toBe(true)
      if (status !== 400) continue
      refused += 1
      const failure = refusalFailure(refusedSchema.parse(body), 'http://gpu:8188')
      expect(failure.type, name).toBe('InvalidInput')
      if (name.includes('unknown_checkpoint'))
        expect(failure.details).toMatchObject({
          kind: 'missing-model',
          folder: 'checkpoints',
          file: 'nosuch.safetensors',
        })
      if (name.includes('unknown_lora'))
        expect(failure.details).toMatchObject({ kind: 'missing-model', folder: 'loras' })
      if (name.includes('unknown_node'))
        expect(failure.details).toMatchObject({ kind: 'missing-class', class: 'NoSuchNode' })
    }
    expect(refused).toBeGreaterThan(10)
  })

  test('the queue is told in the order in which it runs', () => {
    const full = exchanges().find(({ name }) => name.includes('queue_full'))!
    const { pending } = queueSchema.parse(full.body)
    const numbers = pending.map(({ number }) => number)
    expect(numbers.length).toBeGreaterThan(4)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  })

  test('the socket tells the steps and the end of each prompt', () => {
    const lines = readFileSync(
      join(folder, 'transcripts', 's04_sd_success_cached', 'transcript.jsonl'),
      'utf8',
    )
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { kind: string; data: unknown })
    const events = lines
      .filter(({ kind }) => kind === 'ws_text')
      .flatMap(({ data }) => readTextFrame(JSON.stringify(data)) ?? [])
    const cold = events.filter(({ promptId }) => promptId === events[0]?.promptId)
    expect(cold[0]?.event).toEqual({ kind: 'started' })
    expect(cold.flatMap(({ event }) => (event.kind === 'step' ? [event.value] : []))).toEqual([1, 2, 3, 4])
    expect(cold.at(-1)?.event).toEqual({ kind: 'ended' })
  })

  test('every stock node class is read', () => {
    const answer = JSON.parse(readFileSync(join(folder, 'object_info.0.3.64.json'), 'utf8')) as Record<
      string,
      unknown
    >
    const info = objectInfoOf(answer)
    expect(info.size).toBe(Object.keys(answer).length)
    expect(info.get('KSampler')?.inputs['seed']).toMatchObject({ required: true, type: 'INT', min: 0 })
    expect(info.get('SaveImage')).toMatchObject({ isOutput: true })
    expect(info.get('CheckpointLoaderSimple')).toMatchObject({ outputs: ['MODEL', 'CLIP', 'VAE'] })
  })
})
