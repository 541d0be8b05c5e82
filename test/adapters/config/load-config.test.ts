import { expect, test } from 'vitest'
import { describeEnvironment } from '../../../adapters/config/config.schema.js'
import { loadConfig, loadConnectedConfig } from '../../../adapters/config/load-config.js'
import { AssetloomError } from '../../../core/errors.js'

function failureOf(run: () => unknown): AssetloomError {
  try {
    run()
  } catch (error) {
    if (error instanceof AssetloomError) return error
    throw error
  }
  throw new Error('expected a failure')
}

test('an empty environment gives every default', () => {
  expect(loadConfig({}, '/game')).toEqual({
    homeDir: '/game/.assetloom',
    port: 7430,
    portIsExplicit: false,
    signIn: {
      ...{ mode: 'local', host: '127.0.0.1', publicUrl: null, tls: null, trustedProxies: [], oidc: null },
    },
    logLevel: 'info',
    logMaxBytes: 8 * 1024 ** 2,
    logFilesKept: 2,
    metricsAddress: null,
    faults: null,
    databaseUrl: null,
    temporalAddress: null,
    temporalNamespace: 'default',
    temporalApiKey: null,
    temporalTls: false,
    temporalUiUrl: null,
    objectStoreDir: '/game/.assetloom/objects',
    objectStoreMaxBytes: 50 * 1024 ** 3,
    s3: null,
    paintSlots: 4,
    imageSlots: 3,
    permitCap: 8,
    permitWaitMs: 30_000,
    webhooksAllowPrivate: false,
    llm: null,
    comfyui: null,
    hosted: { automatic1111: null, openAiImages: null, elevenLabs: null, timeoutMs: 240_000 },
    gpuHourMicros: 0,
  })
})

test('ComfyUI servers come with their headers, version and restart command, each in its form', () => {
  const env = {
    COMFYUI_URLS: 'http://127.0.0.1:8188/, https://gpu.example/comfy',
    COMFYUI_HEADERS: 'X-Key=a=b, CF-Access=c',
    COMFYUI_MIN_VERSION: '0.3.64',
    COMFYUI_RESTART_COMMAND: '["systemctl", "restart", "comfy ui"]',
    COMFYUI_LOAD_MS: '2500',
  }
  expect(loadConfig(env).comfyui).toEqual({
    urls: ['http://127.0.0.1:8188', 'https://gpu.example/comfy'],
    headers: { 'x-key': 'a=b', 'cf-access': 'c' },
    minVersion: '0.3.64',
    restartCommand: ['systemctl', 'restart', 'comfy ui'],
    loadMs: 2_500,
  })
  const wrong: [string, string][] = [
    ['COMFYUI_URLS', 'http://user:pass@gpu:8188'],
    ['COMFYUI_URLS', 'gpu:8188'],
    ['COMFYUI_URLS', 'http://gpu:8188,http://gpu:8188/'],
    ['COMFYUI_URLS', 'http://localhost:8188,http://127.0.0.1:8188'],
    ['COMFYUI_HEADERS', 'Origin=http://gpu'],
    ['COMFYUI_HEADERS', 'no value'],
    ['COMFYUI_MIN_VERSION', 'latest'],
    ['COMFYUI_RESTART_COMMAND', 'systemctl restart comfyui'],
    ['COMFYUI_RESTART_COMMAND', '[]'],
    ['COMFYUI_RESTART_COMMAND', '["a", 1]'],
  ]
  for (const [name, value] of wrong)
    expect(
      failureOf(() => loadConfig({ ...env, [name]: value })),
      value,
    ).toMatchObject({ type: 'InvalidInput', details: { variable: name } })
})

test('a language model needs its address and its name; the key may come from the environment', () => {
  const env = { LLM_BASE_URL: 'http://127.0.0.1:11434/v1', LLM_MODEL: 'qwen3:8b' }
  const llm = { baseUrl: env.LLM_BASE_URL, model: 'qwen3:8b', apiKey: null, timeoutMs: 120_000 }
  expect(loadConfig(env).llm).toEqual(llm)
  expect(loadConfig({ ...env, LLM_API_KEY: 'k', LLM_TIMEOUT_MS: '5000' }).llm).toEqual({
    ...llm,
    apiKey: 'k',
    timeoutMs: 5_000,
  })
  expect(failureOf(() => loadConfig({ LLM_BASE_URL: env.LLM_BASE_URL })).message).toContain('LLM_MODEL')
  expect(loadConfig({ LLM_MODEL: 'qwen3:8b' }).llm).toBeNull()
})

test('a service that makes pictures needs its model; the price of a picture is never left to the service', () => {
  const env = { OPENAI_IMAGES_URL: 'https://api.example/v1', OPENAI_IMAGES_MODEL: 'gpt-image-1-mini' }
  const images = { baseUrl: env.OPENAI_IMAGES_URL, model: 'gpt-image-1-mini', apiKey: null }
  expect(loadConfig(env).hosted.openAiImages).toEqual({ ...images, quality: 'medium' })
  expect(
    loadConfig({ ...env, OPENAI_IMAGES_QUALITY: 'low', OPENAI_IMAGES_KEY: 'k' }).hosted.openAiImages,
  ).toEqual({
    ...images,
    ...{ quality: 'low', apiKey: 'k' },
  })
  const { message } = failureOf(() => loadConfig({ OPENAI_IMAGES_URL: env.OPENAI_IMAGES_URL }))
  expect(message).toContain('OPENAI_IMAGES_MODEL')
  const { hosted, gpuHourMicros } = loadConfig({
    ELEVENLABS_URL: 'https://api.example',
    GPU_HOUR_RATE: '0.35',
  })
  expect(hosted).toMatchObject({
    elevenLabs: { apiKey: null, creditsBuffer: 5_000 },
    automatic1111: null,
    openAiImages: null,
  })
  expect(gpuHourMicros).toBe(350_000)
})

