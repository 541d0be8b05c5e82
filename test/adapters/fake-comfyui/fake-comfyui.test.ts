import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  startFakeComfyui,
  type FakeComfy,
  type FakeComfyOptions,
} from '../../../adapters/fake-comfyui/fake-comfyui.js'
import { createSoundCodec } from '../../../adapters/audio/sound-codec.js'
import { sharpImageCodec } from '../../../adapters/imaging/sharp-image-codec.js'
import { withoutCache } from '../../../core/graphs/without-cache.js'
import { durationMsOf } from '../../../core/audio/sound.js'
import { readTextChunks } from '../../../core/raster/png-text-chunks.js'
import { ask, watch, type Watcher } from './fake-client.js'
import { download, fileOf, historyOf, run, submit, untilDone, waiting } from './run-prompt.js'
import { pictureGraph, renamed, soundGraph } from './sample-graphs.js'

let fake: FakeComfy
const sockets: Watcher[] = []

async function start(options: FakeComfyOptions = {}): Promise<void> {
  fake = await startFakeComfyui({ stepMs: 1, loadMs: 1, ...options })
}

async function listen(clientId: string): Promise<Watcher> {
  const socket = await watch(fake.url, clientId)
  sockets.push(socket)
  return socket
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) await socket.close()
  await fake.close()
})

describe('what the stand-in makes', () => {
  it('is the same for the same content, whatever ids and files are called, and another for another seed', async () => {
    await start()
    const graph = pictureGraph({ prefix: 'one' })
    const first = await download(fake, await run(fake, graph))
    await ask(fake.url, 'POST', '/free', { free_memory: true })
    const again = await download(fake, await run(fake, renamed(pictureGraph({ prefix: 'other/two' }))))
    const other = await download(fake, await run(fake, pictureGraph({ seed: 2 })))
    const pixels = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
    expect(first.type).toBe('image/png')
    expect(JSON.parse(readTextChunks(first.bytes)['prompt']!)).toHaveProperty('3.inputs.seed', 1)
    expect(pixels(again.bytes.subarray(again.bytes.indexOf('IDAT')))).toBe(
      pixels(first.bytes.subarray(first.bytes.indexOf('IDAT'))),
    )
    expect(pixels(other.bytes)).not.toBe(pixels(first.bytes))
  })

  it('has the same bytes in a file of another name', async () => {
    await start()
    const first = await download(fake, await run(fake, pictureGraph({ prefix: 'one' })))
    const second = await download(fake, await run(fake, pictureGraph({ prefix: 'sub/two' })))
    expect(second.bytes.equals(first.bytes)).toBe(true)
  })

  it('keeps seeds of 64 bits to the last digit', async () => {
    await start()
    const seed = 18_446_744_073_709_551_557n
    const { promptId } = await submit(fake, pictureGraph({ seed }))
    await untilDone(fake, promptId)
    const text = await (await fetch(`${fake.url}/history/${promptId}`)).text()
    expect(text).toContain(`"seed": ${seed}`)
  })

  it('is a FLAC or an MP3 file for sounds, as long as asked for', async () => {
    await start()
    const flac = await download(fake, await run(fake, soundGraph('SaveAudio', 2)))
    expect([flac.type, flac.bytes.subarray(0, 4).toString('latin1')]).toEqual(['audio/flac', 'fLaC'])
    const mp3 = await download(fake, await run(fake, soundGraph('SaveAudioMP3', 2)))
    const heard = await createSoundCodec().decode(mp3.bytes)
    expect(Math.abs(durationMsOf(heard) - 2000)).toBeLessThan(200)
  })
})

