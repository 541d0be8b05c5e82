import type { Request, RequestHandler, Response, Router } from 'express'
import { z } from 'zod'
import type { Principal, Role } from '../core/access/principal.js'
import type {
  AnswerContract,
  BodyOf,
  HeadersOf,
  ParamsOf,
  QueryOf,
  RouteContract,
} from '../core/http/contracts/route-contract.js'
import type { ApiContext } from './api-deps.js'
import { idempotent } from './idempotency.js'
import { noteRoute } from './observe-requests.js'
import { problem } from './problem.js'
import { createHeaderReader, createQueryReader, readBody, readParams } from './read-input.js'
import { allowIn, passGate, principalOf } from './scope-gate.js'

/** A request whose path, headers, query and body are as its contract says, from somebody who may send it. */
export interface RouteInput<C> {
  readonly params: ParamsOf<C>
  /** Those that the contract names; no handler reads others of its own. */
  readonly headers: HeadersOf<C>
  readonly query: QueryOf<C>
  readonly body: BodyOf<C>
  readonly principal: Principal
  /** For scope `handler`: throws 404 or 403 unless the principal has the contract's role, or `role`, in the project. */
  readonly allow: (projectId: string, role?: Role) => void
  readonly request: Request
}
export type RouteHandler<C> = (input: RouteInput<C>, response: Response) => Promise<void> | void

export interface Operation {
  readonly contract: RouteContract
  readonly handler: RouteHandler<never>
  /** For scope `handler` with an Idempotency-Key: the project that the request is about. */
  readonly projectOf?: (input: RouteInput<never>) => Promise<string>
}

/** A route: its contract and what answers it. */
export function operation<const C extends RouteContract>(
  contract: C,
  handler: RouteHandler<C>,
  projectOf?: (input: RouteInput<C>) => Promise<string>,
): Operation {
  return { contract, handler, ...(projectOf === undefined ? {} : { projectOf }) }
}

/**
 * Puts the routes into the router, those with fixed paths first. For each request: path (404), headers (400), project and
 * role (404, 403), query and body (422), Idempotency-Key (409, 422), handler. Other methods of a path answer 405 with Allow.
 */
export function mountOperations(router: Router, deps: ApiContext, operations: readonly Operation[]): void {
  const byPath = new Map<string, Operation[]>()
  for (const one of operations) byPath.set(one.contract.path, [...(byPath.get(one.contract.path) ?? []), one])
  const paths = [...byPath.keys()].sort((a, b) => (sortable(a) < sortable(b) ? -1 : 1))
  for (const path of paths) mountPath(router, deps, path, byPath.get(path) ?? [])
}

/** `~` sorts after every letter: `/diff` comes before `/{wishlistRevisionId}`. */
const sortable = (path: string): string => path.replaceAll('{', '~')

function mountPath(router: Router, deps: ApiContext, path: string, operations: readonly Operation[]): void {
  const expressPath = path.replace(/\{(\w+)\.\.\.\}/g, '*$1').replace(/\{(\w+)\}/g, ':$1')
  const route = router.route(expressPath)
  route.all((request, response, next) => {
    noteRoute(request, response, expressPath)
    next()
  })
  const allowed: string[] = []
  for (const method of ['get', 'post', 'put', 'delete'] as const) {
    const found = operations.find(({ contract }) => contract.method === method)
    if (found === undefined) continue
    allowed.push(...(method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    route[method](serve(deps, found))
  }
  route.all(refuseMethod(allowed.join(', ')))
}

function serve(deps: ApiContext, { contract, handler, projectOf }: Operation): RequestHandler {
  const readHeaders = createHeaderReader(contract)
  const readQuery = createQueryReader(contract)
  const answer = handler as RouteHandler<unknown>
  return async (request, response) => {
    const params = readParams(contract, request)
    const headers = readHeaders(request)
    const key = contract.idempotencyKey === true ? headers['Idempotency-Key'] : undefined
    const principal = contract.scope === 'public' ? nobody : principalOf(response)
    const projectId = await passGate(deps.catalogue, contract, principal, params, key !== undefined)
    const input = {
      ...{
        params,
        headers,
        query: readQuery(request),
        body: readBody(contract, request.body),
        principal,
        request,
      },
      allow: (id: string, role: Role = contract.role) => allowIn(principal, id, role),
    } as RouteInput<unknown>
    if (deps.checkAnswers) checkAnswers(contract, response)
    if (key === undefined) return await answer(input, response)
    const keyed = idempotent(
      deps,
      key,
      async () => projectId ?? (await projectOf?.(input as RouteInput<never>)) ?? null,
      (_request, sending) => answer(input, sending),
    )
    await keyed(request, response)
  }
}

/** Who asks where nobody has to be signed in. */
const nobody: Principal = {
  ...{ kind: 'session', handle: '', name: '', userId: null, credentialId: null },
  ...{ isInstallationOwner: false, memberships: new Map() },
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

/** For tests: an answer that is not as its contract says is a fault. */
function checkAnswers(contract: RouteContract, response: Response): void {
  const send = response.json.bind(response)
  response.json = (body: unknown) => {
    const { statusCode } = response
    const expected: AnswerContract | undefined = contract.answers[statusCode]
    if (statusCode < 400) {
      if (!(expected instanceof z.ZodType))
        throw new Error(
          `${contract.operationId} answers ${statusCode} with JSON, which its contract does not have`,
        )
      // As it goes over the wire: members that are undefined are absent.
      const parsed = expected.safeParse(JSON.parse(JSON.stringify(body)))
      if (!parsed.success)
        throw new Error(
          `${contract.operationId} answers against its contract: ${z.prettifyError(parsed.error)}`,
        )
    }
    return send(body)
  }
}
