/** Handles that nobody may take: those of policies, of the local person and of the machine itself. */
export const reservedHandles = [
  'local',
  'system',
  'policy',
  'autopilot',
  'assetloom',
  'temporal',
  'admin',
  'root',
  'me',
] as const
const reserved: ReadonlySet<string> = new Set(reservedHandles)

const charsMax = 40

/** Whether `handle` may be a person's: 1 to 40 of a-z, 0-9, dot, _ and -, beginning and ending with a letter or digit. */
export function isHandle(handle: string): boolean {
  return /^[a-z0-9]([a-z0-9._-]{0,38}[a-z0-9])?$/.test(handle) && !reserved.has(handle)
}

/** A handle made of a person's name or address; `person` where nothing of it can be used. */
export function handleFrom(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/@.*$/, '')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, charsMax)
    .replace(/[._-]+$/, '')
  return isHandle(plain) ? plain : 'person'
}

/** `handle`, or `handle-2`, `handle-3` ... : the first that `isTaken` does not know. */
export function freeHandle(handle: string, isTaken: (handle: string) => boolean): string {
  if (!isTaken(handle)) return handle
  for (let number = 2; ; number++) {
    const suffix = `-${number}`
    const next = `${handle.slice(0, charsMax - suffix.length).replace(/[._-]+$/, '')}${suffix}`
    if (!isTaken(next)) return next
  }
}