describe('what the stand-in tells', () => {
  it('has no history yet at execution_success, and has it when the worker is done', async () => {
    await start({ historyLagMs: 300 })
    const socket = await listen('racer')
    const { promptId } = await submit(fake, pictureGraph({}), { client_id: 'racer' })
    await vi.waitFor(
      () => expect(socket.seen.map(({ type }) => type)).toContain('execution_success'),
      waiting,
    )
    const early = await historyOf(fake, promptId)
    await vi.waitFor(
      () => expect(socket.seen.at(-1)).toMatchObject({ type: 'executing', data: { node: null } }),
      waiting,
    )
    expect([early, (await historyOf(fake, promptId))?.status.status_str]).toEqual([null, 'success'])
  })

  it('names the old file for a rerun out of the cache, which may be gone', async () => {
    await start()
    const graph = pictureGraph({})
    const first = await run(fake, graph)
    const again = await run(fake, graph, { client_id: 'nobody' })
    expect(fileOf(again)).toEqual(fileOf(first))
    expect(fake.stats()).toMatchObject({ accepted: 2, executions: 1, succeeded: 2 })
    const other = await run(fake, pictureGraph({ prefix: 'fresh' }))
    expect(fileOf(other).filename).toBe('fresh_00001_.png')
    expect(fake.stats().executions).toBe(1)
  })

  it('works again for an input that a node does not know, and makes the same of it', async () => {
    await start()
    const graph = pictureGraph({})
    const pixels = async (entry: Awaited<ReturnType<typeof run>>) =>
      (await sharpImageCodec.decodePng((await download(fake, entry)).bytes)).data
    const first = await pixels(await run(fake, graph))
    const anew = await run(fake, withoutCache(graph, 'once'))
    expect(fake.stats()).toMatchObject({ accepted: 2, executions: 2, loads: 1 })
    expect(await pixels(anew)).toEqual(first)
  })

  it('sends previews with metadata only to who asked for it first', async () => {
    await start()
    const plain = await listen('plain')
    const asking = await listen('asking')
    asking.socket.send(JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }))
    await vi.waitFor(() => expect(asking.seen.map(({ type }) => type)).toContain('feature_flags'), waiting)
    await run(fake, pictureGraph({ seed: 1 }), { client_id: 'plain' })
    await run(fake, pictureGraph({ seed: 2 }), { client_id: 'asking' })
    await vi.waitFor(() => expect([plain.frames.length, asking.frames.length]).toEqual([4, 4]), waiting)
    expect([plain.frames[0]!.readUInt32BE(0), plain.frames[0]!.readUInt32BE(4)]).toEqual([1, 1])
    const told = asking.frames[0]!
    const metadata = JSON.parse(told.subarray(8, 8 + told.readUInt32BE(4)).toString()) as Record<
      string,
      unknown
    >
    expect([told.readUInt32BE(0), metadata['node_id'], metadata['image_type']]).toEqual([
      4,
      '3',
      'image/jpeg',
    ])
  })

  it('tells progress to everybody and the rest to nobody when a prompt names no client', async () => {
    await start({ previews: false })
    const socket = await listen('someone')
    await run(fake, pictureGraph({}))
    await vi.waitFor(
      () => expect(socket.seen.filter(({ type }) => type === 'progress')).toHaveLength(4),
      waiting,
    )
    expect([...new Set(socket.seen.map(({ type }) => type))].sort()).toEqual([
      'progress',
      'progress_state',
      'status',
    ])
  })

  it('runs the same id again when it is sent again', async () => {
    await start()
    const { promptId } = await submit(fake, pictureGraph({}))
    await untilDone(fake, promptId)
    await ask(fake.url, 'POST', '/prompt', { prompt: pictureGraph({ seed: 3 }), prompt_id: promptId })
    await vi.waitFor(() => expect(fake.stats()).toMatchObject({ accepted: 2, executions: 2 }), waiting)
  })

  it('answers jobs only where its version has them, and takes only canonical ids there', async () => {
    await start({ version: '0.28.0' })
    const done = await run(fake, pictureGraph({}))
    const job = await ask(fake.url, 'GET', `/api/jobs/${done.prompt[1]}`)
    expect(job.body).toMatchObject({
      status: 'completed',
      outputs_count: 1,
      execution_status: { status_str: 'success' },
    })
    expect(await ask(fake.url, 'GET', '/api/jobs/none')).toMatchObject({
      status: 404,
      body: { error: 'Job not found' },
    })
    const odd = await ask(fake.url, 'POST', '/prompt', { prompt: pictureGraph({}), prompt_id: 'A-B' })
    expect(odd).toMatchObject({ status: 400, body: { error: { type: 'invalid_prompt_id' } } })
    await fake.close()
    await start({ version: '0.3.64' })
    expect((await ask(fake.url, 'GET', `/api/jobs/${done.prompt[1]}`)).status).toBe(404)
  })

  it('answers what no page sends as the real one does', async () => {
    await start()
    const trouble = { status: 500, body: '500 Internal Server Error\n\nServer got itself in trouble' }
    expect(await ask(fake.url, 'POST', '/prompt', '{')).toMatchObject(trouble)
    expect(await ask(fake.url, 'POST', '/free', '')).toMatchObject(trouble)
    expect(await ask(fake.url, 'GET', '/history?max_items=x')).toMatchObject(trouble)
    expect((await ask(fake.url, 'GET', '/nosuch')).status).toBe(404)
    expect((await ask(fake.url, 'POST', '/nosuch', '{}')).status).toBe(405)
    const foreign = await fetch(`${fake.url}/queue`, { headers: { origin: 'http://elsewhere.example' } })
    expect(foreign.status).toBe(403)
    const views = ['?filename=../x', '?filename=x&subfolder=../..', '?filename=x', '?filename=x&type=other']
    const statuses = await Promise.all(
      views.map(async (view) => (await fetch(`${fake.url}/view${view}`)).status),
    )
    expect(statuses).toEqual([400, 403, 404, 400])
  })
})

