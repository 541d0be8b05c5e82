import { sha256Hex } from '../hash.js'
import { idPrefixes } from '../ids.js'

/**
 * The id of a job within a chain: of the first one the chain's own, of the others derived from it and their place, so
 * that the same chain never has the same place twice. Shaped as a custom UUID (RFC 9562, version 8).
 */
export function chainJobId(chainId: string, position: string): string {
  if (position === firstPosition) return chainId
  const hex = sha256Hex(`${chainId} ${position}`)
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`]
  return `${idPrefixes.job}_${[...parts, hex.slice(20, 32)].join('-')}`
}

/** Places are numbered from 1: the first job is `1`, its second next job `1.2`. */
export const firstPosition = '1'
