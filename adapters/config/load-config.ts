import { join, resolve } from 'node:path'
import type { z } from 'zod'
import { AssetloomError } from '../../core/errors.js'
import { parseMoney } from '../../core/generation/job-cost.js'
import { type EnvironmentName, environmentSchema } from './config.schema.js'
import { signInConfigOf, type SignInConfig } from './sign-in-config.js'
import { type S3Config, s3ConfigOf } from './s3-config.schema.js'

/** Settings of one process, with every default filled in. Paths are absolute. */
export interface Config {
  readonly homeDir: string
  readonly port: number
  /** True when the port was asked for: then another one is not taken instead. */
  readonly portIsExplicit: boolean
  readonly signIn: SignInConfig
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  readonly logMaxBytes: number
  /** Rotated files that are kept beside the one that is written. */
  readonly logFilesKept: number
  /** `IP:PORT` of a worker's metrics; null = none. */
  readonly metricsAddress: string | null
  readonly faults: string | null
  readonly databaseUrl: string | null
  readonly temporalAddress: string | null
  readonly temporalNamespace: string
  readonly temporalApiKey: string | null
  readonly temporalTls: boolean
  readonly temporalUiUrl: string | null
  readonly objectStoreDir: string
  /** Infinity = no quota. */
  readonly objectStoreMaxBytes: number
  /** The bucket in place of the folder; null = none. */
  readonly s3: S3Config | null
  /** Pictures, and steps on pixels, that one worker has in hand at once. */
  readonly paintSlots: number
  readonly imageSlots: number
  /** Specs of one project in their GPU stage at once. */
  readonly permitCap: number
  /** A spec in line for a permit that has not asked for so long does not make others wait. */
  readonly permitWaitMs: number
  /** Webhooks may go to addresses that are not of the public internet. */
  readonly webhooksAllowPrivate: boolean
  /** The language model that helps to read lists; null = none. */
  readonly llm: LlmConfig | null
  /** The ComfyUI servers that generate; null = none. */
  readonly comfyui: ComfyuiConfig | null
  /** Services that make pictures and sounds; null = none is configured. */
  readonly hosted: HostedConfig
  /** What an hour of an own GPU costs, micros; 0 = nothing, or nobody said. */
  readonly gpuHourMicros: number
}

export interface HostedConfig {
  readonly automatic1111: { readonly baseUrl: string } | null
  readonly openAiImages: {
    readonly baseUrl: string
    readonly model: string
    readonly quality: string | null
    /** As of the language model. */
    readonly apiKey: string | null
  } | null
  readonly elevenLabs: {
    readonly baseUrl: string
    readonly apiKey: string | null
    /** Credits that are kept back. */
    readonly creditsBuffer: number
  } | null
  /** For one picture or sound. */
  readonly timeoutMs: number
}

export interface ComfyuiConfig {
  /** One server each, without a slash at the end. */
  readonly urls: readonly string[]
  /** Lowest version that is used; null = that of the client. */
  readonly minVersion: string | null
  /** By lower-case name; values are secrets. */
  readonly headers: Readonly<Record<string, string>>
  /** Program and arguments; null = nobody restarts a server. */
  readonly restartCommand: readonly [string, ...string[]] | null
  /** To load a checkpoint, until it is measured; null = that of the hardware of the mission. */
  readonly loadMs: number | null
}

export interface LlmConfig {
  readonly baseUrl: string
  readonly model: string
  /** From the environment; null = the file in the home, if there is one. */
  readonly apiKey: string | null
  /** For one answer. */
  readonly timeoutMs: number
}

/** Settings of a process that needs the database and Temporal. */
export interface ConnectedConfig extends Config {
  readonly databaseUrl: string
  readonly temporalAddress: string
}

/** Page and API. */
export const defaultPort = 7430

/** Permits of a project when nothing else is said. */
export const defaultPermitCap = 8
export const defaultPermitWaitMs = 30_000

/** Of one log file, and how many older ones stay. */
export const defaultLogMaxBytes = 8 * 1024 ** 2
export const defaultLogFilesKept = 2

