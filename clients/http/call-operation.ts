import type { AnswerOf, BodyOf, ParamsOf, QueryOf } from '../../core/http/contracts/route-contract.js'
import { operations, type Operations } from './operations.generated.js'
import type { ApiRequest } from './send-request.js'

export type OperationId = keyof Operations
type Part<Name extends string, Value> = Value extends undefined
  ? object
  : Record<never, never> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value }

/** What a call of the operation needs: path parameters, query and body, as its contract has them. */
export type OperationInput<Id extends OperationId> = Part<'params', ParamsOf<Operations[Id]>> &
  Part<'query', QueryOf<Operations[Id]>> &
  Part<'body', BodyOf<Operations[Id]>> & { readonly idempotencyKey?: string }
export type OperationAnswer<Id extends OperationId> = AnswerOf<Operations[Id]>

interface AnyInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly idempotencyKey?: string
}

/** The request that a call is; parameters are escaped, those that are undefined are left out. */
export function requestOf(id: OperationId, input: AnyInput): ApiRequest {
  const [method, template] = operations[id] as readonly ['GET' | 'POST' | 'PUT' | 'DELETE', string]
  const path = template.replace(/\{(\w+)(\.\.\.)?\}/g, (_, name: string, rest?: string) => {
    const value = input.params?.[name] ?? ''
    return rest === undefined ? encodeURIComponent(value) : value.split('/').map(encodeURIComponent).join('/')
  })
  const query = new URLSearchParams(
    Object.entries(input.query ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  ).toString()
  return {
    ...{ method, path: query === '' ? path : `${path}?${query}` },
    ...(input.body === undefined ? {} : { body: input.body }),
    ...(input.idempotencyKey === undefined ? {} : { headers: { 'idempotency-key': input.idempotencyKey } }),
    // Only what may be done twice is sent again by itself.
    repeatable: method !== 'POST' || input.idempotencyKey !== undefined,
  }
}
