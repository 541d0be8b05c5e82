import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  createComfyRunner,
  type ComfyRunnerOptions,
  type ConnectedComfy,
} from '../../../adapters/comfyui/comfy-runner.js'
import { promptIdOf } from '../../../adapters/comfyui/prompt-id.js'
import type { ComfyProgress, ComfyResult, ComfyWork } from '../../../core/comfyui/comfy-work.js'
import { buildPng } from '../../support/build-png.js'
import { createMemorySubmissions, type MemorySubmissions } from '../../support/memory-submissions.js'
import { startScriptedComfyui, type ScriptedComfyui } from '../../support/scripted-comfyui.js'

const png = Buffer.from(buildPng({ width: 1, height: 1, bitDepth: 8, colourType: 2 }, new Uint8Array(4)))
const jobId = 'f0'.repeat(32)
const work: ComfyWork = {
  jobId,
  graph: {
    '3': { class_type: 'KSampler', inputs: { seed: 2n ** 64n - 1n, model: ['4', 0] } },
    '9': { class_type: 'SaveImage', inputs: { images: ['8', 0] } },
  },
  output: { node: '9', prefixField: 'filename_prefix', kind: 'image' },
  executionMaxMs: 600_000,
}
// Waits are as short as they can be; those that a test waits out are its own.
const timings = { pollMs: 5, retryMs: 5, unknownLookMs: 20, awayMaxMs: 20_000, historyKeptMs: 3_600_000 }
const cancelled = new Error('cancelled')

let server: ScriptedComfyui
let submissions: MemorySubmissions
const runners: ConnectedComfy[] = []

beforeEach(async () => {
  server = await startScriptedComfyui()
  submissions = createMemorySubmissions()
})
afterEach(async () => {
  await Promise.all(runners.splice(0).map(async (runner) => await runner.close()))
  await server.close()
})

function open(options: Partial<ComfyRunnerOptions> = {}): ConnectedComfy {
  const runner = createComfyRunner({
    host: 'gpu-1',
    baseUrl: server.url,
    submissions,
    log: () => undefined,
    ...options,
    timings: { ...timings, ...options.timings },
  })
  runners.push(runner)
  return runner
}

interface Started {
  readonly result: Promise<ComfyResult>
  readonly progress: ComfyProgress[]
  readonly stop: AbortController
  executedTold: number
}

function start(runner: ConnectedComfy, changes: Partial<ComfyWork> = {}): Started {
  const stop = new AbortController()
  const started: Started = {
    progress: [],
    stop,
    executedTold: 0,
    result: runner.run(
      { ...work, ...changes },
      {
        signal: stop.signal,
        cancels: (reason) => reason === cancelled,
        onProgress: (progress) => started.progress.push(progress),
        onExecuted: () => {
          started.executedTold += 1
        },
      },
    ),
  }
  // A test that expects a rejection awaits it later.
  started.result.catch(() => undefined)
  return started
}

const runs = async () => await vi.waitFor(() => expect(server.queue).toHaveLength(1), 20_000)
const states = () => submissions.rows.map(({ submitNo, state }) => `${submitNo} ${state}`)
const posts = () => server.count('POST', '/prompt')

test.each([true, false])('a job becomes one file and is told once (jobs route: %s)', async (hasJobs) => {
  server.hasJobs = hasJobs
  const runner = open({ headers: { 'x-key': 'secret' }, timings: { historyKeptMs: 0 } })
  const started = start(runner)
  await runs()
  expect(runner.slotsInUse()).toBe(1)
  server.finish(png)
  const promptId = promptIdOf(jobId, 1)
  expect(await started.result).toEqual({
    bytes: png,
    mime: 'image/png',
    promptId,
    submitNo: 1,
    executionMs: 2_500,
    adopted: false,
    serverVersion: server.version,
  })
  expect(started.executedTold).toBe(1)
  expect(submissions.rows).toMatchObject([{ state: 'done', executionMs: 2_500, prefix: 'al-f0f0f0f0f0f0-1' }])
  const posted = server.requests.find(({ path }) => path === '/prompt')?.body ?? ''
  expect(posted).toContain('"seed":18446744073709551615')
  expect(JSON.parse(posted)).toMatchObject({
    prompt_id: promptId,
    prompt: { '9': { inputs: { filename_prefix: 'al-f0f0f0f0f0f0-1' } } },
  })
  expect(JSON.parse(posted)).not.toHaveProperty('number')
  expect(
    server.requests.every(({ headers }) => headers['x-key'] === 'secret' && headers.origin === undefined),
  ).toBe(true)
  // The socket brings previews only to the client that the prompt was posted for.
  const { client_id: clientId } = JSON.parse(posted) as { client_id: string }
  expect(server.requests.find(({ method }) => method === 'WS')?.path).toBe(`/ws?clientId=${clientId}`)
  await vi.waitFor(() =>
    expect(server.requests.find(({ path }) => path === '/history')?.body).toBe(`{"delete":["${promptId}"]}`),
  )
})

