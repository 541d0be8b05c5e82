import { useEffect, useRef } from 'preact/hooks'
import type { OpenPage, PageContext } from '../page-context.js'
import { useApp } from './app-context.js'

/** A page that draws itself by the document's own methods: opened in an element of its own, closed when it goes. */
export function LegacyPage(props: {
  readonly open: (context: PageContext) => OpenPage
  readonly onOpen?: (page: OpenPage) => void
}) {
  const app = useApp()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (place.current === null) return
    const page = props.open({ ...app, root: place.current })
    props.onOpen?.(page)
    return () => {
      for (const sheet of document.querySelectorAll('dialog')) sheet.close()
      page.close()
    }
  }, [])
  return <div class="page-root" ref={place} />
}
