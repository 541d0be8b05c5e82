/** The folder inside the assets folder that belongs to Assetloom. */
export const keepFolder = '.assetloom'

// Windows takes these names for devices, whatever the extension (Microsoft: "Naming Files, Paths, and Namespaces").
const deviceName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i
const pathMax = 240

/** Why a file of the game cannot have this path; null when it can. Upper case and blanks are the team's business. */
export function gamePathObjection(path: string): string | null {
  if (path === '' || path.startsWith('/') || path.includes('\\') || /^[A-Za-z]:/.test(path))
    return 'is not a relative path with forward slashes'
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return 'has an empty, "." or ".." part, so it may leave the assets folder'
  if (parts[0]?.toLowerCase() === keepFolder)
    return `lies in ${keepFolder}, where Assetloom keeps its records`
  if (/[\p{Cc}<>:"|?*]/u.test(path)) return 'has a character that Windows does not allow in names'
  if (parts.some((part) => /[ .]$/.test(part))) return 'has a name that ends in a blank or a dot'
  if (parts.some((part) => deviceName.test(part))) return 'has a name that Windows keeps for devices'
  return path.length > pathMax ? `is longer than ${pathMax} characters` : null
}

/** Equal for names that Windows and macOS take for the same file. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

/** Settings that an engine keeps beside a file: made once, then the engine's own. */
export function isEngineSidecar(path: string): boolean {
  return /\.(import|meta|uid)$/i.test(path)
}

/** The file that a sidecar belongs to. */
export function ownerOfSidecar(path: string): string {
  return path.replace(/\.(import|meta|uid)$/i, '')
}

/** `base` and `path` as one path; `.` is the folder itself. */
export function joinGamePath(base: string, path: string): string {
  return base === '.' || base === '' ? path : `${base}/${path}`
}

/** Lower case without its dot; empty where a path has none. */
export function extensionOfPath(path: string): string {
  return /\.([A-Za-z0-9]{1,10})$/.exec(path)?.[1]?.toLowerCase() ?? ''
}
