import { lookup as lookUp, type LookupAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Agent, request as send } from 'undici'
import { AssetloomError } from '../../core/errors.js'
import { readLimited } from './hosted-client.js'

/**
 * Addresses that no public file has: this machine, private networks, link-local (cloud metadata), shared, benchmarking,
 * multicast and reserved ones (IANA special-purpose registries; RFC 6890).
 */
const notPublic = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(net, bits, 'ipv4')
// Everything but global unicast (2000::/3), and of that what stands for other networks.
for (const [net, bits] of [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001:db8::', 32],
  ['2001::', 23],
  ['2002::', 16],
] as const)
  notPublic.addSubnet(net, bits, 'ipv6')

/** Whether an IP address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return false
  return !notPublic.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** Resolves names and refuses those that lead inside: the check and the connection see the same answer. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '', 0)
    const addresses: LookupAddress[] = found.filter(({ address }) => isPublicAddress(address))
    const [first] = addresses
    if (first === undefined || addresses.length < found.length)
      return callback(Object.assign(new Error('no public address'), { code: 'ENOTPUBLIC' }), '', 0)
    if (options.all) return callback(null, addresses)
    return callback(null, first.address, first.family)
  })
}

export interface PublicFileOptions {
  readonly service: string
  readonly bytesMax: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** An origin that the operator named, where files may also come from. */
  readonly trustedOrigin?: string
}

/**
 * A file that a service's answer points to. Only https addresses of the public internet, or the service's own origin; no
 * redirects, no credentials, no secrets sent. Throws ProviderFailed for any other address and answer.
 */
export async function fetchPublicFile(address: string, options: PublicFileOptions): Promise<Uint8Array> {
  const { service, bytesMax, timeoutMs, signal, trustedOrigin } = options
  const url = URL.canParse(address) ? new URL(address) : null
  const isTrusted = url !== null && url.origin === trustedOrigin && url.origin !== 'null'
  if (url === null || !(isTrusted || isPublicTarget(url)) || url.username !== '' || url.password !== '')
    throw refused(service, 'an address that files are not fetched from')
  const deadline = AbortSignal.timeout(timeoutMs)
  const agent = new Agent({ connect: { timeout: timeoutMs, ...(isTrusted ? {} : { lookup: lookupPublic }) } })
  try {
    const { statusCode, body } = await send(url, {
      dispatcher: agent,
      method: 'GET',
      signal: AbortSignal.any([signal, deadline]),
    })
    if (statusCode !== 200) {
      await body.dump({ limit: 65_536 }).catch(() => undefined)
      throw refused(service, `an address that answered ${statusCode}`)
    }
    return await readLimited(body, bytesMax, service)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof AssetloomError) throw error
    if (deadline.aborted) throw refused(service, `a file that did not come within ${timeoutMs / 1000} s`)
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
    if (typeof code !== 'string') throw error
    throw refused(service, `a file that cannot be fetched (${code})`)
  } finally {
    await agent.destroy()
  }
}

function isPublicTarget(url: URL): boolean {
  if (url.protocol !== 'https:') return false
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // Names are checked when they are resolved; an address is not resolved at all.
  return isIP(host) === 0 || isPublicAddress(host)
}

function refused(service: string, what: string): AssetloomError {
  return new AssetloomError(
    'ProviderFailed',
    `${service} named ${what}`,
    'ask it for the bytes themselves, or see its log',
  )
}
