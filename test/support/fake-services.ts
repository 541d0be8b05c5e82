import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { createSound } from '../../core/audio/sound.js'

/** One request as the fake got it. */
export interface FakeRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly json: Readonly<Record<string, unknown>>
}

export interface FakeServices {
  /** Without a path: the web UI and the sound service are here, the images API below /v1. */
  readonly origin: string
  readonly requests: readonly FakeRequest[]
  close(): Promise<void>
}

/** What a request for a picture or sound says in its words, `fault:NAME`: a hosted service in every kind of trouble. */
type Fault = (response: ServerResponse, request: FakeRequest) => void

const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

const openAiError = (code: string, message: string, param: string | null = null) => ({
  error: { message, type: 'invalid_request_error', param, code },
})

const faults: Readonly<Record<string, Fault>> = {
  busy: (response) =>
    json(response, 429, openAiError('rate_limit_exceeded', 'slow down'), { 'retry-after': '7' }),
  'no-credit': (response) => json(response, 429, openAiError('insufficient_quota', 'no credit')),
  'no-credits': (response) =>
    json(response, 401, { detail: { status: 'quota_exceeded', message: 'this needs 40 credits' } }),
  refuse: (response) =>
    json(response, 400, openAiError('moderation_blocked', 'rejected by the safety system')),
  'refuse-words': (response) =>
    json(response, 400, { detail: { status: 'content_violation', message: 'not this' } }),
  'echo-key': (response, { headers }) => {
    const key = `${String(headers.authorization ?? headers['xi-api-key'])}`
    json(
      response,
      401,
      openAiError('invalid_api_key', `Incorrect API key provided: ${key.replace('Bearer ', '')}`),
    )
  },
  html: (response) => {
    response.writeHead(502, { 'content-type': 'text/html' })
    response.end('<!doctype html><h1>Bad gateway</h1>')
  },
  'html-200': (response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end('<!doctype html><h1>Welcome</h1>')
  },
  redirect: (response) => {
    response.writeHead(302, { location: 'http://127.0.0.1:9/elsewhere' })
    response.end()
  },
  empty: (response) => json(response, 200, { created: 1, data: [], images: [] }),
  hang: () => undefined,
  reset: (response) => response.socket?.destroy(),
  'cut-off': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4096' })
    response.write('{"data":[{"b64_json":"iVBOR')
    setImmediate(() => response.socket?.destroy())
  },
  huge: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const chunk = Buffer.alloc(1024 * 1024, 0x20)
    const pour = (): void => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', pour)
    }
    pour()
  },
  'no-memory': (response) =>
    json(response, 500, { error: 'OutOfMemoryError', detail: '', errors: 'CUDA out of memory.' }),
  'no-picture': (response) => {
    const text = Buffer.from('<html>no picture</html>').toString('base64')
    json(response, 200, { data: [{ b64_json: text }], images: [text] })
  },
  'url-inside': (response) =>
    json(response, 200, { data: [{ url: 'https://169.254.169.254/latest/meta-data' }] }),
  'url-plain': (response) => json(response, 200, { data: [{ url: 'http://127.0.0.1:9/a.png' }] }),
  'url-name-inside': (response) => json(response, 200, { data: [{ url: 'https://localhost/a.png' }] }),
  'url-file': (response) => json(response, 200, { data: [{ url: 'file:///etc/passwd' }] }),
}

/**
 * One server that speaks the three APIs of the hosted providers as their documents have them: OpenAI's images, the
 * AUTOMATIC1111 web UI, ElevenLabs' sound effects. `strict:NAME` in a prompt refuses the parameter NAME as unknown.
 */
