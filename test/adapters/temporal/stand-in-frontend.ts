import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'

/** The answer to one gRPC call: a status other than 0, or the bytes of a message. */
export type GrpcAnswer = { readonly status: number; readonly message?: string } | Uint8Array

/**
 * A Temporal frontend that answers by a table, over plain HTTP/2: what a server refuses can be told without one. A
 * method that is not in the table answers an empty message.
 */
export class StandInFrontend {
  readonly address: string
  /** Method names in the order of their calls, with the request's headers. */
  readonly calls: { method: string; headers: IncomingHttpHeaders }[] = []
  private readonly server: Http2Server
  private readonly sessions = new Set<ServerHttp2Session>()

  private constructor(server: Http2Server) {
    this.server = server
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async open(answers: Readonly<Record<string, GrpcAnswer>>, port = 0): Promise<StandInFrontend> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    const frontend = new StandInFrontend(server)
    server.on('session', (session) => frontend.sessions.add(session))
    server.on('stream', (stream, headers) => {
      const method = String(headers[':path']).split('/').at(-1) ?? ''
      frontend.calls.push({ method, headers })
      stream.on('error', () => undefined)
      answer(stream, answers[method] ?? new Uint8Array())
    })
    return frontend
  }

  async close(): Promise<void> {
    for (const session of this.sessions) session.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

function answer(stream: ServerHttp2Stream, given: GrpcAnswer): void {
  const head = { ':status': 200, 'content-type': 'application/grpc' }
  if (!(given instanceof Uint8Array)) {
    stream.respond(
      {
        ...head,
        'grpc-status': String(given.status),
        'grpc-message': given.message ?? '',
      },
      { endStream: true },
    )
    return
  }
  stream.respond(head, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
  // One frame: not compressed, the length in four bytes, the message.
  const frame = Buffer.alloc(5 + given.length)
  frame.writeUInt32BE(given.length, 1)
  frame.set(given, 5)
  stream.end(frame)
}
