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
    paintSlots: 4,
    imageSlots: 3,
    permitCap: 8,
    permitWaitMs: 30_000,
    llm: null,
  })
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

test('the store lies in the home that is named, and a variable set to nothing counts as not set', () => {
  const config = loadConfig({ ASSETLOOM_HOME: 'h', DATABASE_URL: '', ASSETLOOM_PORT: '0' }, '/game')
  expect(config).toMatchObject({
    objectStoreDir: '/game/h/objects',
    databaseUrl: null,
    port: 0,
    portIsExplicit: true,
  })
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
  ['ASSETLOOM_LOG_LEVEL', 'loud'],
  ['TEMPORAL_TLS', 'yes'],
  ['TEMPORAL_API_KEY', 'hunter2\n'],
  ['LLM_BASE_URL', 'file:///etc/passwd'],
  ['LLM_BASE_URL', 'https://user:hunter2@models.test/v1'],
  ['LLM_BASE_URL', 'https://models.test/v1?key=hunter2'],
  ['LLM_MODEL', 'two words'],
  ['LLM_API_KEY', 'hunter2\r\nX-Evil: 1'],
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
