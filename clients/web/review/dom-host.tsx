import { useLayoutEffect, useRef } from 'preact/hooks'

/** A place for an element that draws itself by the document's own methods. */
export function DomHost({ element }: { readonly element: HTMLElement }) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (place.current?.firstElementChild !== element) place.current?.replaceChildren(element)
  }, [element])
  return <div class="dom-host" ref={place} />
}