/** Painting and post-processing are CPU-bound JavaScript: more at once only makes each slower. */
const defaultPaintSlots = 4
const defaultImageSlots = 3

/** A model on the team's own machine writes a long answer in about this time. */
const defaultLlmTimeoutMs = 120_000

/** Design document D's: enough for what is under way to end well. */
const defaultCreditsBuffer = 5_000

/** Below the five minutes of generateVariant, so that a slow service is told as slow. */
const defaultHostedTimeoutMs = 240_000

const defaultStoreMaxBytes = 50 * 1024 ** 3

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment. Throws InvalidInput that names the variable, what is wrong with it and the mend. */
export function loadConfig(env: Environment = process.env, cwd: string = process.cwd()): Config {
  const parsed = environmentSchema.safeParse(presentOnly(env))
  if (!parsed.success) throw invalidVariable(parsed.error.issues)
  const found = parsed.data
  const homeDir = resolve(cwd, found.ASSETLOOM_HOME ?? '.assetloom')
  const s3 = s3ConfigOf(found)
  return {
    homeDir,
    port: found.ASSETLOOM_PORT ?? defaultPort,
    portIsExplicit: found.ASSETLOOM_PORT !== undefined,
    signIn: signInConfigOf(found, found.ASSETLOOM_PORT ?? defaultPort),
    logLevel: found.ASSETLOOM_LOG_LEVEL ?? 'info',
    logMaxBytes: found.ASSETLOOM_LOG_MAX_BYTES ?? defaultLogMaxBytes,
    logFilesKept: found.ASSETLOOM_LOG_FILES ?? defaultLogFilesKept,
    metricsAddress: found.ASSETLOOM_METRICS_ADDRESS ?? null,
    faults: found.ASSETLOOM_FAULTS ?? null,
    databaseUrl: found.DATABASE_URL ?? null,
    temporalAddress: found.TEMPORAL_ADDRESS ?? null,
    temporalNamespace: found.TEMPORAL_NAMESPACE ?? 'default',
    temporalApiKey: found.TEMPORAL_API_KEY ?? null,
    temporalTls:
      found.TEMPORAL_TLS === undefined
        ? found.TEMPORAL_API_KEY !== undefined
        : found.TEMPORAL_TLS === 'true' || found.TEMPORAL_TLS === '1',
    temporalUiUrl: found.TEMPORAL_UI_URL ?? null,
    objectStoreDir: resolve(cwd, found.OBJECT_STORE_DIR ?? join(homeDir, 'objects')),
    objectStoreMaxBytes: found.OBJECT_STORE_MAX_BYTES ?? (s3 === null ? defaultStoreMaxBytes : Infinity),
    s3,
    paintSlots: found.ASSETLOOM_PAINT_SLOTS ?? defaultPaintSlots,
    imageSlots: found.ASSETLOOM_IMAGE_SLOTS ?? defaultImageSlots,
    permitCap: found.ASSETGEN_WORKER_PROJECT_CONCURRENCY ?? defaultPermitCap,
    permitWaitMs: found.ASSETGEN_WORKER_PROJECT_LOCK_TTL_MS ?? defaultPermitWaitMs,
    webhooksAllowPrivate: ['true', '1'].includes(found.ASSETLOOM_WEBHOOKS_ALLOW_PRIVATE ?? ''),
    llm: llmConfigOf(found),
    comfyui: comfyuiConfigOf(found),
    hosted: hostedConfigOf(found),
    gpuHourMicros: parseMoney(found.GPU_HOUR_RATE ?? '0') ?? 0,
  }
}

function llmConfigOf(found: z.infer<typeof environmentSchema>): LlmConfig | null {
  if (found.LLM_BASE_URL === undefined) return null
  if (found.LLM_MODEL === undefined)
    throw new AssetloomError(
      'InvalidInput',
      'LLM_BASE_URL is set and the environment variable LLM_MODEL is not.',
      'Set LLM_MODEL to a model of that server (GET /models lists them), or unset LLM_BASE_URL.',
      { variable: 'LLM_MODEL' },
    )
  return {
    baseUrl: found.LLM_BASE_URL,
    model: found.LLM_MODEL,
    apiKey: found.LLM_API_KEY ?? null,
    timeoutMs: found.LLM_TIMEOUT_MS ?? defaultLlmTimeoutMs,
  }
}

