import type { Request, RequestHandler, Response, Router } from 'express'
import { isIdOf, type IdKind } from '../core/ids.js'
import type { ApiLimits } from './api-deps.js'
import { noteRoute } from './observe-requests.js'
import { notFound, problem } from './problem.js'

type Method = 'get' | 'post' | 'put' | 'delete'
export type Handler = (request: Request, response: Response) => Promise<void> | void

/** Puts the handlers of one path into the router; other methods answer 405 with Allow. */
export function resource(router: Router, path: string, handlers: Partial<Record<Method, Handler>>): void {
  const route = router.route(path)
  route.all((request, response, next) => {
    noteRoute(request, response, path)
    next()
  })
  const allowed: string[] = []
  for (const method of ['get', 'post', 'put', 'delete'] as const) {
    const handler = handlers[method]
    if (!handler) continue
    allowed.push(...(method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    route[method](handler)
  }
  route.all(refuseMethod(allowed.join(', ')))
}

function refuseMethod(allow: string): RequestHandler {
  return (request) => {
    throw problem(
      405,
      'method-not-allowed',
      `${request.method} does not work here.`,
      `Use ${allow}.`,
      {},
      { Allow: allow },
    )
  }
}

/** A path parameter as text; the parts of a wildcard are joined by slashes. */
export function pathText(request: Request, name: string): string {
  const value: unknown = request.params[name]
  if (Array.isArray(value)) return value.join('/')
  return typeof value === 'string' ? value : ''
}

/** An id in the path. One of a wrong shape cannot exist. */
export function pathId(request: Request, name: string, kind: IdKind): string {
  const id = pathText(request, name)
  if (!isIdOf(kind, id)) throw notFound(kind)
  return id
}

/** A query parameter that is given at most once; undefined when it is absent. */
export function queryText(request: Request, name: string): string | undefined {
  const value: unknown = request.query[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value.length > 1000 || value.includes('\0'))
    throw problem(422, 'invalid-query', `The query parameter ${name} is not usable.`, `Give ${name} once.`)
  return value
}

/** A whole number from `min` in the query. */
export function queryInteger(request: Request, name: string, min = 0): number | undefined {
  const text = queryText(request, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d{1,15}$/.test(text) || value < min)
    throw problem(
      422,
      'invalid-query',
      `The query parameter ${name} is not a whole number from ${min}.`,
      `Correct ${name} or leave it out.`,
    )
  return value
}

/** `limit` of a page; more than the largest page is refused rather than silently cut. */
export function pageSize(request: Request, limits: ApiLimits): number {
  const limit = queryInteger(request, 'limit', 1) ?? limits.pageSizeDefault
  if (limit > limits.pageSizeMax)
    throw problem(
      422,
      'invalid-query',
      `limit is at most ${limits.pageSizeMax}.`,
      'Read the rest page by page with cursor.',
    )
  return limit
}
