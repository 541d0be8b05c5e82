import { v7 } from 'uuid'

/** Names decisions that were made at one stroke. */
export function mintGroupId(): string {
  return `grp_${v7()}`
}
