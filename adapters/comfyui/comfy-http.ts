import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { ComfyGraph } from '../../core/graphs/comfy-graph.js'
import { AssetloomError } from '../../core/errors.js'
import {
  acceptedSchema,
  cancelledSchema,
  featuresSchema,
  historySchema,
  jobSchema,
  modelMetadataSchema,
  modelNamesSchema,
  objectInfoSchema,
  queueSchema,
  refusedSchema,
  systemStatsSchema,
  uploadedSchema,
  type HistoryEntry,
  type JobAnswer,
  type NodeErrors,
  type OutputFile,
  type Refusal,
  type ServerQueue,
  type SystemStats,
  type UploadedFile,
} from './comfy-answers.schema.js'
import { stringifyComfyJson } from './comfy-json.js'
import {
  createComfyTransport,
  jsonOf,
  transportFailure,
  type ComfyCall,
  type ComfyReply,
  type ComfyTransport,
  type ComfyTransportOptions,
} from './comfy-transport.js'

/** What a POST of a graph was answered. `refused` = nothing was queued. */
export type PromptAnswer =
  | {
      readonly kind: 'accepted'
      /** Ours, unless the server gives ids of its own. */
      readonly promptId: string
      readonly number: number
      readonly nodeErrors: NodeErrors
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/**
 * The routes of one ComfyUI that are used, one method each. Every method throws Unavailable where the server gives no
 * usable answer (it may be asked again) and the signal's reason when it fires. There is no way to clear a queue, to
 * interrupt whatever runs, or to give a prompt a number: those would hit the work of others.
 */
export interface ComfyHttp {
  readonly origin: string
  systemStats(signal?: AbortSignal): Promise<SystemStats>
  /** Megabytes on a server with many node packs. */
  objectInfo(signal?: AbortSignal): Promise<Record<string, unknown>>
  /** File names of a model folder; empty for a folder that the server does not know. */
  models(folder: string, signal?: AbortSignal): Promise<readonly string[]>
  features(signal?: AbortSignal): Promise<Record<string, unknown>>
  /** Metadata of a safetensors file; null where it has none. */
  modelMetadata(folder: string, file: string, signal?: AbortSignal): Promise<Record<string, unknown> | null>
  /** Throws InvalidInput where the address or the headers are wrong; any other failure leaves open whether it was queued. */
  prompt(
    input: { promptId: string; clientId: string; graph: ComfyGraph },
    signal?: AbortSignal,
  ): Promise<PromptAnswer>
  queue(signal?: AbortSignal): Promise<ServerQueue>
  /** Null while the prompt has no end that the server remembers. */
  history(promptId: string, signal?: AbortSignal): Promise<HistoryEntry | null>
  deleteHistory(promptId: string, signal?: AbortSignal): Promise<void>
  /** Whether the server has the jobs routes. */
  hasJobs(signal?: AbortSignal): Promise<boolean>
  /** Null for a prompt that the server does not know. */
  job(promptId: string, signal?: AbortSignal): Promise<JobAnswer | null>
  /** Null where the server has no such route. */
  cancelJob(promptId: string, signal?: AbortSignal): Promise<boolean | null>
  /** Takes one pending copy of the prompt out of the queue, if there is one. */
  deletePending(promptId: string, signal?: AbortSignal): Promise<void>
  /** Interrupts the prompt if it runs. */
  interrupt(promptId: string, signal?: AbortSignal): Promise<void>
  /** Asks the server to unload its models between two prompts; it does so later. */
  free(signal?: AbortSignal): Promise<void>
  /** The bytes of a file as it was saved; null when it is not there. */
  view(file: OutputFile, sizeBytesMax: number, signal?: AbortSignal): Promise<Uint8Array | null>
  /** Puts a file among the server's inputs; the name of the answer is the one to use. */
  uploadInput(
    input: { name: string; subfolder: string; bytes: Uint8Array; mime: string },
    signal?: AbortSignal,
  ): Promise<UploadedFile>
  /** Whether a file of some megabytes can be written where results are saved; it is written over each time. */
  hasRoom(signal?: AbortSignal): Promise<boolean>
  close(): Promise<void>
}

/** Every class of a server with many packs takes some seconds to list. */
const objectInfoTimeoutMs = 60_000
const objectInfoBytesMax = 128 * 1024 ** 2
const viewTimeoutMs = 60_000
const uploadTimeoutMs = 60_000
/** More than a picture takes. */
const roomBytes = 4 * 1024 ** 2

export function createComfyHttp(options: ComfyTransportOptions): ComfyHttp {
  const transport = createComfyTransport(options)
  return {
    origin: transport.origin,
    ...discoveryOf(transport),
    ...stateOf(transport),
    ...controlOf(transport),
    ...filesOf(transport),
    close: async () => await transport.close(),
  }
}

type Discovery = Pick<ComfyHttp, 'systemStats' | 'objectInfo' | 'models' | 'features' | 'modelMetadata'>

function discoveryOf(transport: ComfyTransport): Discovery {
  return {
    systemStats: async (signal) =>
      await read(transport, systemStatsSchema, { path: '/system_stats', signal }),
    objectInfo: async (signal) =>
      await read(transport, objectInfoSchema, {
        path: '/object_info',
        timeoutMs: objectInfoTimeoutMs,
        sizeBytesMax: objectInfoBytesMax,
        signal,
      }),
    models: async (folder, signal) => {
      const reply = await transport.call({ path: `/models/${encodeURIComponent(folder)}`, signal })
      return reply.status === 404 ? [] : shaped(transport, modelNamesSchema, reply)
    },
    features: async (signal) => {
      const reply = await transport.call({ path: '/features', signal })
      // Older servers have no such route, and so none of the features.
      return reply.status === 404 ? {} : shaped(transport, featuresSchema, reply)
    },
    modelMetadata: async (folder, file, signal) => {
      const path = `/view_metadata/${encodeURIComponent(folder)}?filename=${encodeURIComponent(file)}`
      const reply = await transport.call({ path, signal })
      return reply.status === 404 ? null : shaped(transport, modelMetadataSchema, reply)
    },
  }
}

type State = Pick<ComfyHttp, 'prompt' | 'queue' | 'history' | 'deleteHistory' | 'hasJobs' | 'job'>

function stateOf(transport: ComfyTransport): State {
  return {
    prompt: async ({ promptId, clientId, graph }, signal) => {
      const body = stringifyComfyJson({ prompt_id: promptId, client_id: clientId, prompt: graph })
      return promptAnswerOf(
        transport,
        await transport.call({ method: 'POST', path: '/prompt', body, signal }),
      )
    },
    queue: async (signal) => await read(transport, queueSchema, { path: '/queue', signal }),
    history: async (promptId, signal) => {
      const found = await read(transport, historySchema, { path: `/history/${promptId}`, signal })
      return found[promptId] ?? null
    },
    deleteHistory: async (promptId, signal) =>
      await post(transport, '/history', { delete: [promptId] }, signal),
    hasJobs: async (signal) => {
      const reply = await transport.call({ path: '/api/jobs?limit=1', signal })
      if (reply.status === 404 || reply.status === 405) return false
      jsonOf(reply, transport.origin)
      return reply.status === 200
    },
    job: async (promptId, signal) => {
      const reply = await transport.call({ path: `/api/jobs/${promptId}`, signal })
      const answer = jsonOf(reply, transport.origin)
      if (reply.status === 404) return null
      return shaped(transport, jobSchema, reply, answer)
    },
  }
}

type Control = Pick<ComfyHttp, 'cancelJob' | 'deletePending' | 'interrupt' | 'free'>

function controlOf(transport: ComfyTransport): Control {
  return {
    cancelJob: async (promptId, signal) => {
      const reply = await transport.call({ method: 'POST', path: `/api/jobs/${promptId}/cancel`, signal })
      if (reply.status === 404 || reply.status === 405) return null
      return shaped(transport, cancelledSchema, reply).cancelled
    },
    deletePending: async (promptId, signal) =>
      await post(transport, '/queue', { delete: [promptId] }, signal),
    interrupt: async (promptId, signal) =>
      await post(transport, '/interrupt', { prompt_id: promptId }, signal),
    free: async (signal) =>
      await post(transport, '/free', { unload_models: true, free_memory: true }, signal),
  }
}

type Files = Pick<ComfyHttp, 'view' | 'uploadInput' | 'hasRoom'>

function filesOf(transport: ComfyTransport): Files {
  return {
    view: async ({ filename, subfolder, type }, sizeBytesMax, signal) => {
      const query = new URLSearchParams({ filename, subfolder, type })
      const path = `/view?${query}`
      const reply = await transport.call({ path, timeoutMs: viewTimeoutMs, sizeBytesMax, signal })
      if (reply.status === 404) return null
      if (reply.status !== 200 || /^text\/html\b/i.test(reply.contentType))
        throw statusFailure(transport, reply)
      return reply.bytes
    },
    uploadInput: async ({ name, subfolder, bytes, mime }, signal) => {
      const fields = { type: 'input', subfolder }
      const reply = await transport.call({ ...uploadOf(fields, { name, bytes, mime }), signal })
      if (reply.status === 413) throw tooLarge(transport, name, bytes.length)
      return shaped(transport, uploadedSchema, reply)
    },
    hasRoom: async (signal) => {
      const fields = { type: 'output', subfolder: 'assetloom', overwrite: 'true' }
      const file = {
        name: 'room.bin',
        bytes: new Uint8Array(roomBytes),
        mime: 'application/octet-stream',
      }
      return (await transport.call({ ...uploadOf(fields, file), signal })).status === 200
    },
  }
}

/** A multipart form as the server's own page sends it. */
function uploadOf(
  fields: Readonly<Record<string, string>>,
  { name, bytes, mime }: { readonly name: string; readonly bytes: Uint8Array; readonly mime: string },
): ComfyCall {
  const boundary = `assetloom-${randomUUID()}`
  const part = (disposition: string) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n`
  const texts = Object.entries(fields).map(([member, value]) => `${part(`name="${member}"`)}\r\n${value}\r\n`)
  const head = `${texts.join('')}${part(`name="image"; filename="${encodeURIComponent(name)}"`)}Content-Type: ${mime}\r\n\r\n`
  return {
    method: 'POST',
    path: '/upload/image',
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
    timeoutMs: uploadTimeoutMs,
  }
}

async function read<Schema extends z.ZodType>(
  transport: ComfyTransport,
  schema: Schema,
  call: ComfyCall,
): Promise<z.output<Schema>> {
  return shaped(transport, schema, await transport.call(call))
}

/** A call whose answer is empty. */
async function post(
  transport: ComfyTransport,
  path: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<void> {
  const reply = await transport.call({ method: 'POST', path, body: stringifyComfyJson(body), signal })
  if (reply.status !== 200) throw statusFailure(transport, reply)
}

function shaped<Schema extends z.ZodType>(
  transport: ComfyTransport,
  schema: Schema,
  reply: ComfyReply,
  answer: unknown = reply.status === 200 ? jsonOf(reply, transport.origin) : undefined,
): z.output<Schema> {
  if (reply.status !== 200) throw statusFailure(transport, reply)
  const found = schema.safeParse(answer)
  if (found.success) return found.data
  const [issue] = found.error.issues
  const where = issue?.path.join('.') ?? ''
  throw transportFailure(`${transport.origin} answered something else than ComfyUI does, at "${where}"`)
}

function promptAnswerOf(transport: ComfyTransport, reply: ComfyReply): PromptAnswer {
  if (reply.status === 200) {
    const { prompt_id: promptId, number, node_errors: nodeErrors } = shaped(transport, acceptedSchema, reply)
    return { kind: 'accepted', promptId, number, nodeErrors }
  }
  if (reply.status === 413) throw tooLarge(transport, 'graph', 0)
  if (reply.status === 400) {
    const refusal = refusedSchema.safeParse(jsonOf(reply, transport.origin))
    if (refusal.success) return { kind: 'refused', refusal: refusal.data }
  }
  throw statusFailure(transport, reply)
}

/** A status that is not expected. Those of a wrong address or wrong headers do not change by asking again. */
function statusFailure({ origin }: ComfyTransport, { status }: ComfyReply): AssetloomError {
  const message = `${origin} answered ${status}`
  if (status === 401 || status === 403 || status === 407)
    return new AssetloomError(
      'InvalidInput',
      message,
      'give the headers that its proxy wants in COMFYUI_HEADERS; only servers that COMFYUI_URLS names are sent them',
      { status },
    )
  if (status === 405 || (status >= 300 && status < 400))
    return new AssetloomError(
      'InvalidInput',
      message,
      'COMFYUI_URLS has to name a ComfyUI itself: redirects are not followed',
      { status },
    )
  const isNoComfy = status === 404 ? ', where a ComfyUI has a route' : ''
  return transportFailure(`${message}${isNoComfy}`, { status })
}

function tooLarge({ origin }: ComfyTransport, name: string, sizeBytes: number): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `${origin} finds "${name}" too large`,
    'raise --max-upload-size of that ComfyUI, or use a smaller file',
    { sizeBytes },
  )
}
