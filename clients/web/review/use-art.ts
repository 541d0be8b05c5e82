import { useLayoutEffect, useState } from 'preact/hooks'
import { artStore, type ArtSource, type FoundArt } from './art-store.js'

/** The picture at a source; null while it is on its way. What is decoded already is there at once. */
export function useArt(source: ArtSource): FoundArt | null {
  const { url, task } = source
  const key = `${task} ${url}`
  const [late, setLate] = useState<{ key: string; found: FoundArt } | null>(null)
  const found = artStore().find(source) ?? (late?.key === key ? late.found : null)
  const isThere = found !== null
  useLayoutEffect(() => {
    if (isThere) return
    return artStore().want(source, (arrived) => setLate({ key, found: arrived }))
  }, [key, isThere])
  return found
}
