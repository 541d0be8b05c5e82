import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  startFakeComfyui,
  type FakeComfy,
  type FakeComfyOptions,
} from '../../../adapters/fake-comfyui/fake-comfyui.js'
import { chaosKinds, FaultBook, faultKinds } from '../../../adapters/fake-comfyui/fault-book.js'
import { AssetloomError } from '../../../core/errors.js'
import { buildPng } from '../../support/build-png.js'
import { ask, watch } from './fake-client.js'
import { download, historyOf, run, submit, untilDone, waiting } from './run-prompt.js'
import { pictureGraph } from './sample-graphs.js'

let fake: FakeComfy

async function start(options: FakeComfyOptions = {}): Promise<void> {
  fake = await startFakeComfyui({ stepMs: 1, loadMs: 1, restartMs: 20, previews: false, ...options })
}

afterEach(() => fake.close())

/** Waits until the server has died and come back. */
const restarted = () =>
  vi.waitFor(async () => {
    expect(fake.stats().restarts).toBe(1)
    expect((await ask(fake.url, 'GET', '/queue')).status).toBe(200)
  }, waiting)

const remaining = async () =>
  ((await ask(fake.url, 'GET', '/prompt')).body as { exec_info: { queue_remaining: number } }).exec_info
    .queue_remaining

const counted = (kind: string) =>
  expect(fake.stats()).toMatchObject({ faultsInjected: 1, faults: { [kind]: 1 } })

describe('faults at the POST', () => {
  it.each([
    ['http-500', { status: 500, body: '500 Internal Server Error\n\nServer got itself in trouble' }],
    ['http-502', { status: 502, type: 'text/html' }],
  ])('%s is answered and nothing is taken', async (kind, answer) => {
    await start({ faults: kind })
    expect((await submit(fake, pictureGraph({}))).answer).toMatchObject(answer)
    expect(fake.stats().accepted).toBe(0)
    counted(kind)
    expect((await submit(fake, pictureGraph({}))).answer.status).toBe(200)
  })

  it.each([
    ['post-refused', 0],
    ['post-lost', 1],
  ])('%s gives no answer', async (kind, accepted) => {
    await start({ faults: kind })
    await expect(submit(fake, pictureGraph({}))).rejects.toThrow()
    expect(fake.stats().accepted).toBe(accepted)
    counted(kind)
  })

  it('post-late answers when the prompt may have ended', async () => {
    await start({ faults: 'post-late:400', stepMs: 0 })
    const { promptId, answer } = await submit(fake, pictureGraph({ steps: 1 }))
    expect(answer.body).toMatchObject({ prompt_id: promptId, node_errors: {} })
    counted('post-late')
  })

  it('partial takes it and tells errors', async () => {
    await start({ faults: 'partial' })
    const { promptId, answer } = await submit(fake, pictureGraph({}))
    expect(answer).toMatchObject({ status: 200, body: { node_errors: { '9': { class_type: 'SaveImage' } } } })
    await untilDone(fake, promptId)
  })
})

describe('faults of the server', () => {
  it.each([
    ['restart-pending', 0, 0],
    ['restart-running', 1, 0],
    ['restart-saved', 1, 1],
  ])('%s forgets the prompt, %i executions, %i files', async (kind, executions, files) => {
    await start({ faults: kind })
    const { promptId } = await submit(fake, pictureGraph({ prefix: 'kept' }))
    await restarted()
    expect(await historyOf(fake, promptId)).toBeNull()
    expect(fake.stats().executions).toBe(executions)
    const file = await fetch(`${fake.url}/view?filename=kept_00001_.png`)
    expect(file.status).toBe(files === 1 ? 200 : 404)
    counted(kind)
  })

  it('dequeued leaves no trace and goes on with the next', async () => {
    await start({ faults: 'dequeued' })
    const { promptId } = await submit(fake, pictureGraph({}))
    await run(fake, pictureGraph({ seed: 2 }))
    expect(await historyOf(fake, promptId)).toBeNull()
    expect(fake.stats()).toMatchObject({ accepted: 2, executions: 1, faults: { dequeued: 1 } })
  })

  it.each(['zombie', 'hung-node'])(
    '%s runs for ever, whoever interrupts it, until a restart',
    async (kind) => {
      await start({ faults: kind })
      const { promptId } = await submit(fake, pictureGraph({}))
      await vi.waitFor(() => counted(kind), waiting)
      await submit(fake, pictureGraph({ seed: 2 }))
      await ask(fake.url, 'POST', '/interrupt', { prompt_id: promptId })
      const { body } = await ask(fake.url, 'GET', '/queue')
      const lists = body as { queue_running: unknown[][]; queue_pending: unknown[][] }
      expect(lists.queue_running.map(([number, id]) => [number, id])).toEqual([[0, promptId]])
      expect(lists.queue_pending.map(([number]) => number)).toEqual([1])
      await ask(fake.url, 'POST', '/fake/restart', { downMs: 10 })
      await restarted()
      expect((await run(fake, pictureGraph({ seed: 3 }))).status.status_str).toBe('success')
    },
  )

  it('history-evicted forgets what it made', async () => {
    await start({ faults: 'history-evicted' })
    const { promptId } = await submit(fake, pictureGraph({ prefix: 'gone' }))
    await vi.waitFor(() => counted('history-evicted'), waiting)
    expect([await historyOf(fake, promptId), await remaining()]).toEqual([null, 0])
    expect((await fetch(`${fake.url}/view?filename=gone_00001_.png`)).status).toBe(200)
  })

  it('poll-502 and poll-500 answer one look each', async () => {
    await start({ faults: 'poll-502,poll-500@2' })
    const looks = [await ask(fake.url, 'GET', '/queue'), await ask(fake.url, 'GET', '/queue')]
    looks.push(await ask(fake.url, 'GET', '/history/x'), await ask(fake.url, 'GET', '/history/x'))
    expect(looks.map(({ status }) => status)).toEqual([502, 200, 500, 200])
  })
})

