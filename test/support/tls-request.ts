import { request as plainRequest } from 'node:http'
import { request, type RequestOptions } from 'node:https'

export interface TlsAnswer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

export interface TlsInit {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  /** The only certificate that is believed; left out for plain HTTP. */
  readonly ca?: string
}

/** One request whose certificate is judged by the test; fetch would ask the machine's own authorities. */
export function tlsRequest(url: string, { ca, body, ...init }: TlsInit = {}): Promise<TlsAnswer> {
  const options: RequestOptions = { ...init, agent: false, ...(ca === undefined ? {} : { ca }) }
  return new Promise((resolve, reject) => {
    const sent = (url.startsWith('https:') ? request : plainRequest)(url, options, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      )
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
