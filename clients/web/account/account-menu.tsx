import { useApp } from '../app/app-context.js'
import { openCommands } from '../app/command-state.js'
import { Menu, type MenuItem } from '../base/menu.js'
import { accountHash, gpuHash } from '../read-route.js'
import { useMe } from './use-me.js'

/** Who sits here, and what is the same on every page: theme, keys, sessions. */
export function AccountMenu() {
  const { client, toggleTheme } = useApp()
  const { me } = useMe()
  const items: MenuItem[] = [
    { id: 'account', label: 'Account and browsers', onSelect: () => (location.hash = accountHash) },
    { id: 'gpus', label: 'GPUs', onSelect: () => (location.hash = gpuHash) },
    { id: 'theme', label: 'Dark or light', keyLabel: 'T', onSelect: toggleTheme },
    { id: 'keys', label: 'Keys and marks', keyLabel: '?', onSelect: () => openCommands('keys') },
    ...(me === null || me.mode === 'local'
      ? []
      : [
          {
            id: 'sign-out',
            label: 'Sign out',
            onSelect: () => void import('./sign-out.js').then(({ signOut }) => signOut(client)),
          },
        ]),
  ]
  const name = me === null || me.mode === 'local' ? 'Menu' : me.name
  return (
    <Menu label={me === null || me.mode === 'local' ? 'Menu' : `${me.name}: account`} items={items}>
      {name} <span aria-hidden="true">▾</span>
    </Menu>
  )
}
