import { AssetloomError } from '../../core/errors.js'
import { chooseServiceSize, fitDelivered } from '../../core/generation/fit-delivered.js'
import { hostedPrompt } from '../../core/generation/hosted-prompt.js'
import type { ImageProvider, PaintedImage, PaintRequest } from '../../core/generation/paint-request.js'
import type { ImageCodec } from '../../core/ports.js'
import { hostedNames } from '../hosted/hosted-names.js'
import type { BilledService, Closable } from '../hosted/billed-access.js'
import { fetchPublicFile } from '../hosted/fetch-public-file.js'
import { readPicture } from '../hosted/read-picture.js'
import { createHostedClient, failureOfStatus, parseJson, type HostedReply } from '../hosted/hosted-client.js'
import {
  bodyOf,
  firstForm,
  formFamilyOf,
  type ImageForm,
  nextForm,
  type ServiceSize,
  sizesOf,
} from './image-form.js'
import { dearestImagePrice, imagePrice } from './image-prices.js'
import { imageAnswerSchema, imageErrorSchema } from './image-answer.schema.js'

const openAiImagesName = hostedNames.openAiImages
/** Part of the cache key: changes whenever the same request is put or fitted in another way. */
const version = 'openai-images/2'
const answerBytesMax = 48 * 1024 * 1024
const pictureBytesMax = 32 * 1024 * 1024
const formsMax = 6

/** The base address goes up to and with /v1. */
export interface OpenAiImagesOptions extends BilledService {
  readonly model: string
  /** As the model calls it; null = its own default. */
  readonly quality: string | null
  readonly codec: ImageCodec
}

/**
 * Pictures of any server with OpenAI's `POST /images/generations` (developers.openai.com, "Create image"). Single stills:
 * the API knows no seed, so that a damaged picture cannot be made again. What the service refuses is ContentRejected;
 * an account without credit BudgetExceeded; 429 and 5xx Unavailable, with the pause that the service asks for.
 */
export function createOpenAiImagesProvider(options: OpenAiImagesOptions): ImageProvider & Closable {
  const { baseUrl, model, apiKey, codec } = options
  const client = createHostedClient({
    service: openAiImagesName,
    baseUrl,
    variable: 'OPENAI_IMAGES_URL',
    headers: {
      accept: 'application/json',
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    secrets: [apiKey],
    timeoutMs: options.timeoutMs,
  })
  // The form that the server took last; the next picture starts with it.
  let form = firstForm(formFamilyOf(model))
  const askInForms = async (request: PaintRequest, size: ServiceSize, signal: AbortSignal) => {
    for (let tries = 1; ; tries++) {
      const alpha = form.background && request.background === 'transparent'
      const prompt = hostedPrompt(request, { saysNegative: true, deliversAlpha: alpha })
      const json = bodyOf(form, { model, prompt, size, transparent: alpha, quality: options.quality })
      const reply = await client.ask({
        method: 'POST',
        path: '/images/generations',
        json,
        bytesMax: answerBytesMax,
        signal,
      })
      if (reply.status === 200) return reply
      const failure = readFailure(reply, (text) => client.clean(text))
      const next: ImageForm | null = failure.param === null ? null : nextForm(form, failure.param)
      if (next === null || tries === formsMax) throw failure.error
      form = next
    }
  }
  return {
    name: openAiImagesName,
    version: `${version}/${model}`,
    costMicros: dearestImagePrice(options.prices, options),
    async paint(request, _attempt, signal): Promise<PaintedImage> {
      if ((request.frames?.length ?? 1) > 1)
        throw new AssetloomError(
          'InvalidInput',
          `${openAiImagesName} makes single pictures`,
          'name another provider for what moves',
        )
      const size = chooseServiceSize(sizesOf(model), request.generatedSize)
      const reply = await askInForms(request, size, signal)
      const { bytes, revisedPrompt } = await readAnswer(reply, options, signal)
      const raster = fitDelivered(await readPicture(bytes, openAiImagesName), request.generatedSize)
      const png = await codec.encodePng(raster)
      const { width, height } = raster
      return {
        ...{ png, width, height, placeholder: false, costMicros: imagePrice(options.prices, options, size) },
        provenance: {
          values: {
            model,
            size: `${size.width}x${size.height}`,
            ...(options.quality === null ? {} : { quality: options.quality }),
          },
          host: new URL(baseUrl).host,
          ...(revisedPrompt === undefined ? {} : { revisedPrompt: client.clean(revisedPrompt) }),
        },
      }
    },
    close: async () => await client.close(),
  }
}

async function readAnswer(
  reply: HostedReply,
  { baseUrl, timeoutMs }: OpenAiImagesOptions,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; revisedPrompt?: string }> {
  const answer = imageAnswerSchema.safeParse(parseJson(reply.bytes))
  const picture = answer.success ? answer.data.data[0] : undefined
  const { b64_json: encoded, url, revised_prompt: revised } = picture ?? {}
  const revisedPrompt = revised ? { revisedPrompt: revised } : {}
  if (encoded) return { bytes: decodeBase64(encoded), ...revisedPrompt }
  if (!url)
    throw new AssetloomError(
      'ProviderFailed',
      `${openAiImagesName} answered without a picture`,
      'OPENAI_IMAGES_URL has to name an OpenAI-compatible API, often an address that ends with /v1',
    )
  const bytes = await fetchPublicFile(url, {
    service: openAiImagesName,
    bytesMax: pictureBytesMax,
    timeoutMs: Math.min(timeoutMs, 60_000),
    signal,
    trustedOrigin: new URL(baseUrl).origin,
  })
  return { bytes, ...revisedPrompt }
}

/** Base64 with or without a data address around it; what is none gives no bytes, which no reader takes for a picture. */
function decodeBase64(text: string): Uint8Array {
  return new Uint8Array(
    Buffer.from(text.slice(text.startsWith('data:') ? text.indexOf(',') + 1 : 0), 'base64'),
  )
}

const refusals = /moderation_blocked|content_policy|content_filter|safety|image_generation_user_error/i
const noCredit = /insufficient_quota|billing|hard_limit|credit/i

/** What the service's words mean, and the parameter that it does not take, if that is all. */
function readFailure(
  reply: HostedReply,
  clean: (text: string) => string,
): { readonly error: AssetloomError; readonly param: string | null } {
  const parsed = imageErrorSchema.safeParse(parseJson(reply.bytes))
  const { code = null, type = null, message = '', param = null } = parsed.success ? parsed.data.error : {}
  const said = clean(message)
  const kind = `${code ?? ''} ${type ?? ''}`
  if (refusals.test(kind))
    return {
      error: new AssetloomError(
        'ContentRejected',
        `${openAiImagesName} refused the prompt: ${said}`,
        'change the words of this spec',
      ),
      param: null,
    }
  if (noCredit.test(kind))
    return {
      error: new AssetloomError(
        'BudgetExceeded',
        `the account at ${openAiImagesName} has no credit: ${said}`,
        'raise the limit there, then regenerate',
      ),
      param: null,
    }
  const names = { service: openAiImagesName, variable: 'OPENAI_IMAGES_URL', keyVariable: 'OPENAI_IMAGES_KEY' }
  const isBadRequest = reply.status === 400 || reply.status === 422
  return {
    error: failureOfStatus(names, reply, said),
    param: isBadRequest ? (param ?? namedIn(message)) : null,
  }
}

function namedIn(message: string): string | null {
  return /\b(response_format|background|output_format|quality|size|n)\b/.exec(message)?.[1] ?? null
}
