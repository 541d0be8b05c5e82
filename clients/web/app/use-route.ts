import { useLayoutEffect, useState } from 'preact/hooks'
import { readRoute, type Route } from '../read-route.js'

/** What the address asks for, followed as it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(location.hash))
  useLayoutEffect(() => {
    // The same address gives the same route, so that nothing is drawn for nothing.
    let shown = location.hash
    const follow = () => {
      if (location.hash === shown) return
      shown = location.hash
      setRoute(readRoute(shown))
    }
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [])
  return route
}
