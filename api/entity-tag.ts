import type { Response } from 'express'
import { problem } from './problem.js'

/** Whether a list of entity tags (RFC 9110, 8.8.3) names this one; weak ones count as equal. */
export function namesTag(header: string, tag: string): boolean {
  const bare = (one: string) => one.trim().replace(/^W\//, '')
  return header.split(',').some((one) => bare(one) === '*' || bare(one) === bare(tag))
}

/** The tag of a thing that changes as a whole, such as the revision of its settings. */
export function setEntityTag(response: Response, version: string | number): void {
  // `no-store` would forbid to keep the answer that the tag is of.
  response.set({ ETag: `"${version}"`, 'Cache-Control': 'private, no-cache' })
}

/**
 * Refuses a change of what the client has not seen: with If-Match, `version` has to be among its tags; null = there is
 * nothing yet. Asked last: what is refused without the header is refused so with it, too (RFC 9110, 13.2.1). Throws a
 * 412 problem.
 */
export function requireMatch(
  { 'If-Match': header }: { readonly 'If-Match'?: string },
  version: string | number | null,
): void {
  if (header === undefined) return
  if (version !== null && namesTag(header, `"${version}"`)) return
  throw problem(
    412,
    'precondition-failed',
    'It was changed by somebody since you read it.',
    'Read it again, then send your change with its new ETag.',
    {},
    version === null ? {} : { ETag: `"${version}"` },
  )
}
