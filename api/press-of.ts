import { randomUUID } from 'node:crypto'
import { hashOf } from '../core/hash.js'

/**
 * What tells one press of a button from the next, for the outbox: the client's Idempotency-Key where it sent one, so that
 * a request that comes again after a crash is still one message; else each request is a press of its own.
 */
export function pressOf({ 'Idempotency-Key': key }: { readonly 'Idempotency-Key'?: string }): string {
  return key !== undefined ? hashOf(key).slice(0, 32) : randomUUID()
}
