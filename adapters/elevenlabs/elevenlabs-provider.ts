import { fadeSound } from '../../core/audio/fade-sound.js'
import { cutSound, durationMsOf, sampleCount } from '../../core/audio/sound.js'
import type { SoundCodec } from '../../core/audio/sound-ports.js'
import { AssetloomError } from '../../core/errors.js'
import { plainWords } from '../../core/generation/hosted-prompt.js'
import { priceOf } from '../../core/generation/job-cost.js'
import type { RenderedSound, SoundProvider, SoundRequest } from '../../core/generation/sound-request.js'
import { createHostedClient, failureOfStatus, parseJson, type HostedReply } from '../hosted/hosted-client.js'
import { elevenLabsLimits, hostedNames } from '../hosted/hosted-names.js'
import type { BilledService, Closable } from '../hosted/billed-access.js'
import { createCreditGuard } from './credit-guard.js'
import { elevenLabsErrorSchema } from './elevenlabs-error.schema.js'

const elevenLabsName = hostedNames.elevenLabs
const { durationMinMs, durationMaxMs } = elevenLabsLimits
const version = 'elevenlabs/1'
/** Its own default: how closely it follows the words, 0-1. */
const influenceDefault = 0.3
const answerBytesMax = 16 * 1024 * 1024
const wordsMax = 450
const fadeOutMs = 15

export interface ElevenLabsOptions extends BilledService {
  /** Of the account's month, kept back: with no more left than this, nothing is asked for. 0 = all may be spent. */
  readonly creditsBuffer: number
  readonly soundCodec: SoundCodec
}

/**
 * Sounds of ElevenLabs' `POST /v1/sound-generation`: MP3 as every plan delivers it, decoded to WAV. The service has no
 * seed, so that a damaged sound cannot be made again. A sound longer than its spec allows is cut with a short fade.
 */
export function createElevenLabsProvider(options: ElevenLabsOptions): SoundProvider & Closable {
  const { baseUrl, apiKey, soundCodec, prices } = options
  const client = createHostedClient({
    service: elevenLabsName,
    baseUrl,
    variable: 'ELEVENLABS_URL',
    headers: { accept: 'audio/mpeg', ...(apiKey === null ? {} : { 'xi-api-key': apiKey }) },
    secrets: [apiKey],
    timeoutMs: options.timeoutMs,
  })
  const requireCredits = createCreditGuard(client, options.creditsBuffer)
  const costMicros = priceOf(prices, { provider: elevenLabsName, soundMs: durationMaxMs })?.micros ?? 0
  return {
    name: elevenLabsName,
    version,
    takes: ['promptWeight'],
    costMicros,
    async render(request, _attempt, signal): Promise<RenderedSound> {
      await requireCredits(signal)
      const json = elevenLabsBodyOf(request)
      const path = '/v1/sound-generation?output_format=mp3_44100_128'
      const reply = await client.ask({ method: 'POST', path, json, bytesMax: answerBytesMax, signal })
      if (reply.status !== 200) throw failureOf(reply, (text) => client.clean(text))
      const wav = await readSound(reply, request, soundCodec, signal)
      const credits = reply.header('character-cost')
      return {
        ...wav,
        placeholder: false,
        costMicros:
          priceOf(prices, { provider: elevenLabsName, soundMs: json.duration_seconds * 1000 })?.micros ?? 0,
        provenance: {
          host: new URL(baseUrl).host,
          values: {
            durationSeconds: json.duration_seconds,
            promptInfluence: json.prompt_influence,
            ...(credits !== undefined && /^\d{1,9}$/.test(credits) ? { credits: Number(credits) } : {}),
          },
        },
      }
    },
    close: async () => await client.close(),
  }
}

/** What is asked for: a length within the spec's bounds and the service's own, and how closely the words count. */
export function elevenLabsBodyOf({ prompt, sound, adjust }: SoundRequest) {
  const { min, max } = sound.durationMs
  const wantedMs = Math.min(durationMaxMs, Math.max(durationMinMs, (min + max) / 2))
  const influence = (sound.promptInfluence ?? influenceDefault) * (adjust?.promptWeight ?? 1)
  return {
    text: plainWords(prompt).slice(0, wordsMax),
    duration_seconds: Math.round(wantedMs / 100) / 10,
    prompt_influence: Math.round(Math.min(1, Math.max(0, influence)) * 100) / 100,
    ...(sound.loop ? { loop: true } : {}),
  }
}

async function readSound(
  reply: HostedReply,
  { sound: { durationMs } }: SoundRequest,
  codec: SoundCodec,
  signal: AbortSignal,
): Promise<{ wav: Uint8Array; durationMs: number }> {
  let sound
  try {
    sound = await codec.decode(reply.bytes, signal)
  } catch (error) {
    signal.throwIfAborted()
    // To the codec it is bad input; here it is what the service sent, and the next try may be whole.
    const said = error instanceof AssetloomError ? error.message : 'it cannot be decoded'
    throw new AssetloomError(
      'ProviderFailed',
      `${elevenLabsName} delivered no sound: ${said}`,
      'it is asked again',
    )
  }
  if (sampleCount(sound) === 0)
    throw new AssetloomError(
      'ProviderFailed',
      `${elevenLabsName} delivered an empty sound`,
      'it is asked again',
    )
  const samplesMax = Math.floor((durationMs.max / 1000) * sound.sampleRateHz)
  const cut =
    sampleCount(sound) > samplesMax
      ? fadeSound(cutSound(sound, 0, samplesMax), { inMs: 0, outMs: fadeOutMs })
      : sound
  return { wav: codec.encodeWav(cut), durationMs: Math.round(durationMsOf(cut)) }
}

function failureOf(reply: HostedReply, clean: (text: string) => string): AssetloomError {
  const parsed = elevenLabsErrorSchema.safeParse(parseJson(reply.bytes))
  const { status = '', message = '' } = parsed.success ? parsed.data : {}
  const said = clean(message)
  if (/quota|credit|payment|subscription/i.test(status))
    return new AssetloomError(
      'BudgetExceeded',
      `the account at ${elevenLabsName} has no credits left: ${said}`,
      'top it up, then regenerate',
    )
  if (/content|moderation|violat|prohibit|blocked|unsafe/i.test(status))
    return new AssetloomError(
      'ContentRejected',
      `${elevenLabsName} refused the words: ${said}`,
      'change the words of this spec',
    )
  const names = { service: elevenLabsName, variable: 'ELEVENLABS_URL', keyVariable: 'ELEVENLABS_KEY' }
  return failureOfStatus(names, reply, said)
}
