import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FakeServer } from './fake-server.js'
import { answerJson, readObject } from './http-answers.js'
import type { HistoryEntry, QueueItem } from './prompt-queue.js'

const statuses = ['pending', 'in_progress', 'completed', 'failed', 'cancelled']
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The jobs API of newer servers: one look instead of queue, then history. */
export async function serveJobs(
  server: FakeServer,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const [id, action] = url.pathname.replace(/^\/api\/jobs\/?/, '').split('/')
  const { queue } = server.boot
  if (request.method === 'GET' && (id === undefined || id === '')) return listJobs(server, response, url)
  if (request.method === 'GET' && id !== undefined) {
    const job = findJob(server, decodeURIComponent(id), true)
    return job === null ? answerJson(response, { error: 'Job not found' }, 404) : answerJson(response, job)
  }
  if (request.method === 'POST' && id === 'cancel') {
    const { job_ids: ids } = await readObject(request)
    const given = Array.isArray(ids) ? ids.map(String) : []
    const invalid = given.filter((each) => !uuid.test(each))
    if (invalid.length > 0 || given.length === 0)
      return answerJson(response, { error: 'Invalid job ids', invalid_ids: invalid }, 400)
    return answerJson(response, { cancelled: given.map((each) => cancel(each)).includes(true) })
  }
  if (request.method === 'POST' && id !== undefined && action === 'cancel')
    return answerJson(response, { cancelled: cancel(decodeURIComponent(id)) })
  answerJson(response, { error: 'Not found' }, 404)

  function cancel(promptId: string): boolean {
    if (queue.isRunning(promptId)) {
      server.boot.executor.interrupt()
      return true
    }
    return queue.delete(promptId)
  }
}

function listJobs(server: FakeServer, response: ServerResponse, url: URL): void {
  const { queue } = server.boot
  const wanted = url.searchParams.get('status')?.split(',') ?? statuses
  const limit = Number(url.searchParams.get('limit') ?? 100)
  const offset = Number(url.searchParams.get('offset') ?? 0)
  const isGood = wanted.every((status) => statuses.includes(status)) && limit >= 1 && offset >= 0
  if (!isGood || !Number.isInteger(limit) || !Number.isInteger(offset))
    return answerJson(response, { error: 'Invalid status, limit or offset' }, 400)
  const { queue_running: running, queue_pending: pending } = queue.lists()
  const ids = [...running, ...pending].map(([, id]) => id)
  const jobs = [...new Set([...ids, ...queue.entries(null, -1).keys()])]
    .map((id) => findJob(server, id, false))
    .filter((job): job is Record<string, unknown> => job !== null && wanted.includes(String(job['status'])))
  const page = jobs.slice(offset, offset + limit)
  answerJson(response, {
    jobs: page,
    pagination: { offset, limit, total: jobs.length, has_more: offset + page.length < jobs.length },
  })
}

function findJob(server: FakeServer, promptId: string, whole: boolean): Record<string, unknown> | null {
  const { queue } = server.boot
  const { queue_running: running, queue_pending: pending } = queue.lists()
  const waits = [...running, ...pending].find(([, id]) => id === promptId)
  if (waits !== undefined) return openJob(waits, queue.isRunning(promptId) ? 'in_progress' : 'pending', whole)
  const entry = queue.entry(promptId)
  return entry === undefined ? null : endedJob(entry, whole)
}

function openJob(
  [priority, id, prompt, extra]: QueueItem,
  status: string,
  whole: boolean,
): Record<string, unknown> {
  return {
    ...{ id, status, priority, create_time: extra['create_time'], outputs_count: 0 },
    ...(whole ? { workflow: { prompt, extra_data: extra } } : {}),
  }
}

function endedJob(entry: HistoryEntry, whole: boolean): Record<string, unknown> {
  const { prompt: item, outputs, status } = entry
  const [priority, id, prompt, extra] = item
  const told = (type: string) => status.messages.find(([name]) => name === type)?.[1]
  const failure = told('execution_error')
  const end = told('execution_success') ?? failure ?? told('execution_interrupted')
  const shown = Object.entries(outputs).flatMap(([nodeId, output]) =>
    Object.entries(output as Record<string, unknown[]>).flatMap(([mediaType, files]) =>
      files.map((file) => ({ ...(file as object), nodeId, mediaType })),
    ),
  )
  const state =
    status.status_str === 'success' ? 'completed' : told('execution_interrupted') ? 'cancelled' : 'failed'
  return {
    ...{ id, status: state, priority, create_time: extra['create_time'] },
    ...{
      execution_start_time: told('execution_start')?.['timestamp'],
      execution_end_time: end?.['timestamp'],
    },
    ...{ outputs_count: shown.length, previewable_outputs_count: shown.length, preview_output: shown[0] },
    ...(failure === undefined ? {} : { execution_error: failure }),
    ...(whole ? { outputs, execution_status: status, workflow: { prompt, extra_data: extra } } : {}),
  }
}
