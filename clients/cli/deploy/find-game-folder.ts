import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname } from 'node:path'

const markers =
  /^(project\.godot|package\.json|Cargo\.toml|ProjectSettings|deno\.json|pyproject\.toml|default\.project\.json|main\.lua|\.git)$|\.(uproject|sln|csproj|yyp|tiled-project)$/
const levelsMax = 6

/**
 * The game that an assets folder belongs to: the nearest folder from it upwards with a project file of an engine, a
 * package or a repository; else the folder above it. Never a home folder or the root of a disk without such a file.
 */
export async function findGameFolder(assetsDir: string): Promise<string> {
  let folder = assetsDir
  for (let level = 0; level < levelsMax; level += 1) {
    const names = await readdir(folder).catch(() => [])
    if (names.some((name) => markers.test(name))) return folder
    const above = dirname(folder)
    if (above === folder) break
    folder = above
  }
  const above = dirname(assetsDir)
  return above === dirname(above) || above === homedir() ? assetsDir : above
}
