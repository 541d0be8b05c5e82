import { v7 } from 'uuid'
import { idPrefixes } from '../../core/ids.js'

/** `dec_` + UUIDv7. Minted once a decision and kept with it, so that sending it again is the same decision. */
export function mintDecisionId(): string {
  return `${idPrefixes.decision}_${v7()}`
}
