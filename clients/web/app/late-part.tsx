import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { FailureNotice } from '../base/failure-notice.js'

/** A part of the page whose script is fetched when it is first shown; a fetch that fails can be tried again. */
export function latePart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let loaded: ComponentType<Props> | null = null
  return function LatePart(props: Props) {
    const [Part, setPart] = useState<ComponentType<Props> | null>(() => loaded)
    const [failure, setFailure] = useState<unknown>(null)
    const fetchPart = () => {
      setFailure(null)
      load().then((part) => {
        loaded = part
        setPart(() => part)
      }, setFailure)
    }
    useEffect(() => {
      if (loaded === null) fetchPart()
    }, [])
    if (failure !== null) return <FailureNotice failure={failure} onRetry={fetchPart} />
    return Part === null ? null : <Part {...props} />
  }
}
