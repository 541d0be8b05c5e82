import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { homePaths } from '../../../adapters/config/home-folder.js'
import { loadConfig } from '../../../adapters/config/load-config.js'
import { connectLanguageModel } from '../../../adapters/llm/connect-language-model.js'
import { type FakeLlmServer, startFakeLlmServer } from '../../../adapters/llm/fake-llm-server.js'
import { redactText } from '../../../adapters/log/redact-secrets.js'

let homeDir: string
let server: FakeLlmServer

beforeAll(async () => {
  server = await startFakeLlmServer()
  homeDir = await mkdtemp(join(tmpdir(), 'assetloom-llm-'))
  await mkdir(homePaths(homeDir).secretsDir)
  await writeFile(homePaths(homeDir).llmApiKeyFile, 'sk-from-the-file\n')
  await chmod(homePaths(homeDir).llmApiKeyFile, 0o644)
})

afterAll(async () => {
  await server.close()
  await rm(homeDir, { recursive: true })
})

async function keySent(env: Readonly<Record<string, string>>): Promise<string | undefined> {
  const config = loadConfig({ LLM_BASE_URL: server.baseUrl, LLM_MODEL: 'm', ...env })
  const model = await connectLanguageModel(config)
  const data = JSON.stringify({ wishlist: [], open: [] })
  const messages = ['system', 'user'].map((role) => ({ role: role as 'system' | 'user', content: data }))
  const question = { messages, answerName: 'a', answerSchema: {}, maxTokens: 9, seed: 1 }
  await model?.complete(question, new AbortController().signal)
  await model?.close()
  return server.exchanges.at(-1)?.authorization
}

test('the key comes from the file in the home, which is closed to others, and no log line shows it', async () => {
  expect(await keySent({ ASSETLOOM_HOME: homeDir })).toBe('Bearer sk-from-the-file')
  expect((await stat(homePaths(homeDir).llmApiKeyFile)).mode & 0o777).toBe(0o600)
  expect(redactText('the key is sk-from-the-file')).toBe('the key is [secret]')
})

test('the key of the environment wins over the file, and a home without one sends none', async () => {
  expect(await keySent({ ASSETLOOM_HOME: homeDir, LLM_API_KEY: 'sk-other' })).toBe('Bearer sk-other')
  expect(await keySent({ ASSETLOOM_HOME: join(homeDir, 'empty') })).toBeUndefined()
})

test('without LLM_BASE_URL there is no model', async () => {
  expect(await connectLanguageModel(loadConfig({}))).toBeNull()
})
