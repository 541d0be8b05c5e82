import type { RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'

/** The inner size of an element, CSS pixels, followed as it changes; 0 x 0 before it is there. */
export function useElementSize(element: RefObject<HTMLElement>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const one = element.current
    if (one === null) return
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = one
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(one)
    return () => observer.disconnect()
  }, [])
  return size
}
