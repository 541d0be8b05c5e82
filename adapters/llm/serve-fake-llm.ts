/** `npx tsx adapters/llm/serve-fake-llm.ts [PORT]`: serves the fake language model for development until it is stopped. */
import { startFakeLlmServer } from './fake-llm-server.js'

const server = await startFakeLlmServer(Number(process.argv[2] ?? 0))
process.stdout.write(`LLM_BASE_URL=${server.baseUrl} LLM_MODEL=fake\n`)