test('another attempt attaches to what runs, and one after the end takes the file over', async () => {
  const first = start(open())
  await runs()
  first.stop.abort(new Error('worker shutdown'))
  await expect(first.result).rejects.toThrow('worker shutdown')
  expect(states()).toEqual(['1 open'])
  const second = start(open())
  const third = start(open())
  await vi.waitFor(
    () => expect(server.count('GET', `/api/jobs/${promptIdOf(jobId, 1)}`)).toBeGreaterThan(4),
    20_000,
  )
  server.finish(png)
  for (const { result } of [second, third]) expect(await result).toMatchObject({ submitNo: 1, bytes: png })
  server.forget()
  expect(await start(open()).result).toMatchObject({ submitNo: 1, adopted: true, bytes: png })
  expect(posts()).toBe(1)
  expect(states()).toEqual(['1 done'])
})

test('a worker that died between its row and its POST leaves an id that is used; one of another host is given up', async () => {
  const row = { jobId, after: 0, host: 'gpu-1', promptId: promptIdOf(jobId, 1), prefix: 'al-f0f0f0f0f0f0-1' }
  await submissions.begin(row)
  server.autoFile = png
  expect(await start(open()).result).toMatchObject({ submitNo: 1, promptId: row.promptId, adopted: false })
  const other = 'ee'.repeat(32)
  await submissions.begin({ ...row, jobId: other, host: 'gpu-2', promptId: promptIdOf(other, 1) })
  expect(await start(open(), { jobId: other }).result).toMatchObject({ submitNo: 2 })
  expect(submissions.rows.filter((one) => one.jobId === other)).toMatchObject([
    { state: 'lost', failure: 'taken over from gpu-2' },
    { state: 'done', host: 'gpu-1' },
  ])
  expect(posts()).toBe(2)
})

test.each(['accepted', 'lost'] as const)(
  'a POST without an answer that was %s ends in one execution',
  async (fate) => {
    let isFirst = true
    server.intercept = (request, response) => {
      if (request.path !== '/prompt' || !isFirst) return false
      isFirst = false
      if (fate === 'accepted') {
        const { prompt_id: id, prompt: graph } = JSON.parse(request.body) as {
          prompt_id: string
          prompt: never
        }
        server.queue.push({ id, number: 0, graph })
        server.executed.push(id)
      }
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html>{"prompt_id":1}</html>')
      return true
    }
    const started = start(open())
    await runs()
    server.finish(png)
    expect(await started.result).toMatchObject({ submitNo: 1, adopted: false })
    expect(server.executed).toEqual([promptIdOf(jobId, 1)])
    expect(posts()).toBe(fate === 'accepted' ? 1 : 2)
  },
)

test('a second copy of a prompt is taken out of the queue', async () => {
  const blocker = start(open(), { jobId: 'aa'.repeat(32) })
  await runs()
  let late: (() => void) | null = null
  server.intercept = (request, response) => {
    if (request.path !== '/prompt' || late !== null) return false
    const { prompt_id: id, prompt: graph } = JSON.parse(request.body) as { prompt_id: string; prompt: never }
    late = () => server.queue.push({ id, number: 9, graph })
    response.writeHead(500).end('500 Internal Server Error')
    return true
  }
  const started = start(open())
  const copies = () => server.queue.filter(({ id }) => id === promptIdOf(jobId, 1)).length
  await vi.waitFor(() => expect(copies()).toBe(1), 20_000)
  late!()
  await vi.waitFor(() => expect(copies()).toBe(1), 20_000)
  server.finish(png)
  await blocker.result
  server.finish(png)
  await started.result
  expect(server.executed.filter((id) => id === promptIdOf(jobId, 1))).toHaveLength(1)
})

