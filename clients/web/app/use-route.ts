import { useLayoutEffect, useState } from 'preact/hooks'
import { readRoute, type Route } from '../read-route.js'

/** What the address asks for, followed as it changes. Sheets of a page are closed when another one comes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(location.hash))
  useLayoutEffect(() => {
    let shown = readRoute(location.hash)
    const follow = () => {
      const next = readRoute(location.hash)
      if (placeOf(next) !== placeOf(shown))
        for (const sheet of document.querySelectorAll('dialog')) sheet.close()
      shown = next
      setRoute(next)
    }
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [])
  return route
}

/** A run is one place, whichever of its specs is looked at. */
function placeOf(route: Route): string {
  return 'runId' in route ? `${route.page} ${route.runId}` : route.page
}
