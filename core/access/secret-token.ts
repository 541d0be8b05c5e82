import { sha256Hex } from '../hash.js'

/** What the catalogue keeps of a session's, key's or link's secret. They are 256 random bits, so one hash is enough. */
export function secretHash(secret: string): string {
  return sha256Hex(`assetloom:${secret}`)
}
