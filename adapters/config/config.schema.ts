import { z } from 'zod'
import { comfyuiHeaders, comfyuiRestartCommand, comfyuiUrls } from './comfyui-config.schema.js'
import { s3Bucket, s3Prefix, s3Region } from './s3-config.schema.js'
import { signInVariables } from './sign-in-config.js'

const wholeNumber = (lowest: number, highest: number) =>
  z
    .string()
    .regex(/^\d+$/, 'has to be a whole number')
    .transform(Number)
    .refine((n) => n >= lowest && n <= highest, `has to lie between ${lowest} and ${highest}`)

const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `has to be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    )

const serviceUrl = url('http:', 'https:').refine((text) => {
  const { username, password, search, hash } = new URL(text)
  return [username, password, search, hash].every((part) => part === '')
}, 'has to be an address without user, password, query and fragment')

const apiKey = z
  .string()
  .max(10_000)
  .regex(/^[\x21-\x7e]+$/, 'has to be printable ASCII without blanks')

/**
 * Every environment variable that Assetloom reads, with its limits and what it does: the one source of the table in
 * the docs. An empty value counts as not set. Values are strings as the environment has them.
 */
export const environmentSchema = z.object({
  ASSETLOOM_HOME: z
    .string()
    .max(1_000)
    .optional()
    .describe(
      'Folder that holds all data, logs and secrets. Default: .assetloom in the folder of the command.',
    ),
  ASSETLOOM_PORT: wholeNumber(0, 65_535)
    .optional()
    .describe('Port of the review page and API, plain HTTP; 0 takes a free one. Default: 7430.'),
  ...signInVariables,
  ASSETLOOM_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'])
    .optional()
    .describe('Least severity that is logged: debug, info, warn or error. Default: info.'),
  ASSETLOOM_LOG_MAX_BYTES: wholeNumber(65_536, 10 * 1024 ** 3)
    .optional()
    .describe('Size at which a log file in the home is rotated, bytes. Default: 8388608 (8 MiB).'),
  ASSETLOOM_LOG_FILES: wholeNumber(1, 100)
    .optional()
    .describe('Rotated files that are kept of each log. Default: 2.'),
  ASSETLOOM_METRICS_ADDRESS: z
    .string()
    .regex(
      /^(127\.0\.0\.1|\[::1\]|0\.0\.0\.0|\[::\]|[\d.]{7,15}):\d{1,5}$/,
      'has to be IP:PORT, for example 127.0.0.1:9464',
    )
    .optional()
    .describe(
      'IP:PORT at which a worker serves metrics for Prometheus; `assetloom up` gives each worker its own. Default: nowhere.',
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http:', 'https:')
    .optional()
    .describe('OpenTelemetry collector (OTLP over HTTP) that gets traces. Default: none, nothing is traced.'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .max(10_000)
    .optional()
    .describe('Headers for that collector, name=value by commas; a secret. Default: none.'),
  OTEL_SERVICE_NAME: z
    .string()
    .max(200)
    .optional()
    .describe('Name of this installation in traces. Default: assetloom.'),
  ASSETLOOM_FAULTS: z
    .string()
    .max(2_000)
    .optional()
    .describe('Faults to inject, for tests and the chaos run only. Default: none.'),
  DATABASE_URL: url('postgres:', 'postgresql:')
    .optional()
    .describe(
      'PostgreSQL 15 or newer of your own; then none is started. A pooler before it has to keep sessions (LISTEN, prepared statements). Default: the embedded one.',
    ),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/:]+:\d{1,5}$/, 'has to be HOST:PORT, for example 127.0.0.1:7233')
    .optional()
    .describe('Temporal frontend of your own as HOST:PORT; then none is started. Default: the embedded one.'),
  TEMPORAL_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/, 'has to be letters, digits, dots, dashes')
    .optional()
    .describe('Temporal namespace. Default: default.'),
  TEMPORAL_API_KEY: z
    .string()
    .max(10_000)
    // It becomes a header: a key with its line break would break every call.
    .regex(/^[\x21-\x7e]+$/, 'has to be printable ASCII without blanks')
    .optional()
    .describe('API key of a Temporal server of your own; implies TLS. Default: none.'),
  TEMPORAL_TLS: z
    .enum(['true', 'false', '1', '0'])
    .optional()
    .describe('true connects to Temporal with TLS. Default: false, or true with TEMPORAL_API_KEY.'),
  TEMPORAL_UI_URL: url('http:', 'https:')
    .optional()
    .describe('Address of the Temporal UI that links point to. Default: that of the embedded server.'),
  TEMPORAL_CLI: z
    .string()
    .max(1_000)
    .optional()
    .describe(
      'Path of the temporal program for the embedded server. Default: found on PATH, in the cache, or built.',
    ),
  OBJECT_STORE_DIR: z
    .string()
    .max(1_000)
    .optional()
    .describe('Folder of the stored images and bundles. Default: objects in the home.'),
  OBJECT_STORE_MAX_BYTES: wholeNumber(1_000_000, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe(
      'Size at which the object store refuses new objects, bytes. Default: 53687091200 (50 GiB); none with a bucket.',
    ),
  ASSETLOOM_S3_BUCKET: s3Bucket
    .optional()
    .describe(
      'S3 bucket that holds the images and bundles in place of the folder; keys by the usual chain of AWS, or from files of the home. Default: none.',
    ),
  ASSETLOOM_S3_ENDPOINT: serviceUrl
    .optional()
    .describe('Address of an S3 server that is not AWS, for example http://127.0.0.1:7070. Default: AWS.'),
  ASSETLOOM_S3_REGION: s3Region
    .optional()
    .describe('Region of the bucket. Default: AWS_REGION, else us-east-1.'),
  ASSETLOOM_S3_PREFIX: s3Prefix
    .optional()
    .describe(
      'Begins the keys of all objects; each catalogue needs one of its own within a bucket. Default: none.',
    ),
  ASSETLOOM_S3_FORCE_PATH_STYLE: z
    .enum(['true', 'false', '1', '0'])
    .optional()
    .describe(
      'true puts the bucket in the path of the address, not in its name. Default: true with ASSETLOOM_S3_ENDPOINT, else false.',
    ),
  ASSETLOOM_WEBHOOKS_ALLOW_PRIVATE: z
    .enum(['true', 'false', '1', '0'])
    .optional()
    .describe(
      'true lets webhooks go to private and loopback addresses, and in local mode to http:// on this machine. Default: false.',
    ),
  LLM_BASE_URL: serviceUrl
    .optional()
    .describe(
      'OpenAI-compatible server that proposes assets for lines that the rules do not understand, up to and with /v1. Default: none.',
    ),
  LLM_MODEL: z
    .string()
    .max(200)
    .regex(/^[\x21-\x7e]+$/, 'has to be printable ASCII without blanks')
    .optional()
    .describe('Model of that server, as it names it; needed with LLM_BASE_URL. Default: none.'),
  LLM_API_KEY: apiKey
    .optional()
    .describe(
      'API key of that server; better kept in the file secrets/llm-api-key of the home. Default: that file, else none.',
    ),
  LLM_TIMEOUT_MS: wholeNumber(1_000, 600_000)
    .optional()
    .describe(
      'Longest wait for one answer of that model, milliseconds; a list asks at most twice. Default: 120000 (2 min).',
    ),
  AUTOMATIC1111_URL: serviceUrl
    .optional()
    .describe(
      'AUTOMATIC1111 web UI, started with --api, that makes pictures, for example http://127.0.0.1:7860. Default: none.',
    ),
  OPENAI_IMAGES_URL: serviceUrl
    .optional()
    .describe(
      "Server with OpenAI's images API, up to and with /v1, that makes pictures; every picture may cost money. Default: none.",
    ),
  OPENAI_IMAGES_MODEL: z
    .string()
    .max(200)
    .regex(/^[\x21-\x7e]+$/, 'has to be printable ASCII without blanks')
    .optional()
    .describe('Model of that server, as it names it; needed with OPENAI_IMAGES_URL. Default: none.'),
  OPENAI_IMAGES_QUALITY: z
    .enum(['low', 'medium', 'high', 'standard', 'hd', 'auto'])
    .optional()
    .describe(
      'Quality of its pictures, as that model names it. Default: medium for GPT models, standard for others.',
    ),
  OPENAI_IMAGES_KEY: apiKey
    .optional()
    .describe(
      'API key of that server; better kept in the file secrets/openai-images-key of the home. Default: that file, else none.',
    ),
  ELEVENLABS_URL: serviceUrl
    .optional()
    .describe(
      'ElevenLabs, https://api.elevenlabs.io, or what speaks its API; makes sounds, each for money. Default: none.',
    ),
  ELEVENLABS_KEY: apiKey
    .optional()
    .describe(
      'API key of that service; better kept in the file secrets/elevenlabs-key of the home. Default: that file, else none.',
    ),
  ELEVENLABS_CREDITS_BUFFER: wholeNumber(0, 1_000_000_000)
    .optional()
    .describe(
      'Credits of its account that are kept back: with no more left, no sound is asked for. Default: 5000.',
    ),
  HOSTED_TIMEOUT_MS: wholeNumber(1_000, 600_000)
    .optional()
    .describe(
      'Longest wait for one picture or sound of those services, milliseconds. Default: 240000 (4 min).',
    ),
  GPU_HOUR_RATE: z
    .string()
    .max(20)
    .regex(/^\d{1,6}(\.\d{1,6})?$/, 'has to be an amount such as 0.35')
    .optional()
    .describe(
      'What an hour of your own GPU costs, in US dollars (power, and what the machine loses in value): the cost of its jobs. Default: 0.',
    ),
  COMFYUI_URLS: comfyuiUrls
    .optional()
    .describe(
      'Addresses of ComfyUI servers that only this machine or network can reach, by commas; each gets a process of its own. Default: none.',
    ),
  COMFYUI_MIN_VERSION: z
    .string()
    .regex(/^\d{1,6}\.\d{1,6}(\.\d{1,6})?$/, 'has to be a version, for example 0.3.64')
    .optional()
    .describe('Lowest version of ComfyUI that is used; below 0.28.0 with a warning. Default: 0.28.0.'),
  COMFYUI_HEADERS: comfyuiHeaders
    .optional()
    .describe(
      'Headers for a proxy before those servers, name=value by commas, with every request and websocket; a secret. Default: none.',
    ),
  COMFYUI_RESTART_COMMAND: comfyuiRestartCommand
    .optional()
    .describe(
      'Program and arguments, as a JSON list, that restart a ComfyUI that hangs; run without a shell, once in 10 minutes at most. Default: none.',
    ),
  COMFYUI_LOAD_MS: wholeNumber(0, 3_600_000)
    .optional()
    .describe(
      'How long those servers take to load a checkpoint, in milliseconds, until that is measured: models are not changed sooner for less work. Default: 30000.',
    ),
  ASSETLOOM_POSTGRES_IDENTITY: z
    .enum(['direct', 'namespace', 'nobody'])
    .optional()
    .describe(
      'How the embedded PostgreSQL, which refuses root, runs: direct, namespace (root in a user namespace) or nobody (root without them). Default: what works here.',
    ),
  ASSETLOOM_PAINT_SLOTS: wholeNumber(1, 200)
    .optional()
    .describe('Pictures that one worker paints at the same time; two more wait beside them. Default: 4.'),
  ASSETLOOM_IMAGE_SLOTS: wholeNumber(1, 64)
    .optional()
    .describe(
      'Steps on pixels (score, finish, pack, export) that one worker does at the same time. Default: 3.',
    ),
  ASSETGEN_WORKER_PROJECT_CONCURRENCY: wholeNumber(1, 10_000)
    .optional()
    .describe('Specs of one project that generate at the same time. Default: the policy of the project (8).'),
  ASSETGEN_WORKER_PROJECT_LOCK_TTL_MS: wholeNumber(5_000, 3_600_000)
    .optional()
    .describe(
      "How long a spec that waits in its project's line to generate makes others wait without asking again, milliseconds; those in line ask every 2 s at most. Default: 30000.",
    ),
})

/** Name of a variable that Assetloom reads. */
export type EnvironmentName = keyof typeof environmentSchema.shape

/** The rows of the environment table: name and description, in order of declaration. */
export function describeEnvironment(): { name: EnvironmentName; description: string }[] {
  return Object.entries(environmentSchema.shape).map(([name, schema]) => ({
    name: name as EnvironmentName,
    description: schema.description ?? '',
  }))
}