test('what a restart forgot is submitted again, unless its file is there', async () => {
  const started = start(open())
  await runs()
  server.forget()
  await vi.waitFor(() => expect(states()).toEqual(['1 lost', '2 open']), 20_000)
  await runs()
  server.files.set('al-f0f0f0f0f0f0-2_00001_.png', png)
  server.forget()
  expect(await started.result).toMatchObject({ submitNo: 2, adopted: true })
  expect(states()).toEqual(['1 lost', '2 done'])
  // A file that was not written to its end is none.
  const half = start(open(), { jobId: 'bb'.repeat(32) })
  await runs()
  server.files.set('al-bbbbbbbbbbbb-1_00001_.png', png.subarray(0, 30))
  server.forget()
  await runs()
  server.finish(png)
  expect(await half.result).toMatchObject({ submitNo: 2, adopted: false })
})

test('interrupted by a stranger, or deleted before it was fetched: submitted again', async () => {
  const started = start(open())
  await runs()
  server.end({ status: 'error', messages: [['execution_interrupted', {}]] })
  await runs()
  server.end({
    status: 'success',
    messages: [['execution_success', { timestamp: 1 }]],
    files: [{ filename: 'gone.png', subfolder: '', type: 'output' }],
  })
  await runs()
  server.finish(png)
  expect(await started.result).toMatchObject({ submitNo: 3 })
  expect(states()).toEqual(['1 cancelled', '2 lost', '3 done'])
  expect(started.executedTold).toBe(1)
})

test('a job that is always lost ends, over all attempts', async () => {
  const runner = open({ submissionsMax: 3 })
  const started = start(runner)
  server.intercept = (request) => {
    if (request.path.startsWith('/api/jobs/') && server.queue.length > 0) server.forget()
    return false
  }
  await expect(started.result).rejects.toMatchObject({
    type: 'ProviderFailed',
    details: { kind: 'exhausted' },
  })
  await expect(start(runner).result).rejects.toMatchObject({ details: { kind: 'exhausted' } })
  expect(states()).toEqual(['1 lost', '2 lost', '3 lost'])
})

const failed = (type: string, message: string) =>
  server.end({
    status: 'error',
    messages: [
      ['execution_error', { exception_type: 'ExecutionBlocked', exception_message: 'x' }],
      [
        'execution_error',
        { node_id: '3', node_type: 'KSampler', exception_type: type, exception_message: message },
      ],
    ],
  })

test('out of memory: memory is freed and it is tried once more', async () => {
  const started = start(open())
  await runs()
  failed('torch.OutOfMemoryError', 'Allocation on device')
  await vi.waitFor(() => expect(server.count('POST', '/free')).toBe(1), 20_000)
  await runs()
  failed('torch.OutOfMemoryError', 'Allocation on device')
  await expect(started.result).rejects.toMatchObject({
    type: 'ProviderFailed',
    hint: expect.stringContaining('smaller size') as string,
    details: { kind: 'out-of-memory' },
  })
  expect(states()).toEqual(['1 failed', '2 failed'])
})

test('a lost GPU asks for a restart, which is not asked for twice', async () => {
  const restart = vi.fn(async () => ({ state: 'too-soon' as const, waitMs: 1 }))
  const started = start(open({ restart: { restart } }))
  await runs()
  failed('RuntimeError', 'CUDA error: an illegal memory access was encountered')
  await expect(started.result).rejects.toMatchObject({ details: { kind: 'restart' } })
  expect(restart).toHaveBeenCalledTimes(1)
  await expect(start(runners[0]!).result).rejects.toMatchObject({
    type: 'Unavailable',
    details: { kind: 'fault' },
  })
  expect(posts()).toBe(1)
})

