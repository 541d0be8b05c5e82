import type { FinishedAsset } from '../core/finish/finish-asset.js'

export type CachedFrame = Pick<FinishedAsset, 'frame' | 'trim' | 'processing'>

/** Finished frames by what they follow from, so that scoring and finishing do not make the same one twice. */
export interface FrameCache {
  get(pictureSha256: string, specRevisionId: string): CachedFrame | undefined
  keep(pictureSha256: string, specRevisionId: string, frame: CachedFrame): void
}

/** Keeps the frames that were used last, up to `bytesMax` of pixels; a larger one is not kept at all. */
export function createFrameCache(bytesMax: number): FrameCache {
  // A Map goes through its keys in the order in which they were set: the first is the one used longest ago.
  const frames = new Map<string, CachedFrame>()
  let bytes = 0
  const keyOf = (pictureSha256: string, specRevisionId: string): string =>
    `${pictureSha256} ${specRevisionId}`
  const remove = (key: string): CachedFrame | undefined => {
    const found = frames.get(key)
    if (!found) return undefined
    frames.delete(key)
    bytes -= found.frame.data.length
    return found
  }
  const add = (key: string, one: CachedFrame): void => {
    frames.set(key, one)
    bytes += one.frame.data.length
  }
  return {
    get(pictureSha256, specRevisionId) {
      const key = keyOf(pictureSha256, specRevisionId)
      const found = remove(key)
      if (found) add(key, found)
      return found
    },
    keep(pictureSha256, specRevisionId, { frame, trim, processing }) {
      if (frame.data.length > bytesMax) return
      const key = keyOf(pictureSha256, specRevisionId)
      remove(key)
      add(key, { frame, trim, processing })
      for (const oldest of frames.keys()) {
        if (bytes <= bytesMax) return
        remove(oldest)
      }
    },
  }
}
