import { setTimeout as sleep } from 'node:timers/promises'
import { vi } from 'vitest'
import { startFakeComfyui, type FakeComfy } from '../../../adapters/fake-comfyui/fake-comfyui.js'
import { sharpImageCodec } from '../../../adapters/imaging/sharp-image-codec.js'
import { createRaster } from '../../../core/raster/raster.js'
import { ask, watch, type Answer, type SeenEvent, type Watcher } from './fake-client.js'
import { outlineOf, outlineRuns } from './outline.js'
import type { TranscriptLine } from './transcript-file.js'

const waitMs = 60_000

/** The models that the recorded server had. */
const models = {
  checkpoints: ['rnd_sd15_full.safetensors', 'rnd_sd15_tiny.safetensors'].map((name) => ({ name, gb: 1 })),
  loras: ['rnd_sd15_full_lora.safetensors', 'rnd_sd15_tiny_lora.safetensors'].map((name) => ({
    name,
    gb: 1,
  })),
}

interface CachedNode {
  readonly inputs: Record<string, unknown>
}

export interface Difference {
  readonly what: string
  readonly recorded: unknown
  readonly standIn: unknown
}

/**
 * Sends the requests of a recording to a stand-in of its version, each when the stand-in has told what the real server had
 * told by then, and gives what differs: statuses, shapes and error texts of answers, types, order and shapes of events.
 */
export async function replayTranscript(lines: readonly TranscriptLine[]): Promise<Difference[]> {
  const fake = await startFakeComfyui({
    ...{ version: '0.3.64', stepMs: 30, loadMs: 5, historyLagMs: 0, previews: false, models },
  })
  const replay = new Replay(fake, lines)
  try {
    await replay.fillCache()
    for (const [at, line] of lines.entries()) await replay.take(line, at)
    await replay.settle()
    return replay.differences()
  } finally {
    await replay.close()
    await fake.close()
  }
}

class Replay {
  private readonly fake: FakeComfy
  private readonly lines: readonly TranscriptLine[]
  private readonly sockets = new Map<string, Watcher>()
  private readonly answers = new Map<number, Answer | null>()
  /** Prompt ids and file names of the recording to those of the stand-in. */
  private readonly ids = new Map<string, string>()
  private readonly found: Difference[] = []
  private restarted: Promise<void> | null = null

  constructor(fake: FakeComfy, lines: readonly TranscriptLine[]) {
    this.fake = fake
    this.lines = lines
  }

  /** A recording may go on where another ended: what its first prompt found cached is made before it begins. */
  async fillCache(): Promise<void> {
    const cached = this.lines.find(({ data }) => data?.type === 'execution_cached')?.data?.data[
      'nodes'
    ] as string[]
    if (cached.length === 0) return
    const { prompt } = this.lines.find(({ path }) => path === '/prompt')!.json as {
      prompt: Record<string, CachedNode>
    }
    const other = structuredClone(prompt)
    for (const [id, { inputs }] of Object.entries(other))
      if (!cached.includes(id) && 'seed' in inputs) Object.assign(inputs, { seed: 0, steps: 1 })
    await ask(this.fake.url, 'POST', '/prompt', { prompt: other })
    await this.untilIdle()
  }

  async take(line: TranscriptLine, at: number): Promise<void> {
    if (line.kind === 'ws_open') {
      const id = new URL(line.path!, 'http://localhost').searchParams.get('clientId')!
      this.sockets.set(line.client!, await watch(this.fake.url, id))
    }
    if (line.kind === 'http_req' || line.kind === 'ws_close' || line.text === 'SIGKILL')
      await this.catchUp(at)
    if (line.kind === 'http_req') await this.send(line)
    if (line.kind === 'http_res') this.compareAnswer(line)
    if (line.kind === 'http_err' && this.answers.get(line.n!) !== null)
      this.found.push({
        what: `request ${line.n}`,
        recorded: 'no connection',
        standIn: this.answers.get(line.n!),
      })
    if (line.kind === 'ws_close') await this.closeSocket(line)
    if (line.text === 'SIGKILL') this.restarted = this.fake.restart(1_500)
    if (line.text === 'restart') await this.restarted
  }

  /** All recorded events have come, and nothing runs any more. */
  async settle(): Promise<void> {
    await this.catchUp(this.lines.length)
    await this.untilIdle()
    // What the last prompt tells after it left the queue.
    await sleep(50)
  }

  private async untilIdle(): Promise<void> {
    await vi.waitFor(
      async () => {
        const { body } = await ask(this.fake.url, 'GET', '/prompt')
        if ((body as { exec_info: { queue_remaining: number } }).exec_info.queue_remaining > 0)
          throw new Error('runs')
      },
      { timeout: waitMs, interval: 20 },
    )
  }

