import type { Request } from 'express'
import { z } from 'zod'
import { headersOf } from '../core/http/contracts/request-headers.schema.js'
import { namesInPath, type RouteContract } from '../core/http/contracts/route-contract.js'
import { idPrefixes, isIdOf, type IdKind } from '../core/ids.js'
import { notFound, problem, type ProblemError } from './problem.js'

/** Path, query and body of a request as its contract reads them. */
export interface ReadInput {
  readonly params: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

const queryCharsMax = 1000

/** Path parameters. One that cannot name anything is a 404, as one that names nothing is. */
export function readParams(contract: RouteContract, request: Request): Readonly<Record<string, unknown>> {
  const given = Object.fromEntries(namesInPath(contract.path).map((name) => [name, pathText(request, name)]))
  for (const [name, text] of Object.entries(given)) {
    const kind = kindOf(name)
    if (text.includes('\0') || (kind !== null && !isIdOf(kind, text))) throw notFound(kind ?? 'resource')
  }
  if (contract.params === undefined) return given
  const parsed = contract.params.safeParse(
    Object.fromEntries(Object.keys(contract.params.shape).map((name) => [name, given[name]])),
  )
  if (!parsed.success) throw namesNothing(wordOf(contract), parsed.error.issues[0])
  return { ...given, ...parsed.data }
}

function namesNothing(word: string, issue: z.core.$ZodIssue | undefined): ProblemError {
  if (issue === undefined) return notFound(word)
  const hint = `"${String(issue.path[0])}" ${issue.message}.`
  return problem(404, 'not-found', `There is no such ${word}.`, hint)
}

/** `runId` is the id of a run; null for names that are no ids. */
function kindOf(name: string): IdKind | null {
  const kind = name.endsWith('Id') ? name.slice(0, -2) : ''
  return kind in idPrefixes ? (kind as IdKind) : null
}

/** `/projects/{projectId}/images/{sha256}` is about an image. */
function wordOf({ path }: RouteContract): string {
  const words = path.split('/').filter((part) => part !== '' && !part.startsWith('{'))
  return (words.at(-1) ?? 'resource').replace(/s$/, '')
}

/** A path parameter as text; the parts of a wildcard are joined by slashes. */
function pathText(request: Request, name: string): string {
  const value: unknown = request.params[name]
  if (Array.isArray(value)) return value.join('/')
  return typeof value === 'string' ? value : ''
}

/** Reads the headers that the contract names, by its spelling. Throws 400 for one that is not usable. */
export function createHeaderReader(
  contract: RouteContract,
): (request: Request) => Readonly<Record<string, string>> {
  const named = Object.entries(headersOf(contract)).map(([name, header]) => ({
    ...{ name, lowerName: name.toLowerCase(), ...header },
  }))
  return (request) => {
    const given: Record<string, string> = {}
    for (const { name, lowerName, schema, hint } of named) {
      const value = request.headers[lowerName]
      if (value === undefined) continue
      // Node joins what is given more than once.
      const parsed = schema.safeParse(value)
      if (!parsed.success)
        throw problem(
          400,
          `invalid-${lowerName}`,
          `The header ${name} ${parsed.error.issues[0]?.message ?? 'is not usable'}.`,
          hint ?? `Correct ${name} or leave it out.`,
        )
      given[name] = parsed.data
    }
    return given
  }
}

/** Throws 422 for a parameter that is unknown, given twice, or not usable. */
export function createQueryReader(contract: RouteContract): (request: Request) => ReadInput['query'] {
  const { query } = contract
  const integers = query === undefined ? new Set<string>() : integersOf(query)
  const known = query === undefined ? [] : Object.keys(query.shape)
  const schema = query?.strict()
  return (request) => {
    const given: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(request.query)) {
      if (!known.includes(name)) throw unusableQuery(name, 'is not known here', nameQueries(known))
      if (typeof value !== 'string')
        throw unusableQuery(name, 'is given more than once', `Give ${name} once.`)
      if (value.length > queryCharsMax || value.includes('\0'))
        throw unusableQuery(name, 'is not usable', `At most ${queryCharsMax} characters without NUL.`)
      given[name] = integers.has(name) && /^-?\d{1,16}$/.test(value) ? Number(value) : value
    }
    if (schema === undefined) return given
    const parsed = schema.safeParse(given)
    if (parsed.success) return parsed.data
    const issue = parsed.error.issues[0]
    const name = String(issue?.path[0] ?? '')
    throw unusableQuery(name, issue?.message ?? 'is not usable', `Correct ${name} or leave it out.`)
  }
}

function nameQueries(known: readonly string[]): string {
  return known.length === 0 ? 'This takes no query parameters.' : `It takes ${known.join(', ')}.`
}

function unusableQuery(name: string, message: string, hint: string): ProblemError {
  return problem(422, 'invalid-query', `The query parameter ${name.slice(0, 60)} ${message}.`, hint)
}

function integersOf(query: z.ZodObject): Set<string> {
  const { properties = {} } = z.toJSONSchema(query, { unrepresentable: 'any', io: 'input' })
  return new Set(
    Object.entries(properties)
      .filter(([, property]) => typeof property === 'object' && property.type === 'integer')
      .map(([name]) => name),
  )
}

/** The JSON body. Throws 422 with the first member that is wrong. */
export function readBody(contract: RouteContract, body: unknown): unknown {
  const schema = contract.bodyOutline ?? contract.body
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const member = issue?.path.length ? `"${issue.path.join('.')}" ` : 'The body: '
  throw problem(
    422,
    'invalid-body',
    `${member}${issue?.message ?? 'is not usable'}.`,
    'Correct it and send again; /api/v1/reference names the shape.',
  )
}
