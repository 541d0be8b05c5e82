import { useEffect, useState } from 'preact/hooks'

const settingKey = 'assetloom.shortcuts'
const changed = new EventTarget()

/** Whether keys without Ctrl or Alt do something (WCAG 2.1.4: a person can switch them off). */
export function areShortcutsOn(): boolean {
  try {
    return localStorage.getItem(settingKey) !== 'off'
  } catch {
    return true
  }
}

/** From now on, in this browser. */
export function switchShortcuts(on: boolean): void {
  try {
    localStorage.setItem(settingKey, on ? 'on' : 'off')
  } catch {
    // A browser that keeps nothing has them on.
  }
  changed.dispatchEvent(new Event('change'))
}

/** The setting, followed as it changes here or in another tab. */
export function useShortcutSetting(): boolean {
  const [isOn, setOn] = useState(areShortcutsOn)
  useEffect(() => {
    const follow = () => setOn(areShortcutsOn())
    changed.addEventListener('change', follow)
    window.addEventListener('storage', follow)
    return () => {
      changed.removeEventListener('change', follow)
      window.removeEventListener('storage', follow)
    }
  }, [])
  return isOn
}
