import { useShortcuts } from '../base/use-shortcuts.js'
import { useApp } from './app-context.js'
import { openCommands } from './command-state.js'

/** Keys that do the same on every page that has no keys of its own for them. */
export function PageKeys() {
  const { toggleTheme } = useApp()
  useShortcuts({
    t: toggleTheme,
    h: () => (location.hash = '#/'),
    '?': () => openCommands('keys'),
    'ctrl+k': () => openCommands('find'),
  })
  return null
}