test('the store lies in the home that is named, and a variable set to nothing counts as not set', () => {
  const config = loadConfig({ ASSETLOOM_HOME: 'h', DATABASE_URL: '', ASSETLOOM_PORT: '0' }, '/game')
  expect(config).toMatchObject({
    objectStoreDir: '/game/h/objects',
    databaseUrl: null,
    port: 0,
    portIsExplicit: true,
  })
})

test('a bucket takes the place of the folder, and what is set beside it has to fit', () => {
  const env = { ASSETLOOM_S3_BUCKET: 'art', ASSETLOOM_S3_PREFIX: 'games/ember' }
  expect(loadConfig(env)).toMatchObject({
    s3: { bucket: 'art', endpoint: null, region: null, prefix: 'games/ember/', forcePathStyle: false },
    objectStoreMaxBytes: Infinity,
  })
  const own = { ...env, ASSETLOOM_S3_ENDPOINT: 'http://127.0.0.1:7070', OBJECT_STORE_MAX_BYTES: '1000000' }
  expect(loadConfig(own)).toMatchObject({ s3: { forcePathStyle: true }, objectStoreMaxBytes: 1_000_000 })
  expect(loadConfig({ ...own, ASSETLOOM_S3_FORCE_PATH_STYLE: 'false' }).s3?.forcePathStyle).toBe(false)
  expect(failureOf(() => loadConfig({ ASSETLOOM_S3_PREFIX: 'games' })).message).toContain(
    'ASSETLOOM_S3_BUCKET is not',
  )
  expect(failureOf(() => loadConfig({ ...env, OBJECT_STORE_DIR: '/objects' })).hint).toContain(
    'Unset OBJECT_STORE_DIR',
  )
})

test('an API key for Temporal implies TLS unless TLS is refused', () => {
  expect(loadConfig({ TEMPORAL_API_KEY: 'k' }).temporalTls).toBe(true)
  expect(loadConfig({ TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'false' }).temporalTls).toBe(false)
})

test.each([
  ['ASSETLOOM_PORT', '70000'],
  ['ASSETLOOM_PORT', '7430x'],
  ['DATABASE_URL', 'mysql://root:hunter2@h/d'],
  ['TEMPORAL_ADDRESS', 'http://127.0.0.1:7233'],
  ['ASSETGEN_WORKER_PROJECT_CONCURRENCY', '0'],
  ['ASSETGEN_WORKER_PROJECT_LOCK_TTL_MS', '4999'],
  ['OBJECT_STORE_MAX_BYTES', '-1'],
  ['ASSETLOOM_S3_BUCKET', 'Art Bucket'],
  ['ASSETLOOM_S3_ENDPOINT', 'https://me:hunter2@s3.test'],
  ['ASSETLOOM_S3_REGION', 'eu central'],
  ['ASSETLOOM_S3_PREFIX', '/games'],
  ['ASSETLOOM_S3_PREFIX', 'games//one'],
  ['ASSETLOOM_S3_PREFIX', 'games/../one'],
  ['ASSETLOOM_S3_FORCE_PATH_STYLE', 'yes'],
  ['ASSETLOOM_LOG_LEVEL', 'loud'],
  ['TEMPORAL_TLS', 'yes'],
  ['TEMPORAL_API_KEY', 'hunter2\n'],
  ['LLM_BASE_URL', 'file:///etc/passwd'],
  ['LLM_BASE_URL', 'https://user:hunter2@models.test/v1'],
  ['LLM_BASE_URL', 'https://models.test/v1?key=hunter2'],
  ['LLM_MODEL', 'two words'],
  ['LLM_API_KEY', 'hunter2\r\nX-Evil: 1'],
  ['OPENAI_IMAGES_KEY', 'hunter2\r\nX-Evil: 1'],
  ['ELEVENLABS_URL', 'https://user:hunter2@h/'],
  ['GPU_HOUR_RATE', '-1'],
  ['LLM_TIMEOUT_MS', '10'],
])('%s=%s is refused by name, with the mend and without the value', (name, value) => {
  const failure = failureOf(() => loadConfig({ [name]: value }))
  expect(failure).toMatchObject({ type: 'InvalidInput', details: { variable: name } })
  expect(failure.message).toContain(name)
  expect(failure.hint).toContain(`Correct or unset ${name}`)
  expect(failure.message + failure.hint).not.toContain('hunter2')
})

test('a worker without addresses is told how to get them', () => {
  expect(failureOf(() => loadConnectedConfig({})).message).toContain('DATABASE_URL')
  const failure = failureOf(() => loadConnectedConfig({ DATABASE_URL: 'postgres://u@h/d' }))
  expect(failure.message).toContain('TEMPORAL_ADDRESS')
  expect(failure.hint).toContain('npm start')
})

test("document E's variables set the permits of a project", () => {
  const env = {
    ASSETGEN_WORKER_PROJECT_CONCURRENCY: '1',
    ASSETGEN_WORKER_PROJECT_LOCK_TTL_MS: '60000',
  }
  expect(loadConfig(env)).toMatchObject({ permitCap: 1, permitWaitMs: 60_000 })
})

test('every variable of the table has a description that names its default', () => {
  for (const { name, description } of describeEnvironment())
    expect(description, name).toMatch(/Default: .+\.$/)
})