test('a graph that was accepted only in part is stopped and refused', async () => {
  server.intercept = async (request, response) => {
    if (request.path !== '/prompt') return false
    const { prompt_id: id, prompt: graph } = JSON.parse(request.body) as { prompt_id: string; prompt: never }
    server.queue.push({ id, number: 0, graph })
    response.writeHead(200, { 'content-type': 'application/json' })
    const error = {
      type: 'value_smaller_than_min',
      message: 'too small',
      details: 'width',
      extra_info: { input_name: 'width' },
    }
    response.end(
      JSON.stringify({
        prompt_id: id,
        number: 0,
        node_errors: { '5': { class_type: 'EmptyImage', errors: [error] } },
      }),
    )
    return true
  }
  await expect(start(open()).result).rejects.toMatchObject({
    type: 'InvalidInput',
    details: { node: '5', input: 'width' },
  })
  expect(server.queue).toEqual([])
  expect(states()).toEqual(['1 failed'])
})

test('a server that gives ids of its own is refused, and keeps nothing', async () => {
  server.intercept = (request, response) => {
    if (request.path !== '/prompt') return false
    const { prompt: graph } = JSON.parse(request.body) as { prompt: never }
    server.queue.push({ id: 'its-own', number: 0, graph })
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{"prompt_id":"its-own","number":0,"node_errors":{}}')
    return true
  }
  await expect(start(open()).result).rejects.toMatchObject({
    type: 'InvalidInput',
    message: expect.stringContaining('another id') as string,
  })
  expect(server.queue).toEqual([])
  expect(posts()).toBe(1)
  expect(states()).toEqual(['1 failed'])
})

test.each([true, false])(
  'a cancelled run takes its own prompt off the server, and no other (jobs route: %s)',
  async (hasJobs) => {
    server.hasJobs = hasJobs
    const other = start(open(), { jobId: 'cc'.repeat(32) })
    await runs()
    const started = start(open())
    await vi.waitFor(() => expect(server.queue).toHaveLength(2), 20_000)
    started.stop.abort(cancelled)
    await expect(started.result).rejects.toBe(cancelled)
    expect(server.queue.map(({ id }) => id)).toEqual([promptIdOf('cc'.repeat(32), 1)])
    other.stop.abort(cancelled)
    await expect(other.result).rejects.toBe(cancelled)
    expect(server.queue).toEqual([])
    expect(submissions.rows.map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
    const bodies = server.requests.filter(({ method }) => method === 'POST').map(({ body }) => body)
    expect(bodies.filter((body) => body.includes('clear') || body === '{}')).toEqual([])
  },
)

test('an interrupt that came too early is sent again until the prompt is gone', async () => {
  server.hasJobs = false
  let ignored = 0
  server.intercept = (request, response) => {
    if (request.path !== '/interrupt' || ignored === 3) return false
    ignored += 1
    response.writeHead(200).end()
    return true
  }
  const started = start(open())
  await runs()
  started.stop.abort(cancelled)
  await expect(started.result).rejects.toBe(cancelled)
  expect(ignored).toBe(3)
  expect(server.queue).toEqual([])
  expect(states()).toEqual(['1 cancelled'])
})

test('an execution over its limit that cannot be interrupted makes the server hung', async () => {
  const restart = vi.fn(async () => ({ state: 'restarted' as const }))
  server.intercept = (request, response) => {
    if (request.path !== '/interrupt' && !request.path.endsWith('/cancel')) return false
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"cancelled":false}')
    return true
  }
  const started = start(open({ restart: { restart } }), { executionMaxMs: 30 })
  await expect(started.result).rejects.toMatchObject({ type: 'Unavailable', details: { kind: 'hung' } })
  expect(restart).toHaveBeenCalledTimes(1)
  expect(states()).toEqual(['1 failed'])
})

test('only so many submissions are on a server at once, and a place is free before the bytes are fetched', async () => {
  const runner = open({ submissionsAtOnce: 2 })
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  server.intercept = async (request) => {
    if (request.path.startsWith('/view')) await held
    return false
  }
  const all = ['1', '2', '3', '4'].map((digit) => start(runner, { jobId: digit.repeat(64) }))
  for (let done = 1; done <= 4; done++) {
    await vi.waitFor(() => expect(posts()).toBe(Math.min(4, done + 1)), 20_000)
    expect(server.queue.length).toBeLessThanOrEqual(2)
    server.finish(png)
  }
  letGo()
  for (const { result } of all) expect((await result).bytes).toEqual(png)
})