function hostedConfigOf(found: z.infer<typeof environmentSchema>): HostedConfig {
  const { OPENAI_IMAGES_URL: imagesUrl, OPENAI_IMAGES_MODEL: model, OPENAI_IMAGES_QUALITY: quality } = found
  if (imagesUrl !== undefined && model === undefined)
    throw new AssetloomError(
      'InvalidInput',
      'OPENAI_IMAGES_URL is set and the environment variable OPENAI_IMAGES_MODEL is not.',
      'Set OPENAI_IMAGES_MODEL to a model of that server that makes pictures, or unset OPENAI_IMAGES_URL.',
      { variable: 'OPENAI_IMAGES_MODEL' },
    )
  const { AUTOMATIC1111_URL: a1111Url, ELEVENLABS_URL: soundsUrl } = found
  return {
    automatic1111: a1111Url === undefined ? null : { baseUrl: a1111Url },
    openAiImages:
      imagesUrl === undefined || model === undefined
        ? null
        : {
            ...{ baseUrl: imagesUrl, model, apiKey: found.OPENAI_IMAGES_KEY ?? null },
            // The price of a picture depends on it, so it is never left to the service.
            quality: quality ?? (/^(chat)?gpt-/.test(model) ? 'medium' : 'standard'),
          },
    elevenLabs:
      soundsUrl === undefined
        ? null
        : {
            ...{ baseUrl: soundsUrl, apiKey: found.ELEVENLABS_KEY ?? null },
            creditsBuffer: found.ELEVENLABS_CREDITS_BUFFER ?? defaultCreditsBuffer,
          },
    timeoutMs: found.HOSTED_TIMEOUT_MS ?? defaultHostedTimeoutMs,
  }
}

function comfyuiConfigOf(found: z.infer<typeof environmentSchema>): ComfyuiConfig | null {
  if (found.COMFYUI_URLS === undefined) return null
  return {
    urls: found.COMFYUI_URLS,
    minVersion: found.COMFYUI_MIN_VERSION ?? null,
    headers: found.COMFYUI_HEADERS ?? {},
    restartCommand: found.COMFYUI_RESTART_COMMAND ?? null,
    loadMs: found.COMFYUI_LOAD_MS ?? null,
  }
}

/** As `loadConfig`, for processes that the supervisor (or an operator) gives both addresses. */
export function loadConnectedConfig(
  env: Environment = process.env,
  cwd: string = process.cwd(),
): ConnectedConfig {
  const config = loadConfig(env, cwd)
  const { databaseUrl, temporalAddress } = config
  if (databaseUrl === null)
    throw missingVariable('DATABASE_URL', 'postgres://user:password@host:5432/assetloom')
  if (temporalAddress === null) throw missingVariable('TEMPORAL_ADDRESS', '127.0.0.1:7233')
  return { ...config, databaseUrl, temporalAddress }
}

function presentOnly(env: Environment): Record<string, string> {
  const present: Record<string, string> = {}
  for (const name of Object.keys(environmentSchema.shape)) {
    const value = env[name]
    if (value !== undefined && value !== '') present[name] = value
  }
  return present
}

// The value is not part of the message: it may be a password or a key.
function invalidVariable(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): AssetloomError {
  const name = String(issues[0]?.path[0]) as EnvironmentName
  const description = environmentSchema.shape[name].description ?? ''
  return new AssetloomError(
    'InvalidInput',
    `The environment variable ${name} is not usable: ${issues[0]?.message ?? 'it is not valid'}.`,
    `Correct or unset ${name}. ${description}`,
    { variable: name },
  )
}

function missingVariable(name: EnvironmentName, example: string): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `The environment variable ${name} is not set.`,
    `Start everything with npm start, or set ${name} for this process (for example ${example}).`,
    { variable: name },
  )
}
