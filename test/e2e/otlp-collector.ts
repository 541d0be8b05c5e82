import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  /** Which process sent it. */
  readonly instance: string
}

interface Body {
  readonly resourceSpans?: readonly {
    readonly resource: {
      readonly attributes: readonly { key: string; value: { stringValue?: string } }[]
    }
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[]
  }[]
}

/** A collector of OpenTelemetry's protocol over HTTP with JSON bodies, as small as can be. */
export async function startCollector(): Promise<{
  readonly url: string
  readonly spans: CollectedSpan[]
  close(): void
}> {
  const spans: CollectedSpan[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body
      for (const { resource, scopeSpans } of body.resourceSpans ?? []) {
        const named = resource.attributes.find(({ key }) => key === 'assetloom.process')
        for (const scope of scopeSpans)
          for (const span of scope.spans)
            spans.push({ ...span, instance: named?.value.stringValue ?? 'none' })
      }
      response.setHeader('content-type', 'application/json')
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
