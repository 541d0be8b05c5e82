import { z } from 'zod'
import { idPrefixes, type IdKind } from '../../ids.js'

/**
 * Text that Postgres can hold: no NUL and no half of a surrogate pair. Lengths are characters. The pattern is what a JSON
 * schema can say; UTF-8 itself has no halves of pairs, so only escapes in JSON can bring them.
 */
export function text(max: number, min = 0) {
  return (
    z
      .string()
      .min(min)
      .max(max)
      // oxlint-disable-next-line no-control-regex -- it is what is looked for
      .regex(/^[^\u0000]*$/, 'holds a NUL character: is it a binary file?')
      .refine((value) => !/\p{Surrogate}/u.test(value), 'is not well-formed Unicode')
  )
}

/** One line without control characters. */
export function line(max: number, min = 1) {
  return (
    z
      .string()
      .min(min)
      .max(max)
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'holds control characters')
      .refine((value) => !/\p{Surrogate}/u.test(value), 'is not well-formed Unicode')
  )
}

/** Says the range instead of one of its ends. */
export function wholeNumber(min: number, max: number) {
  const message = `is not a whole number from ${min} to ${max}`
  return z.number(message).int(message).min(min, message).max(max, message)
}

/** `run_` and a UUIDv7. */
export function idOf(kind: IdKind) {
  return z
    .string()
    .regex(
      new RegExp(`^${idPrefixes[kind]}_[0-9a-f-]{36}$`),
      `is not the id of a ${kind}: ${idPrefixes[kind]}_ and a UUIDv7`,
    )
}

/** Hash of bytes, hexadecimal. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256')
/** Lower-case words joined by -. */
export const kebabKey = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not lower-case words joined by -')
  .max(80)
/** ISO 8601, UTC. */
export const isoTime = z.string().meta({ format: 'date-time' })
/** `limit` of a page. */
export const pageLimit = wholeNumber(1, 500).exactOptional()
/** Where the next page begins; null in an answer = the end. */
export const pageCursor = text(1000, 1).exactOptional()
/** Counts, sizes, positions. */
export const count = z.number().int().min(0)
/** Amounts of money in millionths of the currency. */
export const micros = z.number().int()

/** The members of `T`, each with a schema: `satisfies` tells of one that is missing, and of one that `T` does not have. */
export type Members<T> = { readonly [Name in keyof T]-?: z.ZodType<T[Name]> }
/** What a path of ours is: `/api/v1/...`. */
export const ownPath = z.string().startsWith('/')

/** Names a spec of a run; keys that nothing can have are refused. */
export const specKeyText = z.string().regex(/^[a-z0-9-]{1,80}$/, 'is no key of a spec')
/** Where the next page begins, as the page before says. */
export const pagePosition = wholeNumber(0, 1_000_000_000).exactOptional()
