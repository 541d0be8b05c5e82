import { readYaml } from '../spec-files/read-yaml.js'
import { checkProjectSettings, type CheckedSettings } from './check-project-settings.js'

const partsMax = 8

/**
 * The settings with one member set or, for an empty text, taken out: `assetTypes.prop.defaults.size.width` to `48`. The
 * text is read as YAML (numbers, lists, maps) where that fits the member, else as the words that it is. Problems as in
 * checkProjectSettings.
 */
export function setMember(settings: unknown, path: string, text: string): CheckedSettings {
  const parts = path.split('.').map((part) => part.trim())
  if (parts.length > partsMax || parts.some((part) => part === '' || part === '__proto__'))
    return refuse(
      path,
      `"${path.slice(0, 80)}" is no path of a member`,
      'Write it like assetTypes.prop.defaults.variants.',
    )
  if (text.trim() === '') return checkProjectSettings(withMember(settings, parts, undefined) ?? {})
  const yaml = readYaml('value', text)
  const asWords = checkProjectSettings(withMember(settings, parts, text))
  if ('problem' in yaml) return asWords
  const asValue = checkProjectSettings(withMember(settings, parts, yaml.value))
  return asValue.settings === null && asWords.settings !== null ? asWords : asValue
}

function refuse(member: string, message: string, hint: string): CheckedSettings {
  return { settings: null, problems: [{ path: [member], member, message, hint }] }
}

/** A copy along the path; maps that become empty go as well. */
function withMember(value: unknown, path: readonly string[], member: unknown): unknown {
  const [part, ...rest] = path
  if (part === undefined) return member
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as unknown[])]
    const at = Number(part)
    if (!Number.isInteger(at) || at < 0 || at > list.length) return value
    const next = withMember(list[at], rest, member)
    if (next === undefined) list.splice(at, 1)
    else list[at] = next
    return list
  }
  const map = typeof value === 'object' && value !== null ? { ...(value as Record<string, unknown>) } : {}
  const next = withMember(Object.hasOwn(map, part) ? map[part] : undefined, rest, member)
  if (next === undefined) delete map[part]
  else map[part] = next
  return Object.keys(map).length === 0 ? undefined : map
}
