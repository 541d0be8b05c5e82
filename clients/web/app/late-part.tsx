import type { ComponentType, FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { FailureNotice } from '../base/failure-notice.js'

const idleAtMostMs = 2_000

export interface LatePart<Props> extends FunctionComponent<Props> {
  /** Fetches its script already: it is there at once when it is shown. A failure shows when it is. */
  readonly preload: () => void
}

/** A part of the page whose script is fetched when it is first shown; a fetch that fails can be tried again. */
export function latePart<Props extends object>(load: () => Promise<ComponentType<Props>>): LatePart<Props> {
  let loaded: ComponentType<Props> | null = null
  const fetchScript = async () => {
    loaded ??= await load()
    return loaded
  }
  function Late(props: Props) {
    const [Part, setPart] = useState<ComponentType<Props> | null>(() => loaded)
    const [failure, setFailure] = useState<unknown>(null)
    const fetchPart = () => {
      setFailure(null)
      fetchScript().then((part) => setPart(() => part), setFailure)
    }
    useEffect(() => {
      if (Part === null) fetchPart()
    }, [])
    if (failure !== null) return <FailureNotice failure={failure} onRetry={fetchPart} />
    return Part === null ? null : <Part {...props} />
  }
  return Object.assign(Late, { preload: () => void fetchScript().catch(() => undefined) })
}

/** What most people need next is fetched when the page is shown and nothing else is under way. */
export function preloadWhenIdle(parts: readonly { readonly preload: () => void }[]): () => void {
  const preload = () => parts.forEach((part) => part.preload())
  // Not in Safari.
  if (typeof requestIdleCallback === 'function') {
    const request = requestIdleCallback(preload, { timeout: idleAtMostMs })
    return () => cancelIdleCallback(request)
  }
  const timer = setTimeout(preload, idleAtMostMs)
  return () => clearTimeout(timer)
}