describe('faults of a node', () => {
  it.each([
    ['node-exception', 'execution_error', 'RuntimeError', /^mat1 and mat2/],
    ['oom', 'execution_error', 'torch.OutOfMemoryError', /ran out of memory on your GPU/],
    ['cuda', 'execution_error', 'RuntimeError', /^CUDA error: an illegal memory access/],
    ['disk-full', 'execution_error', 'OSError', /No space left on device/],
    ['interrupt-stranger', 'execution_interrupted', undefined, /undefined/],
  ])('%s ends the prompt as an error', async (kind, message, type, told) => {
    await start({ faults: kind })
    const { status } = await run(fake, pictureGraph({}))
    const [name, data] = status.messages.at(-1)!
    expect([status.status_str, name, data['exception_type']]).toEqual(['error', message, type])
    expect(String(data['exception_message'] as string | undefined)).toMatch(told)
    counted(kind)
    // Only a lost device stays lost.
    expect((await run(fake, pictureGraph({ seed: 2 }))).status.completed).toBe(kind !== 'cuda')
    expect(fake.stats().resident).toHaveLength(1)
  })

  it('cuda goes away with a restart', async () => {
    await start({ faults: 'cuda' })
    await run(fake, pictureGraph({}))
    await fake.restart(10)
    expect((await run(fake, pictureGraph({}))).status.completed).toBe(true)
  })
})

describe('faults of files and sockets', () => {
  it.each([
    ['output-deleted', { status: 404 }],
    ['view-502', { status: 502, type: 'text/html' }],
    ['view-wrong-type', { status: 200, type: 'image/png' }],
    ['view-truncated', { status: 200, type: 'image/png' }],
  ])('%s spoils the download', async (kind, answer) => {
    await start()
    const whole = await download(fake, await run(fake, pictureGraph({})))
    fake.inject(kind)
    const entry = await run(fake, pictureGraph({ seed: 2 }))
    if (kind === 'output-deleted') await vi.waitFor(() => counted(kind), waiting)
    const spoilt = await vi.waitFor(async () => {
      const found = await download(fake, entry)
      expect(found).toMatchObject(answer)
      return found
    }, waiting)
    counted(kind)
    expect(spoilt.bytes.length).toBeLessThan(whole.bytes.length)
    if (kind !== 'output-deleted')
      expect((await download(fake, entry)).bytes.subarray(1, 4).toString()).toBe('PNG')
  })

  it('ws-drop cuts the submitter off, and the prompt goes on', async () => {
    await start({ faults: 'ws-drop' })
    const socket = await watch(fake.url, 'mine')
    const entry = await run(fake, pictureGraph({}), { client_id: 'mine' })
    expect([socket.closeCode, entry.status.completed]).toEqual([1006, true])
  })

  it('ws-stall leaves the socket open and silent', async () => {
    await start({ faults: 'ws-stall' })
    const socket = await watch(fake.url, 'mine')
    await run(fake, pictureGraph({}), { client_id: 'mine' })
    expect(socket.closeCode).toBeNull()
    expect(socket.seen.map(({ type }) => type)).not.toContain('progress')
    await socket.close()
  })

  it('ws-refuse and ws-never-open let nobody in', async () => {
    await start({ faults: 'ws-refuse,ws-never-open' })
    await expect(watch(fake.url, 'a')).rejects.toThrow('did not open')
    const outcome = await Promise.race([
      watch(fake.url, 'b').catch(() => 'refused'),
      run(fake, pictureGraph({})),
    ])
    expect(outcome).toMatchObject({ status: { completed: true } })
    expect(fake.stats().faultsInjected).toBe(2)
  })
})

