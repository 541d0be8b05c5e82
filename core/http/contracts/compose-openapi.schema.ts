import { z } from 'zod'
import { collectComponents, type Components } from './collect-components.schema.js'
import { problemSchema } from './problem.schema.js'
import { headersOf } from './request-headers.schema.js'
import {
  namesInPath,
  type AnswerContract,
  type HeaderContract,
  type RouteContract,
} from './route-contract.js'
import { idPrefixes } from '../../ids.js'

type Json = Readonly<Record<string, unknown>>
export interface OpenApiDocument extends Json {
  readonly openapi: '3.1.0'
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>>; readonly securitySchemes: Json }
}

const statusWords: Readonly<Record<number, string>> = {
  101: 'The connection speaks another protocol from now on',
  200: 'Done',
  201: 'Made',
  202: 'Accepted: it is kept, and its effect shows later',
  204: 'Done; there is nothing to tell',
  206: 'A part of it',
  207: 'Done item by item',
  303: 'Look there',
  304: 'You have it already',
}

/**
 * The OpenAPI 3.1 document of these routes (https://spec.openapis.org/oas/v3.1.0). JSON schemas come from the zod schemas
 * that validate. Answers leave unknown members open: later versions may add some.
 */
export function composeOpenApi(contracts: readonly RouteContract[]): OpenApiDocument {
  const components = collectComponents()
  const problem = components.refer(problemSchema, 'output')
  const paths: Record<string, Record<string, Json>> = {}
  // OpenAPI has no words for a WebSocket: a path of it would promise an answer to a plain request.
  const sockets = contracts.filter(isSocket)
  for (const contract of contracts.filter((one) => !isSocket(one))) {
    const item = (paths[pathOf(contract)] ??= {})
    item[contract.method] = composeOperation(components, problem, contract)
  }
  const xWebsockets = Object.fromEntries(
    sockets.map((contract) => [pathOf(contract), composeOperation(components, problem, contract)]),
  )
  const { document, schemas } = components.settle({ paths, xWebsockets })
  const settled = document as { paths: OpenApiDocument['paths']; xWebsockets: Json }
  const tags = [...new Set(contracts.map(({ tag }) => tag))].sort()
  return {
    openapi: '3.1.0',
    info: {
      title: 'Assetloom',
      version: '1',
      description:
        'Durable pipelines that turn a wishlist into reviewed, engine-ready assets. Errors are RFC 9457 problems. Long work answers 202 with Location.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tags.map((name) => ({ name })),
    security: [{ bearer: [] }, { session: [] }],
    paths: settled.paths,
    'x-websockets': settled.xWebsockets,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'assetloom_session' },
      },
    },
  }
}

const isSocket = ({ answers }: RouteContract): boolean => 101 in answers
const pathOf = ({ base, path }: RouteContract): string =>
  `${base === 'root' ? '' : '/api/v1'}${path.replace('...}', '}')}`

function composeOperation(components: Components, problem: unknown, contract: RouteContract): Json {
  const { operationId, tag, summary, body, bytes, scope, idempotencyKey } = contract
  const replayed = idempotencyKey === true ? replayedHeader : {}
  return {
    operationId,
    tags: [tag],
    summary,
    description: describe(contract),
    ...(scope === 'public' ? { security: [] } : {}),
    parameters: composeParameters(components, contract),
    ...(body === undefined ? {} : { requestBody: jsonBody(components, body) }),
    ...(bytes === undefined ? {} : { requestBody: bytesBody(bytes.mediaTypes, bytes.about) }),
    responses: {
      ...Object.fromEntries(
        Object.entries(contract.answers).map(([status, answer]) => [
          status,
          composeAnswer(components, Number(status), answer, replayed),
        ]),
      ),
      ...composeRefusals(problem, headersOf(contract)),
      default: {
        description: 'A problem: what is wrong and what to do next',
        content: { 'application/problem+json': { schema: problem } },
      },
    },
  }
}

function describe({ description, scope, role }: RouteContract): string {
  const needed = scope === 'public' ? 'Nobody has to be signed in.' : `Needs the role ${role}.`
  return description === undefined ? needed : `${description} ${needed}`
}