  differences(): Difference[] {
    const labels = new Set(this.lines.flatMap(({ client }) => (client === undefined ? [] : [client])))
    for (const label of labels) {
      const recorded = outlineRuns(this.recordedEvents(label, this.lines.length))
      const standIn = outlineRuns(this.sockets.get(label)?.seen ?? [])
      for (const id of new Set([...recorded.keys(), ...standIn.keys()]))
        if (JSON.stringify(recorded.get(id)) !== JSON.stringify(standIn.get(id)))
          this.found.push({
            what: `${label}, prompt ${id}`,
            recorded: recorded.get(id),
            standIn: standIn.get(id),
          })
    }
    return this.found
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.values()) await socket.close()
  }

  private async catchUp(at: number): Promise<void> {
    for (const [label, socket] of this.sockets) {
      const wanted = marksOf(this.recordedEvents(label, at))
      await vi.waitFor(
        () => {
          const has = marksOf(socket.seen)
          const missing = [...wanted].filter((mark) => !has.has(mark))
          if (missing.length > 0) throw new Error(`${label} waits for ${missing.join(', ')}`)
        },
        { timeout: waitMs, interval: 5 },
      )
    }
  }

  private async send({ n, method, path, json }: TranscriptLine): Promise<void> {
    const url = this.fake.url
    if (path === '/upload/image') {
      const name = (
        this.lines.find((line) => line.kind === 'http_res' && line.n === n)!.body as { name: string }
      ).name
      this.answers.set(n!, await ask(url, method!, path, await uploadOf(name)))
      return
    }
    const body = json === null || json === undefined ? undefined : (this.translate(json) as unknown)
    const target = this.translate(path) as string
    this.answers.set(n!, await ask(url, method!, target, body).catch(() => null))
    const told = this.lines.find((line) => line.kind === 'http_res' && line.n === n)?.body
    const recordedId = (told as { prompt_id?: string } | null)?.prompt_id
    const ownId = (this.answers.get(n!)?.body as { prompt_id?: string } | null)?.prompt_id
    if (recordedId !== undefined && ownId !== undefined) this.ids.set(recordedId, ownId)
  }

  private compareAnswer({ n, status, body, content_type: type }: TranscriptLine): void {
    const answer = this.answers.get(n!)!
    const [names, ownNames] = [filenamesIn(body), filenamesIn(answer.body)]
    names.forEach((name, index) => this.ids.set(name, ownNames[index] ?? name))
    // Files are other pictures; what they are is said by their type.
    const isFile = type?.startsWith('image/') === true
    const recorded = { status, body: isFile ? type : outlineOf(this.translate(body)) }
    const standIn = { status: answer.status, body: isFile ? answer.type : outlineOf(answer.body) }
    if (JSON.stringify(recorded) !== JSON.stringify(standIn))
      this.found.push({ what: `answer ${n}`, recorded, standIn })
  }

  private async closeSocket(line: TranscriptLine): Promise<void> {
    const socket = this.sockets.get(line.client!)!
    const { code } = line as { code?: number | null }
    if (code !== 1006) return await socket.close()
    await vi.waitFor(
      () => {
        if (socket.closeCode !== 1006) throw new Error(`closed with ${socket.closeCode}`)
      },
      { timeout: waitMs, interval: 5 },
    )
  }

  private recordedEvents(label: string, until: number): SeenEvent[] {
    const events = this.lines
      .slice(0, until)
      .filter((line) => line.kind === 'ws_text' && line.client === label)
    return events.map(({ data }) => this.translate(data) as SeenEvent)
  }

  /** Recorded prompt ids in a value to those of the stand-in. */
  private translate(value: unknown): unknown {
    let text = JSON.stringify(value)
    for (const [recorded, own] of this.ids) if (recorded.length > 8) text = text.replaceAll(recorded, own)
    return JSON.parse(text)
  }
}

/** The counters and the random parts in them are those of a server's life. */
function filenamesIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"filename":"([^"]+)"/g)].map(([, name]) => name!)
}

/** Which kinds of events of which prompts and nodes were seen: enough to know how far a run has got. */
function marksOf(events: readonly SeenEvent[]): Set<string> {
  return new Set(
    events
      .filter(({ type }) => type !== 'status' && type !== 'progress_state')
      .map(({ type, data }) => JSON.stringify([type, data['prompt_id'], data['node']])),
  )
}

async function uploadOf(name: string): Promise<FormData> {
  const isBroken = name.startsWith('corrupt')
  const bytes = isBroken
    ? new TextEncoder().encode('no picture')
    : await sharpImageCodec.encodePng(createRaster(64, 48))
  const form = new FormData()
  form.append('image', new Blob([new Uint8Array(bytes)]), name)
  return form
}
