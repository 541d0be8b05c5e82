import type { z } from 'zod'
import type { Role } from '../../access/principal.js'

export type HttpMethod = 'get' | 'post' | 'put' | 'delete'

/**
 * How the project of a request is found, so that the role of who asks can be judged before anything is done.
 * - `public`: nobody has to be signed in.
 * - `signedIn`: belongs to no project; the handler shows only what the principal may see.
 * - `installation`: belongs to no project; for owners of the installation.
 * - `handler`: the project is named in the query or the body; the handler asks `allow` itself.
 * - all others: by the path parameter `<scope>Id`.
 */
export type RouteScope =
  | 'public'
  | 'signedIn'
  | 'installation'
  | 'handler'
  | 'project'
  | 'run'
  | 'variant'
  | 'decision'
  | 'bundle'
  | 'asset'
  | 'job'

/** An answer: its JSON, other bytes by media type, or nothing. `event`: one event of a stream. */
export type AnswerContract =
  | z.ZodType
  | { readonly mediaTypes: readonly string[]; readonly about: string; readonly event?: z.ZodType }
  | null

/** A header that a request may have; each may be left out. */
export interface HeaderContract {
  /** What it is for. Sentences. */
  readonly about: string
  /** What a value may be; one that it forbids is a 400, `invalid-<name>`, with `hint`. */
  readonly schema: z.ZodType<string>
  readonly hint?: string
  /** How a request may be refused for it, by status: the last part of the problem's type, and when. */
  readonly refusals?: Readonly<Record<number, HeaderRefusal>>
}
export interface HeaderRefusal {
  readonly type: string
  /** A clause about the header, without its full stop. */
  readonly about: string
  /** Headers of the answer, with what they tell. */
  readonly headers?: Readonly<Record<string, string>>
}

/** One route of the interface: what validates it, what documents it, who may call it. */
export interface RouteContract {
  /** Unique; the name of the call in the typed client. */
  readonly operationId: string
  readonly method: HttpMethod
  /** Below /api/v1, with parameters as `{runId}`; `{path...}` takes the rest with its slashes. */
  readonly path: string
  /** Left out: /api/v1. `root`: the path stands at the root of the server. */
  readonly base?: 'root'
  readonly tag: string
  /** A sentence without its full stop. */
  readonly summary: string
  readonly description?: string
  readonly scope: RouteScope
  /** The least role in the project of the scope. */
  readonly role: Role
  /** Path parameters; one that does not parse is a 404. Ids of the scope need none. */
  readonly params?: z.ZodObject
  /** Query parameters; others than these are refused. */
  readonly query?: z.ZodObject
  /** The JSON body. */
  readonly body?: z.ZodType
  /** Checked instead of `body`, where the handler itself holds what comes against it and tells all that is wrong. */
  readonly bodyOutline?: z.ZodType
  /** A JSON body larger than other routes take, bytes. */
  readonly bodyBytesMax?: number
  /** A body of bytes instead of JSON. */
  readonly bytes?: { readonly mediaTypes: readonly string[]; readonly about: string }
  readonly answers: Readonly<Record<number, AnswerContract>>
  /** Takes the header Idempotency-Key (api/idempotency.ts). */
  readonly idempotencyKey?: true
  /** Other headers that it reads, by name (request-headers.schema.ts). */
  readonly headers?: Readonly<Record<string, HeaderContract>>
}

/** Keeps the exact type of a contract. */
export function routeContract<const C extends RouteContract>(contract: C): C {
  return contract
}

type Output<T, Absent> = T extends z.ZodType<infer Value> ? Value : Absent
type Nothing = Record<never, never>

export type ParamsOf<C> = (C extends { readonly params: infer P } ? Output<P, Nothing> : Nothing) & IdsOf<C>
export type QueryOf<C> = C extends { readonly query: infer Q } ? Output<Q, Nothing> : Nothing
export type BodyOf<C> = C extends { readonly body: infer B } ? Output<B, undefined> : undefined
/** The headers that it reads, each as it came or absent. */
export type HeadersOf<C> = Named<C extends { readonly headers: infer H } ? H : Nothing> &
  (C extends { readonly idempotencyKey: true } ? { readonly 'Idempotency-Key'?: string } : Nothing)
type Named<H> = { readonly [N in keyof H]?: string }
/** The JSON of the answers below 300. */
export type AnswerOf<C> = C extends { readonly answers: infer A }
  ? { [S in keyof A]: A[S] extends z.ZodType<infer Value> ? Value : never }[keyof A]
  : never

/** The ids that a path names: `{runId}` is text without a schema of its own. */
type IdsOf<C> = C extends { readonly path: infer P extends string }
  ? { readonly [N in NamesIn<P> as N extends `${string}Id` ? N : never]: string }
  : Nothing
type NamesIn<P extends string> = P extends `${string}{${infer N}}${infer Rest}` ? N | NamesIn<Rest> : never

/** The names of the parameters in a path, in their order. */
export function namesInPath(path: string): string[] {
  return [...path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map(([, name]) => name ?? '')
}