const replayedHeader: Json = {
  'Idempotent-Replayed': {
    description: 'The answer of the first request with this Idempotency-Key, given again',
    schema: { type: 'string', const: 'true' },
  },
}

function describeHeaders(told: Readonly<Record<string, string>>): Json {
  const headers = Object.entries(told).map(([name, description]): [string, Json] => [
    name,
    { description, schema: { type: 'string' } },
  ])
  return headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }
}

/** What a header may be refused with. The same statuses have other problems, too: those of `default`. */
function composeRefusals(problem: unknown, headers: Readonly<Record<string, HeaderContract>>): Json {
  const refusals = Object.entries(headers).flatMap(([name, header]) =>
    Object.entries(header.refusals ?? {}).map(([status, refusal]) => ({ name, status, ...refusal })),
  )
  return Object.fromEntries(
    refusals.map(({ name, status, type, about, headers: told = {} }) => [
      status,
      {
        description: `A problem, as by default; urn:assetloom:problem:${type} for the header ${name}: ${about}`,
        ...describeHeaders(told),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  )
}

function composeParameters(components: Components, contract: RouteContract): Json[] {
  const { path, params, query } = contract
  const inPath = namesInPath(path).map((name) => ({
    ...{ name, in: 'path', required: true },
    schema: schemaOfParameter(components, params?.shape[name], name),
  }))
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    ...{
      name,
      in: 'query',
      required: !isOptional(schema),
    },
    schema: schemaOfParameter(components, schema, name),
  }))
  const inHeader = Object.entries(headersOf(contract)).map(([name, { about, schema }]) => ({
    ...{ name, in: 'header', required: false, description: about },
    schema: components.refer(schema, 'input'),
  }))
  return [...inPath, ...inQuery, ...inHeader]
}

const isOptional = (schema: unknown): boolean =>
  schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault

function schemaOfParameter(components: Components, schema: unknown, name: string): unknown {
  if (schema instanceof z.ZodType) return components.refer(schema, 'input')
  const kind = name.endsWith('Id') ? name.slice(0, -2) : ''
  if (kind in idPrefixes)
    return { type: 'string', pattern: `^${idPrefixes[kind as keyof typeof idPrefixes]}_[0-9a-f-]{36}$` }
  return { type: 'string', minLength: 1 }
}

function jsonBody(components: Components, body: z.ZodType): Json {
  return { required: true, content: { 'application/json': { schema: components.refer(body, 'input') } } }
}

function bytesBody(mediaTypes: readonly string[], about: string): Json {
  return { required: true, description: about, content: contentOf(mediaTypes) }
}

const contentOf = (mediaTypes: readonly string[]): Json =>
  Object.fromEntries(mediaTypes.map((type) => [type, { schema: schemaOfBytes(type) }]))

/** Bytes whose contents nothing here knows: a file of JSON is any JSON. */
function schemaOfBytes(mediaType: string): Json {
  if (mediaType === 'application/json') return {}
  return mediaType.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' }
}

function composeAnswer(components: Components, status: number, answer: AnswerContract, replayed: Json): Json {
  const description = statusWords[status] ?? 'Done'
  const location = status === 202 || status === 201 ? { Location: { schema: { type: 'string' } } } : {}
  const told = { ...location, ...replayed }
  const headers = Object.keys(told).length === 0 ? {} : { headers: told }
  if (answer === null) return { description, ...headers }
  if (!(answer instanceof z.ZodType)) {
    const { about, mediaTypes, event } = answer
    if (event === undefined) return { description: about, content: contentOf(mediaTypes) }
    // OpenAPI 3.1 has no word for the items of a stream (3.2: itemSchema); readers take the schema for that of one event.
    const schema = components.refer(event, 'output')
    return { description: about, content: Object.fromEntries(mediaTypes.map((type) => [type, { schema }])) }
  }
  return {
    ...{ description, ...headers },
    content: { 'application/json': { schema: components.refer(answer, 'output') } },
  }
}
