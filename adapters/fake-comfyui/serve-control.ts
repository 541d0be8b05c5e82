import type { IncomingMessage, ServerResponse } from 'node:http'
import { AssetloomError } from '../../core/errors.js'
import type { FakeServer } from './fake-server.js'
import { pythonText } from './python-json.js'
import { answerEmpty, answerJson, readBody } from './http-answers.js'

const downMaxMs = 600_000

/**
 * What the stand-in has beyond ComfyUI: GET /fake/stats; GET /fake/executions (when each began and ended);
 * POST /fake/faults `{"faults": "oom,post-lost*2"}`; POST /fake/chaos `{"seed": 7}` or null;
 * POST /fake/restart `{"downMs": 500}`, answered before the process dies.
 */
export async function serveControl(
  server: FakeServer,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const route = `${request.method} ${url.pathname}`
  if (route === 'GET /fake/stats')
    return answerJson(response, { ...server.stats(), outputs: await server.files.countOutputs() })
  if (route === 'GET /fake/executions') return answerJson(response, server.spans)
  if (route === 'POST /fake/faults') {
    try {
      server.faults.arm(pythonText((await readOptions(request))['faults']))
      return answerJson(response, server.faults.stats())
    } catch (error) {
      if (!(error instanceof AssetloomError)) throw error
      return answerJson(response, { error: error.message, hint: error.hint }, 400)
    }
  }
  if (route === 'POST /fake/chaos') {
    const { seed } = await readOptions(request)
    server.faults.setChaos(typeof seed === 'number' && Number.isSafeInteger(seed) ? seed : null)
    return answerJson(response, server.faults.stats())
  }
  if (route === 'POST /fake/restart') {
    const { downMs } = await readOptions(request)
    const away = typeof downMs === 'number' ? Math.min(downMaxMs, Math.max(0, downMs)) : undefined
    answerJson(response, { restarting: true })
    response.once('finish', () => void server.restart(away))
    return
  }
  answerEmpty(response, 404)
}

async function readOptions(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const text = (await readBody(request)).toString('utf8')
  return text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>)
}
