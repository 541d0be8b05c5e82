import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerFor, type FakeQuestion, readQuestion } from './fake-llm-answers.js'

/** One request as the fake got it. */
export interface FakeExchange {
  readonly authorization: string | undefined
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

export interface FakeLlmServer {
  /** What LLM_BASE_URL is set to. */
  readonly baseUrl: string
  /** In the order of their arrival. */
  readonly exchanges: readonly FakeExchange[]
  close(): Promise<void>
}

const requestBytesMax = 4 * 1024 * 1024

/**
 * An OpenAI-compatible server without a model, for tests and development. It answers each open line with one proposal
 * made of its words; words such as `fault:llm-broken` in the wishlist make it misbehave (docs/guides/llm-refinement.md).
 */
export async function startFakeLlmServer(port = 0): Promise<FakeLlmServer> {
  const exchanges: FakeExchange[] = []
  const server = createServer((request, response) => {
    handle(request, response, exchanges).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: taken } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${taken}/v1`,
    exchanges,
    close: async () => await closeServer(server),
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  // Some answers never end by themselves.
  server.closeAllConnections()
  await closed
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  exchanges: FakeExchange[],
): Promise<void> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > requestBytesMax) return answerError(response, 413, 'request entity too large')
    chunks.push(chunk)
  }
  const path = request.url ?? ''
  if (request.method !== 'POST' || path !== '/v1/chat/completions')
    return answerError(response, 404, `no such route: ${request.method ?? ''} ${path}`)
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>
  exchanges.push({ authorization: request.headers.authorization, path, body })
  const question = readQuestion(body)
  const asked = exchanges.length
  if (await misbehave(response, question, body, asked, request.headers.authorization)) return
  answerCompletion(response, answerFor(question), question.words.has('cut-off') && !question.isRepair)
}

/** Answers as a server in trouble does, where the wishlist asks for it; whether it did. */
async function misbehave(
  response: ServerResponse,
  { words }: FakeQuestion,
  body: Readonly<Record<string, unknown>>,
  asked: number,
  authorization: string | undefined,
): Promise<boolean> {
  const slowMs = Number([...words].find((word) => /^slow-\d{1,6}$/.test(word))?.slice(5) ?? 0)
  if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs))
  if (words.has('hang')) return true
  if (words.has('429') && asked === 1)
    return refuse(response, 429, 'too many requests', { 'retry-after': '1' })
  if (words.has('429-long')) return refuse(response, 429, 'come back tomorrow', { 'retry-after': '86400' })
  if (words.has('500') && asked === 1) return refuse(response, 500, 'out of memory')
  if (words.has('500-always')) return refuse(response, 500, 'out of memory')
  if (words.has('401')) return refuse(response, 401, `the key ${authorization ?? ''} is not valid`)
  if (words.has('redirect')) return refuse(response, 302, 'moved', { location: 'http://127.0.0.1:1/v1' })
  const format = (body['response_format'] as { type?: string } | undefined)?.type ?? 'none'
  if (words.has('no-schema') && format === 'json_schema')
    return refuse(response, 400, "'response_format.type' must be 'text' or 'json_object'")
  if (words.has('no-format') && format !== 'none')
    return refuse(response, 400, 'unknown field response_format')
  if (words.has('new-names') && 'max_tokens' in body)
    return refuse(response, 400, "Unsupported parameter: use 'max_completion_tokens' instead.")
  if (words.has('new-names') && 'temperature' in body)
    return refuse(response, 400, "Unsupported value: 'temperature' does not support 0.")
  if (words.has('html')) return answerText(response, 'text/html', '<h1>Welcome to nginx!</h1>')
  if (words.has('not-a-completion')) return answerText(response, 'application/json', '{"object":"list"}')
  if (words.has('huge')) return answerText(response, 'application/json', `"${'x'.repeat(9_000_000)}"`)
  if (words.has('drip')) return drip(response)
  return false
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): true {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  answerError(response, status, message)
  return true
}

function answerText(response: ServerResponse, contentType: string, text: string): true {
  response.writeHead(200, { 'content-type': contentType }).end(text)
  return true
}

/** Bytes that never end and mean nothing. */
function drip(response: ServerResponse): true {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(`data: ${'\u0007garbage '.repeat(8_000)}\n\n`), 2)
  response.on('close', () => clearInterval(timer))
  return true
}

function answerError(response: ServerResponse, status: number, message: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ error: { message, type: 'fake' } }))
}

function answerCompletion(response: ServerResponse, content: string, isCutOff: boolean): void {
  const completion = {
    id: 'fake',
    object: 'chat.completion',
    model: 'fake',
    choices: [
      { index: 0, message: { role: 'assistant', content }, finish_reason: isCutOff ? 'length' : 'stop' },
    ],
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion))
}
