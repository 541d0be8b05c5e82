import { useLayoutEffect, useState } from 'preact/hooks'
import { readRoute, type Route } from '../read-route.js'

/** What the address asks for, followed as it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(location.hash))
  useLayoutEffect(() => {
    const follow = () => setRoute(readRoute(location.hash))
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [])
  return route
}
