import { useLayoutEffect, useState } from 'preact/hooks'
import { onCommands, type CommandSheet } from './command-state.js'
import { latePart } from './late-part.js'

// Nobody needs them to see the first page.
const FindSheet = latePart(() => import('../find/find-sheet.js').then((part) => part.FindSheet))
const KeySheet = latePart(() => import('../find/key-sheet.js').then((part) => part.KeySheet))

/** The search of everything and the map of keys, shown when somebody asks. */
export function Commands() {
  const [sheet, setSheet] = useState<CommandSheet | null>(null)
  useLayoutEffect(() => onCommands(setSheet), [])
  const close = () => setSheet(null)
  if (sheet === null) return null
  return sheet === 'find' ? <FindSheet onClose={close} /> : <KeySheet onClose={close} />
}