describe('the time and memory of the stand-in', () => {
  it('counts loads and swaps, and puts out what was used longest ago', async () => {
    const checkpoints = ['a', 'b', 'c'].map((name) => ({ name: `${name}.safetensors`, gb: 10 }))
    await start({ memoryGb: 20, models: { checkpoints } })
    for (const [seed, name] of ['a', 'b', 'a', 'c', 'a', 'b'].entries())
      await run(fake, pictureGraph({ seed, checkpoint: `${name}.safetensors` }))
    expect(fake.stats()).toMatchObject({ loads: 4, swaps: 3, evictions: 2, executions: 6 })
    expect(fake.stats().resident).toEqual(['a.safetensors', 'b.safetensors'])
    const { body } = await ask(fake.url, 'GET', '/system_stats')
    const [device] = (body as { devices: { vram_total: number; vram_free: number }[] }).devices
    expect([device!.vram_total, device!.vram_free]).toEqual([20 * 1024 ** 3, 0])
  })

  it('frees between two prompts when it is asked to', async () => {
    await start()
    await run(fake, pictureGraph({}))
    await ask(fake.url, 'POST', '/free', { unload_models: true, free_memory: true })
    await vi.waitFor(() => expect(fake.stats().resident).toEqual([]), waiting)
    await run(fake, pictureGraph({}))
    expect(fake.stats()).toMatchObject({ executions: 2, loads: 2 })
  })

  it('keeps files and loses queue, history and numbers in a restart', async () => {
    await start({ stepMs: 50 })
    const done = await run(fake, pictureGraph({ steps: 1 }))
    await submit(fake, pictureGraph({ seed: 2, steps: 400 }))
    const { promptId } = await submit(fake, pictureGraph({ seed: 3 }))
    await fake.restart(20)
    expect(await ask(fake.url, 'GET', '/queue')).toMatchObject({
      body: { queue_running: [], queue_pending: [] },
    })
    expect([await historyOf(fake, promptId), (await download(fake, done)).status]).toEqual([null, 200])
    const { answer } = await submit(fake, pictureGraph({ seed: 4 }))
    expect(answer.body).toMatchObject({ number: 0 })
  })
})
