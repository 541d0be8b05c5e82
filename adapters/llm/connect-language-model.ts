import { homePaths } from '../config/home-folder.js'
import type { Config } from '../config/load-config.js'
import { readSecret } from '../config/secret-file.js'
import { keepSecret } from '../log/redact-secrets.js'
import { type ConnectedModel, createOpenAiCompatibleModel } from './openai-compatible.js'

/**
 * The language model that is configured, with the key of the environment or of the home's file; null when none is.
 * From then on no log line shows the key. Throws InvalidInput for an empty key file.
 */
export async function connectLanguageModel({
  llm,
  homeDir,
}: Pick<Config, 'llm' | 'homeDir'>): Promise<ConnectedModel | null> {
  if (llm === null) return null
  const apiKey = llm.apiKey ?? (await readSecret(homePaths(homeDir).llmApiKeyFile))
  keepSecret(apiKey)
  return createOpenAiCompatibleModel({ ...llm, apiKey })
}
