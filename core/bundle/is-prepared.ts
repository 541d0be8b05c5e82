import type { BundleRow } from '../bundle-ports.js'
import { scaleOf } from './show-set.js'

/** Whether pictures are made for this bundle alone before it is packed: placeholders, and scaled ones. */
export function isPrepared({ kind, profile }: Pick<BundleRow, 'kind' | 'profile'>): boolean {
  return kind === 'provisional' || scaleOf(profile) > 1
}
