import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request as send } from 'undici'
import { AssetloomError } from '../../core/errors.js'
import type { ChatAnswer, ChatRequest, LanguageModel } from '../../core/refinement/refinement-ports.js'
import { chatCompletionSchema, errorBodySchema } from './chat-completion.schema.js'
import { bodyOf, firstForm, nextForm, type RequestForm } from './request-form.js'
import { retryAfterMs } from './retry-after.js'

export interface OpenAiCompatibleOptions {
  /** Up to and without /chat/completions; what the operator configured, so this machine and its network are allowed. */
  readonly baseUrl: string
  readonly model: string
  readonly apiKey: string | null
  /** For one answer, waits and second tries included. */
  readonly timeoutMs: number
  readonly connectTimeoutMs?: number
  /** First wait after 429 or 5xx without Retry-After; doubled for each. */
  readonly retryDelayMs?: number
}

export interface ConnectedModel extends LanguageModel {
  close(): Promise<void>
}

const connectTimeoutDefaultMs = 10_000
const retryDelayDefaultMs = 500
/** A server that wants a longer pause is away for this list. */
const retryDelayMaxMs = 20_000
const triesMax = 3
/** An answer of 8,192 tokens has about 40 KB; one that is far too long is still told as such. */
const responseBytesMax = 8 * 1024 * 1024
const shownCharsMax = 200

interface Reply {
  readonly status: number
  readonly contentType: string
  readonly retryAfter: string | undefined
  readonly body: string
}

/**
 * A language model behind any server that speaks OpenAI's chat completions: Ollama, vLLM, llama.cpp, hosted ones.
 * Redirects are not followed. The key leaves this machine in the Authorization header only and is in no message.
 */
export function createOpenAiCompatibleModel(options: OpenAiCompatibleOptions): ConnectedModel {
  const { timeoutMs } = options
  const agent = new Agent({
    connect: { timeout: Math.min(options.connectTimeoutMs ?? connectTimeoutDefaultMs, timeoutMs) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    // Two lists at once at most; a model on this machine answers them one by one anyway.
    connections: 2,
  })
  // The form that the server took last; the next question starts with it.
  let form = firstForm
  return {
    name: options.model,
    complete: async (request, signal) => {
      signal.throwIfAborted()
      const deadline = AbortSignal.timeout(timeoutMs)
      const exchange = { options, agent, signal: AbortSignal.any([signal, deadline]) }
      try {
        const found = await askInForms(exchange, request, form)
        form = found.form
        return readAnswer(found.reply)
      } catch (error) {
        signal.throwIfAborted()
        throw asFailure(error, deadline, options)
      }
    },
    close: async () => await agent.destroy(),
  }
}

interface Exchange {
  readonly options: OpenAiCompatibleOptions
  readonly agent: Agent
  readonly signal: AbortSignal
}

/** Asks in one form after the other until the server takes one. */
async function askInForms(
  exchange: Exchange,
  request: ChatRequest,
  start: RequestForm,
): Promise<{ form: RequestForm; reply: Reply }> {
  let form: RequestForm | null = start
  for (;;) {
    const reply: Reply = await askPatiently(exchange, request, form)
    if (reply.status === 200) return { form, reply }
    if (reply.status !== 400 && reply.status !== 422) throw refusalOf(reply, exchange.options)
    form = nextForm(form, messageOf(reply, exchange.options))
    if (form === null) throw refusalOf(reply, exchange.options)
  }
}

/** Asks again after 429 and 5xx, at most three times in all and never sooner than the server wants. */
async function askPatiently(exchange: Exchange, request: ChatRequest, form: RequestForm): Promise<Reply> {
  const { options, signal } = exchange
  for (let tries = 1; ; tries++) {
    const reply = await askOnce(exchange, request, form)
    const isBusy = reply.status === 429 || (reply.status >= 500 && reply.status !== 501)
    if (!isBusy || tries === triesMax) return reply
    const ownMs = (options.retryDelayMs ?? retryDelayDefaultMs) * 2 ** (tries - 1)
    const waitMs = Math.max(ownMs, retryAfterMs(reply.retryAfter, Date.now()) ?? 0)
    if (waitMs > retryDelayMaxMs) return reply
    await sleep(waitMs, undefined, { signal })
  }
}

async function askOnce(
  { options, agent, signal }: Exchange,
  request: ChatRequest,
  form: RequestForm,
): Promise<Reply> {
  const { statusCode, headers, body } = await send(
    `${options.baseUrl.replace(/\/+$/, '')}/chat/completions`,
    {
      dispatcher: agent,
      method: 'POST',
      signal,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(options.apiKey === null ? {} : { authorization: `Bearer ${options.apiKey}` }),
      },
      body: JSON.stringify(bodyOf(options.model, request, form)),
    },
  )
  const text = await readBody(body)
  const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)
  return {
    status: statusCode,
    contentType: one(headers['content-type']) ?? '',
    retryAfter: one(headers['retry-after']),
    body: text,
  }
}

