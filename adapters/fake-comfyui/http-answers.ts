import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GraphValue } from '../../core/graphs/comfy-graph.js'
import { parsePythonJson, writePythonJson } from './python-json.js'

const bodyBytesMax = 104_857_600
const serverName = 'assetloom-fake-comfyui'

/** The body is larger than ComfyUI takes. */
export class BodyTooLarge extends Error {}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > bodyBytesMax) throw new BodyTooLarge()
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** A JSON object; what is none throws, and is answered with 500 as there. */
export async function readObject(request: IncomingMessage): Promise<Readonly<Record<string, GraphValue>>> {
  const value = parsePythonJson((await readBody(request)).toString('utf8'))
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new TypeError('the body is no object')
  return value as Readonly<Record<string, GraphValue>>
}

export function answerJson(response: ServerResponse, body: unknown, status = 200): void {
  const text = writePythonJson(body)
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      server: serverName,
    })
    .end(text)
}

/** 200 without a body, as control calls are answered whatever came of them. */
export function answerEmpty(response: ServerResponse, status = 200): void {
  response
    .writeHead(status, {
      'content-length': 0,
      server: serverName,
      'content-type': 'application/octet-stream',
    })
    .end()
}

export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  response
    .writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      server: serverName,
    })
    .end(text)
}

/** An exception in a handler. */
export function answerTrouble(response: ServerResponse): void {
  answerText(response, 500, '500 Internal Server Error\n\nServer got itself in trouble')
}

/** What a reverse proxy says when the server behind it is away. */
export function answerGateway(response: ServerResponse): void {
  const page =
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n'
  answerText(response, 502, page, 'text/html')
}
