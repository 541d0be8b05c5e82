export type CommandSheet = 'find' | 'keys'

const asked = new EventTarget()

/** Opens the search of everything, or the map of keys, from wherever somebody asks. */
export function openCommands(sheet: CommandSheet): void {
  asked.dispatchEvent(new CustomEvent('open', { detail: sheet }))
}

/** Told when somebody asks, until the function that is given back is called. */
export function onCommands(open: (sheet: CommandSheet) => void): () => void {
  const listen = (event: Event) => open((event as CustomEvent<CommandSheet>).detail)
  asked.addEventListener('open', listen)
  return () => asked.removeEventListener('open', listen)
}
