import { sha256Hex } from '../hash.js'

/** A ComfyUI as the catalogue knows it. */
export interface HostIdentity {
  /** `gpu-` and 12 hex digits of the address: the same for every process that is given it. */
  readonly host: string
  /** Without user, password, query and fragment, and without a slash at its end: fit to be shown. */
  readonly address: string
}

/** Names the server at a URL. Throws TypeError for what is none. */
export function identifyHost(url: string): HostIdentity {
  const { protocol, host, pathname } = new URL(url)
  const address = `${protocol}//${host}${pathname}`.replace(/\/+$/, '')
  return { host: `gpu-${sha256Hex(address).slice(0, 12)}`, address }
}
