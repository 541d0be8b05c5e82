import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ComfyGraph, GraphValue } from '../../core/graphs/comfy-graph.js'
import type { PromptFaults } from './fault-book.js'
import { describeGraph } from './graph-content.js'
import { answerGateway, answerJson, answerTrouble, readObject } from './http-answers.js'
import { pythonText } from './python-json.js'
import type { FakeServer } from './fake-server.js'
import { validatePrompt, type Validation } from './validate-prompt.js'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const lateMs = 3_000

/** POST /prompt. */
export async function servePrompt(
  server: FakeServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readObject(request)
  const faults = faultsFor(server, body)
  if (faults.take('http-500') !== null) return answerTrouble(response)
  if (faults.take('http-502') !== null) return answerGateway(response)
  if (faults.take('post-refused') !== null) return void request.socket.destroy()
  const number = takeNumber(server, body)
  if (!('prompt' in body)) return refuse(response, 'no_prompt', 'No prompt provided', 'No prompt provided')
  const promptId = 'prompt_id' in body ? pythonText(body['prompt_id']) : randomUUID()
  if (server.isStrict && !uuid.test(promptId))
    return refuse(response, 'invalid_prompt_id', 'Prompt id must be a canonical lower-case UUID', promptId)
  const validation = validatePrompt(
    body['prompt'],
    { table: server.table, isStrict: server.isStrict, hasInputFile: (name) => server.hasInput(name) },
    targetsOf(body),
  )
  if (validation.error !== null)
    return answerJson(response, { error: validation.error, node_errors: validation.nodeErrors }, 400)
  const extra = extraDataOf(server, body)
  server.bind(promptId, faults)
  server.boot.queue.put([number, promptId, validation.graph, extra, validation.outputs])
  server.tally.add('accepted')
  if (faults.take('post-lost') !== null) return void request.socket.destroy()
  const late = faults.take('post-late')
  if (late !== null) await sleep(late.ms ?? lateMs)
  const nodeErrors = faults.take('partial') === null ? validation.nodeErrors : inventErrors(validation)
  answerJson(response, { prompt_id: promptId, number: shownNumber(number), node_errors: nodeErrors })
}

function faultsFor(server: FakeServer, body: Readonly<Record<string, GraphValue>>): PromptFaults {
  const { prompt } = body as { prompt?: unknown }
  const isGraph =
    prompt !== null &&
    typeof prompt === 'object' &&
    Object.values(prompt).every((node) => node !== null && typeof node === 'object')
  if (!isGraph) return server.faults
  const { content, words } = describeGraph(prompt as ComfyGraph)
  return server.faults.forPrompt(content, words)
}

/** The counter moves on for refused prompts too; an explicit number is a float and leaves it alone. */
function takeNumber(server: FakeServer, body: Readonly<Record<string, GraphValue>>): number {
  if ('number' in body) {
    const given = body['number']
    const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given
    if (typeof number !== 'number' || Number.isNaN(number)) throw new TypeError('float() of no number')
    return number
  }
  const number = server.boot.number++
  return body['front'] === true ? -number : number
}

/** JSON has no minus zero in whole numbers. */
function shownNumber(number: number): number {
  return number === 0 ? 0 : number
}

function targetsOf(body: Readonly<Record<string, GraphValue>>): readonly string[] | undefined {
  const targets = body['partial_execution_targets']
  return Array.isArray(targets) ? targets.map((target) => pythonText(target)) : undefined
}

function extraDataOf(
  server: FakeServer,
  body: Readonly<Record<string, GraphValue>>,
): Readonly<Record<string, GraphValue>> {
  const given = 'extra_data' in body ? body['extra_data'] : {}
  if (given === null || typeof given !== 'object' || Array.isArray(given))
    throw new TypeError('extra_data is no object')
  const {
    auth_token_comfy_org: _token,
    api_key_comfy_org: _key,
    ...extra
  } = given as Record<string, GraphValue>
  return {
    ...extra,
    ...('client_id' in body ? { client_id: body['client_id'] ?? null } : {}),
    ...(server.isStrict ? { create_time: Date.now() } : {}),
  }
}

/** As if another output of the graph had been dropped. */
function inventErrors({ graph, outputs }: Validation): Record<string, unknown> {
  const id = outputs[0] ?? '0'
  const errors = [
    {
      ...{ type: 'required_input_missing', message: 'Required input is missing', details: 'images' },
      extra_info: { input_name: 'images' },
    },
  ]
  return { [id]: { errors, dependent_outputs: [id], class_type: graph[id]?.class_type ?? 'SaveImage' } }
}

function refuse(response: ServerResponse, type: string, message: string, details: string): void {
  answerJson(response, { error: { type, message, details, extra_info: {} }, node_errors: {} }, 400)
}