export async function startFakeServices(): Promise<FakeServices> {
  const requests: FakeRequest[] = []
  const web = new FakeWebUi()
  const server = createServer((request, response) => {
    answer(request, response, requests, web).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      // Some answers never end by themselves.
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  requests: FakeRequest[],
  web: FakeWebUi,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  const request: FakeRequest = {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  }
  requests.push(request)
  const words = textOf(request.json['prompt'] ?? request.json['text'])
  const fault = /fault:([a-z0-9-]+)/.exec(words)?.[1]
  if (fault !== undefined && faults[fault]) return faults[fault](response, request)
  const path = request.path.split('?')[0]!
  if (path === '/v1/images/generations') return await answerOpenAi(response, request, words)
  if (path === '/picture.png') return void response.end(await picture(64, 64, true))
  if (path === '/v1/sound-generation') return await answerSound(response, request)
  if (path === '/v1/user/subscription') return answerAccount(response, request)
  if (path.startsWith('/sdapi/v1/')) return await web.answer(response, request, path)
  json(response, 404, { detail: 'Not Found' })
}

async function answerOpenAi(response: ServerResponse, request: FakeRequest, words: string): Promise<void> {
  const strict = /strict:([a-z_]+)/.exec(words)?.[1]
  if (strict !== undefined && Object.hasOwn(request.json, strict))
    return json(response, 400, openAiError('unknown_parameter', `Unknown parameter: '${strict}'.`, strict))
  const host = request.headers.host ?? ''
  if (words.includes('answer:url'))
    return json(response, 200, { data: [{ url: `http://${host}/picture.png` }] })
  const [width, height] = (textOf(request.json['size']) || '1024x1024').split('x').map(Number) as [
    number,
    number,
  ]
  const isClear = request.json['background'] === 'transparent'
  const bytes = words.includes('answer:jpeg')
    ? await sharp(await picture(width, height, false))
        .jpeg()
        .toBuffer()
    : await picture(width, height, isClear)
  json(response, 200, {
    data: [{ b64_json: bytes.toString('base64'), revised_prompt: 'a mooring post, as the service put it' }],
  })
}

/** A square in the middle, on grey or on nothing. */
async function picture(width: number, height: number, isClear: boolean): Promise<Buffer> {
  const [w, h] = [Math.round(width / 2), Math.round(height / 2)]
  const square = await sharp({ create: { width: w, height: h, channels: 4, background: '#c04030' } })
    .png()
    .toBuffer()
  const background = { r: 200, g: 200, b: 200, alpha: isClear ? 0 : 1 }
  return await sharp({ create: { width, height, channels: 4, background } })
    .composite([{ input: square, left: Math.round((width - w) / 2), top: Math.round((height - h) / 2) }])
    .png()
    .toBuffer()
}

/** What is left is told by the key; one of another form may not read the account. */
function answerAccount(response: ServerResponse, { headers }: FakeRequest): void {
  const left = /^xi-left-(\d+)$/.exec(String(headers['xi-api-key']))?.[1]
  if (left === undefined)
    return json(response, 401, { detail: { status: 'missing_permissions', message: 'user_read' } })
  json(response, 200, { character_count: 100_000 - Number(left), character_limit: 100_000 })
}

async function answerSound(response: ServerResponse, { json: body, headers }: FakeRequest): Promise<void> {
  if (headers['xi-api-key'] === undefined)
    return json(response, 401, { detail: { status: 'needs_authorization', message: 'no key' } })
  const seconds = Number(body['duration_seconds'])
  if (!(seconds >= 0.5 && seconds <= 30))
    return json(response, 422, { detail: [{ loc: ['body', 'duration_seconds'], msg: 'out of range' }] })
  const sound = createSound(44_100, 1, Math.round(44_100 * seconds))
  const [channel] = sound.channels
  for (let at = 0; at < channel!.length; at++)
    channel![at] = 0.5 * Math.sin((at * 2 * Math.PI * 440) / 44_100)
  const mp3 = await createSoundCodec().encodeMp3(sound, 128)
  response.writeHead(200, { 'content-type': 'audio/mpeg', 'character-cost': '40' })
  response.end(mp3)
}

/** The web UI does one thing at a time, and its interrupt stops whatever that is. */
class FakeWebUi {
  private running: { task: string; stop: () => void } | null = null

  async answer(response: ServerResponse, { json: body, method }: FakeRequest, path: string): Promise<void> {
    const route = `${method} ${path.slice('/sdapi/v1'.length)}`
    if (route === 'GET /progress') {
      const state = { sampling_step: 7, sampling_steps: 30 }
      return json(response, 200, { progress: 0.2, current_task: this.running?.task ?? null, state })
    }
    if (route === 'POST /interrupt') {
      this.running?.stop()
      return json(response, 200, {})
    }
    if (route === 'GET /sd-models')
      return json(response, 200, [
        {
          title: 'harbour_xl.safetensors [31e35c80fc]',
          model_name: 'harbour_xl',
          filename: 'models/harbour_xl.safetensors',
          sha256: null,
        },
      ])
    if (route !== 'POST /txt2img' && route !== 'POST /img2img')
      return json(response, 404, { detail: 'Not Found' })
    const slow = textOf(body['prompt']).includes('pace:slow')
    if (slow)
      await new Promise<void>((resolve) => {
        this.running = { task: textOf(body['force_task_id']), stop: resolve }
      })
    this.running = null
    const bytes = await picture(Number(body['width']), Number(body['height']), false)
    const info = JSON.stringify({
      seed: body['seed'],
      sd_model_name: 'harbour_xl',
      sd_model_hash: '31e35c80fc',
    })
    json(response, 200, { images: [bytes.toString('base64')], parameters: {}, info })
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