test('an older server is refused unless that is allowed; a wrong address is no reason to wait', async () => {
  server.version = '0.3.64'
  await expect(start(open()).result).rejects.toMatchObject({ type: 'InvalidInput' })
  await expect(open().facts()).rejects.toMatchObject({ type: 'InvalidInput' })
  expect(server.count('GET', '/object_info')).toBe(0)
  server.autoFile = png
  expect(await start(open({ minVersion: '0.3.64' })).result).toMatchObject({ bytes: png })
  server.intercept = (_request, response) => {
    response.writeHead(401, { 'content-type': 'text/html' }).end('<html>sign in</html>')
    return true
  }
  await expect(start(open(), { jobId: 'dd'.repeat(32) }).result).rejects.toMatchObject({
    type: 'InvalidInput',
    hint: expect.stringContaining('COMFYUI_HEADERS') as string,
  })
})

test('a step that takes long is told again while it lasts', async () => {
  const started = start(open({ timings: { ...timings, sayAgainMs: 5 } }))
  await runs()
  server.emit({ type: 'progress', data: { value: 2, max: 20, prompt_id: promptIdOf(jobId, 1), node: '3' } })
  const ofStep = () =>
    started.progress.filter(({ value, nodeClass }) => value === 2 && nodeClass === 'KSampler')
  await vi.waitFor(() => expect(ofStep().length).toBeGreaterThan(3), 20_000)
  server.finish(png)
  await started.result
})

test('progress comes by the socket; one that is cut changes nothing else', async () => {
  const started = start(open({ socket: { reconnectMs: 1 } }))
  await runs()
  const promptId = promptIdOf(jobId, 1)
  await vi.waitFor(() => expect(server.told).toHaveLength(1), 20_000)
  expect(JSON.parse(server.told[0]!)).toEqual({
    type: 'feature_flags',
    data: { supports_preview_metadata: true },
  })
  const jpeg = Buffer.from([0xff, 0xd8, 1, 2, 3])
  const metadata = Buffer.from(JSON.stringify({ prompt_id: promptId, image_type: 'image/jpeg' }))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(4, 0)
  head.writeUInt32BE(metadata.length, 4)
  server.emit({ type: 'executing', data: { node: '3', display_node: '3', prompt_id: promptId } })
  server.emit({ type: 'progress', data: { value: 7, max: 20, prompt_id: 'another', node: '3' } })
  server.emit({ type: 'progress', data: { value: 2, max: 20, prompt_id: promptId, node: '3' } })
  server.emit(Buffer.concat([head, metadata, jpeg]))
  server.emit(Buffer.concat([head, metadata, jpeg]))
  server.emit({ type: 'executing', data: { node: '9', prompt_id: promptId } })
  await vi.waitFor(
    () =>
      expect(started.progress.at(-1)).toMatchObject({ phase: 'saving', node: '9', nodeClass: 'SaveImage' }),
    20_000,
  )
  expect(started.progress).toContainEqual(
    expect.objectContaining({ phase: 'running', node: '3', nodeClass: 'KSampler', value: 2, max: 20 }),
  )
  expect(started.progress.some(({ value }) => value === 7)).toBe(false)
  // Two previews in a moment are one.
  const previews = started.progress.flatMap(({ preview }) => (preview === undefined ? [] : [preview]))
  expect(previews.map(({ mime, bytes }) => [mime, [...bytes]])).toEqual([['image/jpeg', [...jpeg]]])
  server.sockets[0]!.cut()
  await vi.waitFor(() => expect(server.told).toHaveLength(2), 20_000)
  // The older connection was gone before the newer came, so that the server keeps it.
  expect(server.sockets).toHaveLength(1)
  server.sockets[0]!.cut()
  server.finish(png)
  expect(await started.result).toMatchObject({ submitNo: 1, bytes: png })
})

test('a socket on which nothing comes any more is made anew', async () => {
  const started = start(open({ socket: { reconnectMs: 1, pingEveryMs: 5, silenceMaxMs: -1 } }))
  await runs()
  await vi.waitFor(() => expect(server.told.length).toBeGreaterThan(2), 20_000)
  server.finish(png)
  expect(await started.result).toMatchObject({ bytes: png })
})
