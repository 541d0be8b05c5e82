import type { BundleProblem } from '../bundle-problem.js'
import { bundlePath } from './godot-uid.js'
import { readNamed } from './read-godot-sprites.js'

/**
 * Checks that every reference between Godot's files leads to a file of the bundle and tells that file's own uid, that no
 * uid is there twice, and that each import setting stands beside its source. An empty result = sound.
 */
export function verifyGodotFiles(
  paths: readonly string[],
  readText: (path: string) => string,
): BundleProblem[] {
  const problems: BundleProblem[] = []
  const present = new Set(paths)
  const uids = new Map<string, string>()
  const owners = new Map<string, string>()
  const own = (path: string, uid: string) => {
    const other = owners.get(uid)
    if (other !== undefined) problems.push({ path, message: `has the uid of ${other}` })
    owners.set(uid, path)
    uids.set(path, uid)
  }
  for (const path of paths.filter((one) => one.endsWith('.import'))) {
    const source = path.replace(/\.import$/, '')
    const text = readText(path)
    if (!present.has(source)) problems.push({ path, message: 'stands beside no file' })
    if (/^importer="keep"$/m.test(text)) continue
    const [, uid] = /^uid="(uid:\/\/[a-y0-8]{1,13})"$/m.exec(text) ?? []
    const [, told] = /^source_file="(.*)"$/m.exec(text) ?? []
    if (uid === undefined) problems.push({ path, message: 'has no uid' })
    else own(source, uid)
    if (told === undefined || bundlePath(told) !== source)
      problems.push({ path, message: `is of the source ${told ?? '(none)'}` })
  }
  const resources = paths
    .filter((path) => path.endsWith('.tres'))
    .map((path) => ({ path, resource: readNamed(readText, path) }))
  for (const { path, resource } of resources) own(path, resource.uid)
  for (const { path, resource } of resources)
    for (const external of resource.externals.values()) {
      const target = bundlePath(external.path)
      if (!present.has(target)) problems.push({ path, message: `refers to ${target}, which is not there` })
      else if (uids.get(target) !== external.uid)
        problems.push({ path, message: `refers to ${target} by another uid than its own` })
    }
  return problems
}