/** The body as text. Throws ProviderFailed as soon as it is larger than any answer: leaving the loop ends the stream. */
async function readBody(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of body) {
    sizeBytes += chunk.length
    if (sizeBytes > responseBytesMax)
      throw new AssetloomError(
        'ProviderFailed',
        `the answer is larger than ${responseBytesMax} bytes`,
        'see what LLM_BASE_URL points to',
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function readAnswer(reply: Reply): ChatAnswer {
  const form = 'LLM_BASE_URL has to name an OpenAI-compatible API, often an address that ends with /v1'
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(reply.contentType))
    throw new AssetloomError('ProviderFailed', 'the server did not answer with JSON', form)
  const answer = chatCompletionSchema.safeParse(parseJson(reply.body))
  const choice = answer.success ? answer.data.choices[0] : undefined
  if (choice === undefined)
    throw new AssetloomError('ProviderFailed', 'the server did not answer with a chat completion', form)
  const { message, finish_reason: finishReason } = choice
  if (finishReason === 'content_filter' || (message.refusal ?? '') !== '')
    throw new AssetloomError(
      'ContentRejected',
      'the model refused to answer',
      'change the lines that are left',
    )
  const content = message.content ?? ''
  return {
    text: typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join(''),
    isCutOff: finishReason === 'length',
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The failure that a status stands for. */
function refusalOf(reply: Reply, options: OpenAiCompatibleOptions): AssetloomError {
  const { status } = reply
  const said = messageOf(reply, options)
  const message = `the language model's server answered ${status}${said === '' ? '' : `: ${said}`}`
  const details = { status }
  if (status >= 300 && status < 400)
    return new AssetloomError(
      'InvalidInput',
      message,
      'redirects are not followed: set LLM_BASE_URL to where it leads',
      details,
    )
  if (status === 401 || status === 403)
    return new AssetloomError('InvalidInput', message, 'give the key of this server in LLM_API_KEY', details)
  if (status === 404 || status === 405)
    return new AssetloomError(
      'InvalidInput',
      message,
      'LLM_BASE_URL has to end before /chat/completions, often with /v1, and LLM_MODEL has to be a model of this server',
      details,
    )
  if (status === 429 || status >= 500)
    return new AssetloomError('Unavailable', message, 'submit the list again later', details)
  return new AssetloomError(
    'InvalidInput',
    message,
    'see LLM_BASE_URL, LLM_MODEL and the log of that server',
    details,
  )
}

/** What the server says about an error, on one line and without the key; empty when it says nothing readable. */
function messageOf({ body }: Reply, { apiKey }: OpenAiCompatibleOptions): string {
  const said = errorBodySchema.safeParse(parseJson(body))
  if (!said.success) return ''
  const line = said.data.replace(/[\p{C}\s]+/gu, ' ').trim()
  const clean = apiKey === null ? line : line.split(apiKey).join('[secret]')
  return clean.length > shownCharsMax ? `${clean.slice(0, shownCharsMax)}…` : clean
}

function asFailure(error: unknown, deadline: AbortSignal, options: OpenAiCompatibleOptions): Error {
  if (error instanceof AssetloomError) return error
  if (deadline.aborted)
    return new AssetloomError(
      'Unavailable',
      `no answer within ${options.timeoutMs / 1_000} s`,
      'raise LLM_TIMEOUT_MS or choose a faster model',
    )
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  // Sockets and undici name their failures; anything else is a mistake of this program.
  if (typeof code !== 'string') return error instanceof Error ? error : new Error(String(error))
  return new AssetloomError(
    'Unavailable',
    `${new URL(options.baseUrl).origin} cannot be reached (${code})`,
    'start that server or correct LLM_BASE_URL',
  )
}
