import { BlockList, isIP } from 'node:net'
import type { IncomingHttpHeaders } from 'node:http'
import type { RequestHandler } from 'express'
import type { SignInTerms } from '../core/access/sign-in-ports.js'
import { problem } from './problem.js'

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/** What the Host header says, and what follows from it. */
export interface RequestOrigins {
  /** Refuses requests under a name that is not ours. */
  readonly requireKnownHost: RequestHandler
  /** `https://art.studio.example` for a request with these headers. */
  readonly originOf: (headers: IncomingHttpHeaders) => string
  /** Whether the browser came over TLS: then its cookies are for TLS only. */
  readonly isSecure: (headers: IncomingHttpHeaders) => boolean
}

/**
 * A page of another site can make its own name point at 127.0.0.1 (DNS rebinding), and the browser then takes us for that
 * site: only loopback names and the host of the public address are answered. The port is free, so that forwarding works.
 */
export function createRequestOrigins({ publicUrl }: SignInTerms): RequestOrigins {
  const open = publicUrl === null ? null : new URL(publicUrl)
  const isPublic = (headers: IncomingHttpHeaders) => open !== null && nameOf(headers) === open.hostname
  const isSecure = (headers: IncomingHttpHeaders) => open?.protocol === 'https:' && isPublic(headers)
  return {
    isSecure,
    originOf: (headers) => `${isSecure(headers) ? 'https' : 'http'}://${headers.host ?? ''}`,
    requireKnownHost(request, _response, next) {
      if (loopbackNames.includes(nameOf(request.headers)) || isPublic(request.headers)) return next()
      throw problem(
        421,
        'wrong-host',
        open === null
          ? 'This address answers to localhost only.'
          : `This address answers to ${open.hostname}.`,
        open === null
          ? 'Open it as http://localhost:<port>; from another machine, forward the port (ssh -L), or see docs/guides/sign-in.md.'
          : `Open ${open.origin}.`,
      )
    },
  }
}

function nameOf(headers: IncomingHttpHeaders): string {
  return (headers.host ?? '').toLowerCase().replace(/:\d{1,5}$/, '')
}

/** Whether an address is one of the proxies, given as addresses and networks (`10.0.0.0/8`). */
export function trustProxies(proxies: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList()
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (address) => {
    const plain = (address ?? '').replace(/^::ffff:/, '')
    return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
  }
}

/** A trusted proxy says which name was asked for; nobody else is believed. */
export function believeProxies(isTrusted: (address: string | undefined) => boolean): RequestHandler {
  return (request, _response, next) => {
    const forwarded = request.headers['x-forwarded-host']
    if (typeof forwarded === 'string' && isTrusted(request.socket.remoteAddress))
      request.headers.host = forwarded.split(',')[0]?.trim() ?? ''
    next()
  }
}
