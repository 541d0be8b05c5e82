import type {
  AnswerOf,
  BodyOf,
  HeadersOf,
  ParamsOf,
  QueryOf,
} from '../../core/http/contracts/route-contract.js'
import { operations, type Operations } from './operations.generated.js'
import type { ApiRequest } from './send-request.js'

export type OperationId = keyof Operations
type Part<Name extends string, Value> = Value extends undefined
  ? object
  : Record<never, never> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value }

type InputOf<C> = Part<'params', ParamsOf<C>> &
  Part<'query', QueryOf<C>> &
  Part<'body', BodyOf<C>> &
  OtherHeadersOf<C> &
  KeyOf<C>
type OtherHeadersOf<C> = C extends { readonly headers: object }
  ? { readonly headers?: Omit<HeadersOf<C>, 'Idempotency-Key'> }
  : { readonly headers?: never }
/** Where the operation takes none, one would promise a safety that is not there. */
type KeyOf<C> = C extends { readonly idempotencyKey: true }
  ? { readonly idempotencyKey?: string }
  : { readonly idempotencyKey?: never }
/** Looked up by their id: computed for all at once, an intersection of 130 unions is more than the compiler takes. */
interface Inputs extends Mapped<'input'> {}
interface Answers extends Mapped<'answer'> {}
type Mapped<What extends 'input' | 'answer'> = {
  readonly [Id in OperationId]: What extends 'input' ? InputOf<Operations[Id]> : AnswerOf<Operations[Id]>
}

/** What a call of the operation needs: path parameters, query, body and headers, as its contract has them. */
export type OperationInput<Id extends OperationId> = Inputs[Id]
export type OperationAnswer<Id extends OperationId> = Answers[Id]

/** What an input is, whatever its operation. */
export interface AnyOperationInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly idempotencyKey?: string
}

/** The request that a call is; parameters are escaped, those that are undefined are left out, as are such headers. */
export function requestOf(id: OperationId, input: AnyOperationInput): ApiRequest {
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
  const headers = Object.fromEntries(
    Object.entries({ ...input.headers, 'Idempotency-Key': input.idempotencyKey }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  )
  return {
    ...{ method, path: query === '' ? path : `${path}?${query}` },
    ...(input.body === undefined ? {} : { body: input.body }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    repeatable: isRepeatable(method, headers),
  }
}

/** Only what may be done twice is sent again by itself. A change that If-Match ties to a version changes that version. */
function isRepeatable(method: string, headers: Readonly<Record<string, string>>): boolean {
  if (headers['idempotency-key'] !== undefined) return true
  return method !== 'POST' && headers['if-match'] === undefined
}

/** A call of any operation: its answer is as its contract says. */
export type CallOperation = <Id extends OperationId>(
  id: Id,
  input: OperationInput<Id>,
) => Promise<OperationAnswer<Id>>

/** Sends operations by `send`. The types are those of the contracts; what is sent is the same for all. */
export function callOperation(send: (request: ApiRequest) => Promise<unknown>): CallOperation {
  const call = async (id: OperationId, input: AnyOperationInput) => await send(requestOf(id, input))
  return call as unknown as CallOperation
}
