import { z } from 'zod'
import { eventTypes, type CatalogueEvent } from '../../events.js'
import { progressNoticeSchema } from '../../generation/progress-notice.schema.js'
import { presenceNoticeSchema } from '../../review-together/presence.schema.js'
import { count, idOf, isoTime, wholeNumber, type Members } from './pieces.schema.js'
import { lastEventId, webSocketProtocol } from './request-headers.schema.js'
import { routeContract } from './route-contract.js'

const flag = z.enum(['0', '1'], 'is neither 0 nor 1').exactOptional()
const query = z.strictObject({
  projectId: idOf('project'),
  since: wholeNumber(0, 999_999_999_999_999).exactOptional(),
  progress: flag,
  presence: flag,
})

const catalogueEvent = z.object({
  ...{ seq: count, projectId: idOf('project'), runId: idOf('run').nullable() },
  ...{ type: z.enum(eventTypes), at: isoTime, data: z.record(z.string(), z.unknown()) },
} satisfies Members<CatalogueEvent>)
const { $schema: _, ...contents } = z.toJSONSchema(
  z.union([catalogueEvent, progressNoticeSchema, presenceNoticeSchema]),
  { io: 'input' },
)
/** One event of the stream as it goes over the line: of the log with an id, a notice with its name. */
const streamed = z
  .object({
    id: z.string().optional(),
    event: z.enum(['message', 'progress', 'presence']).optional(),
    data: z.string().meta({ contentMediaType: 'application/json', contentSchema: contents }),
  })
  .meta({ id: 'StreamedEvent' })

export const readEvents = routeContract({
  operationId: 'readEvents',
  method: 'get',
  path: '/events',
  tag: 'Events',
  summary: 'The events of a project as Server-Sent Events, as they happen',
  description:
    'Each has its seq as id. A stream that was cut off is resumed by Last-Event-ID (or since): no event is missed and none ' +
    'comes twice. The stream does not end by itself.',
  scope: 'handler',
  role: 'viewer',
  query,
  headers: lastEventId,
  answers: {
    200: { mediaTypes: ['text/event-stream'], about: 'One event after the other.', event: streamed },
  },
})

export const openEventSocket = routeContract({
  operationId: 'openEventSocket',
  method: 'get',
  path: '/ws',
  tag: 'Events',
  summary: 'The events of a project over a WebSocket, as they happen',
  description:
    'A WebSocket handshake (RFC 6455) with the same log and the same resuming as /events: since is the seq of the last event ' +
    'that you have. Messages are JSON: {"type":"event","event":CatalogueEvent}, with progress=1 ' +
    '{"type":"progress","progress":ProgressNotice}, with presence=1 {"type":"presence","presence":PresenceNotice}. You may ' +
    'send {"type":"ping"}; anything else closes with 1008. A request that is no handshake is answered with 426.',
  scope: 'handler',
  role: 'viewer',
  query,
  headers: webSocketProtocol,
  answers: { 101: null },
})