describe('the book of faults', () => {
  it('knows words in prompts, for the first submissions of a graph', async () => {
    await start()
    const graph = pictureGraph({ text: 'a barrel comfy-fault:node-exception*2' })
    const ends = [await run(fake, graph), await run(fake, graph), await run(fake, graph)]
    expect(ends.map(({ status }) => status.status_str)).toEqual(['error', 'error', 'success'])
  })

  it('has what hits no prompt wait for whoever asks next', async () => {
    await start()
    const { answer } = await submit(fake, pictureGraph({ text: 'a barrel comfy-fault:poll-502' }))
    expect([answer.status, (await ask(fake.url, 'GET', '/queue')).status]).toEqual([200, 502])
    counted('poll-502')
  })

  it('is filled over HTTP, and says what it does not know', async () => {
    await start()
    const wrong = await ask(fake.url, 'POST', '/fake/faults', { faults: 'oom,nosuch' })
    expect(wrong).toMatchObject({ status: 400, body: { error: '"nosuch" names no fault' } })
    await ask(fake.url, 'POST', '/fake/faults', { faults: 'oom' })
    expect((await run(fake, pictureGraph({}))).status.completed).toBe(false)
    expect(await ask(fake.url, 'GET', '/fake/stats')).toMatchObject({
      body: { faults: { oom: 1 }, outputs: 0 },
    })
    expect(() => fake.inject('oom*x')).toThrow(AssetloomError)
  })

  it('counts on over the end of its process, and no graph meets its chaos twice', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'assetloom-stand-in-'))
    try {
      await start({ dir, faults: 'http-500,http-502', chaosSeed: 7 })
      for (let post = 0; post < 2; post++) await submit(fake, pictureGraph({}))
      const before = (await ask(fake.url, 'GET', '/fake/stats')).body as { faultsInjected: number }
      expect(before.faultsInjected).toBeGreaterThanOrEqual(2)
      await fake.close()
      appendFileSync(join(dir, 'counts.txt'), '\nfault:oom')
      await start({ dir, chaosSeed: 7 })
      expect(fake.stats()).toMatchObject({ faults: { 'http-500': 1, 'http-502': 1 } })
      await run(fake, pictureGraph({}))
      expect(fake.stats()).toMatchObject({ faultsInjected: before.faultsInjected, executions: 1 })
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })

  it('knows after the end of its process what was uploaded before, and not what was deleted since', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'assetloom-stand-in-'))
    const graph = {
      '1': { class_type: 'LoadImage', inputs: { image: 'assetloom/a.png' } },
      '2': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'a' } },
    }
    const post = async () =>
      (await ask(fake.url, 'POST', '/prompt', { prompt: graph, client_id: 'c' })).status
    try {
      await start({ dir })
      const bytes = buildPng({ width: 1, height: 1, bitDepth: 8, colourType: 2 }, new Uint8Array(4))
      const form = new FormData()
      form.append('image', new Blob([Uint8Array.from(bytes)]), 'a.png')
      form.append('subfolder', 'assetloom')
      await ask(fake.url, 'POST', '/upload/image', form)
      await fake.close()
      await start({ dir })
      expect(await post()).toBe(200)
      rmSync(join(dir, 'input', 'assetloom', 'a.png'))
      expect(await post()).toBe(400)
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })

  it('draws chaos by seed and content: the same for any order, most first submissions, never the second', async () => {
    await start()
    const draw = (seed: number, contents: readonly string[]) => {
      const book = new FaultBook({ chaosSeed: seed })
      return new Map(
        contents.map((content) => {
          const faults = book.forPrompt(content, '')
          return [content, faultKinds.filter((kind) => faults.take(kind) !== null)]
        }),
      )
    }
    const contents = Array.from({ length: 120 }, (_, index) => `job ${index}`)
    const drawn = draw(7, contents)
    const backwards = draw(7, contents.toReversed())
    for (const content of contents) expect(backwards.get(content)).toEqual(drawn.get(content))
    const kinds = [...drawn.values()].flat()
    expect(kinds.length).toBeGreaterThan(60)
    expect(kinds.length).toBeLessThan(100)
    expect(kinds.filter((kind) => !chaosKinds.includes(kind))).toEqual([])
    expect([...draw(8, contents).values()].flat()).not.toEqual(kinds)
    const book = new FaultBook({ chaosSeed: 7 })
    contents.forEach((content) => book.forPrompt(content, ''))
    // What hits no prompt waits for whoever asks next.
    while (book.take('poll-502') !== null);
    const second = contents.map((content) => book.forPrompt(content, ''))
    expect(second.flatMap((faults) => faultKinds.filter((kind) => faults.take(kind) !== null))).toEqual([])
  })
})
