import { z } from 'zod'
import type { HeaderContract, RouteContract } from './route-contract.js'

/** What each value is good for: no header of HTTP is refused for what it holds, unless it says so. */
const anyValue = z.string()

const keyMessage = 'is not 1 to 200 printable ASCII characters without blanks'

/** Of all operations whose contract says `idempotencyKey`. */
export const idempotencyKeyHeader: HeaderContract = {
  about:
    'Makes the request repeatable: the same key with the same request gives the first answer again for 24 hours, refusals ' +
    'below 500 included, with Idempotent-Replayed: true. Keys belong to one project.',
  hint: 'Use a random UUID for each new request, and the same one to send that request again.',
  schema: z
    .string()
    .min(1, keyMessage)
    .max(200, keyMessage)
    .regex(/^[!-~]+$/, keyMessage),
  refusals: {
    400: { type: 'invalid-idempotency-key', about: `it ${keyMessage}` },
    409: {
      type: 'request-in-flight',
      about: 'the first request with it is still being answered',
      headers: { 'Retry-After': 'Seconds after which it is worth asking again' },
    },
    422: { type: 'idempotency-key-used', about: 'it was used for another request of the project' },
  },
}

/** For a change of what the client has seen; `thing` is what the tag is of. */
export function ifMatch(thing: string): { readonly 'If-Match': HeaderContract } {
  return {
    'If-Match': {
      about: `Entity tags (RFC 9110, 13.1.1) of the ${thing} as you saw it, or *: it is changed only while one of them is its ETag.`,
      schema: anyValue,
      refusals: {
        412: {
          type: 'precondition-failed',
          about: 'none of its tags is that of what stands',
          headers: { ETag: 'The tag of what stands; absent where there is nothing' },
        },
      },
    },
  }
}

/** For a reading of what the client may have; `thing` is what the tag is of. */
export function ifNoneMatch(thing: string): { readonly 'If-None-Match': HeaderContract } {
  return {
    'If-None-Match': {
      about: `Entity tags (RFC 9110, 13.1.2) of what you have: 304 when one is that of the ${thing}.`,
      schema: anyValue,
    },
  }
}

/** For bytes that are sent in part. */
export const rangeHeaders = {
  Range: {
    about:
      'One part of the bytes (RFC 9110, 14.2), as bytes=0-1023. Several parts, other units and what cannot be read are answered by the whole.',
    schema: anyValue,
    refusals: {
      416: {
        type: 'range-not-satisfiable',
        about: 'the part lies behind the end',
        headers: { 'Content-Range': 'How many bytes there are' },
      },
    },
  },
  'If-Range': {
    about: 'The strong ETag of what the part is to belong to: of other bytes all are sent.',
    schema: anyValue,
  },
} as const satisfies Readonly<Record<string, HeaderContract>>

/** For a stream that was cut off. */
export const lastEventId = {
  'Last-Event-ID': {
    about:
      'The seq of the last event that you have; wins over since. What is no whole number is passed over.',
    schema: anyValue,
  },
} as const satisfies Readonly<Record<string, HeaderContract>>

/** For a handshake (RFC 6455, 11.3.4). */
export const webSocketProtocol = {
  'Sec-WebSocket-Protocol': {
    about: 'assetloom, and bearer.<token> after it where a program can send no Authorization.',
    schema: anyValue,
  },
} as const satisfies Readonly<Record<string, HeaderContract>>

/** All headers that an operation reads, by name. */
export function headersOf(contract: RouteContract): Readonly<Record<string, HeaderContract>> {
  const keyed = contract.idempotencyKey === true ? { 'Idempotency-Key': idempotencyKeyHeader } : {}
  return { ...contract.headers, ...keyed }
}
