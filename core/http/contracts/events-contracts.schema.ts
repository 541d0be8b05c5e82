import { z } from 'zod'
import { idOf, wholeNumber } from './pieces.schema.js'
import { routeContract } from './route-contract.js'

const flag = z.enum(['0', '1'], 'is neither 0 nor 1').exactOptional()

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
  query: z.strictObject({
    projectId: idOf('project'),
    since: wholeNumber(0, 999_999_999_999_999).exactOptional(),
    progress: flag,
    presence: flag,
  }),
  headers: { 'Last-Event-ID': 'Seq of the last event that you have; wins over since' },
  answers: { 200: { mediaTypes: ['text/event-stream'], about: 'One event after the other.' } },
})
