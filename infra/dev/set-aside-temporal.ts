import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { homePaths } from '../../adapters/config/home-folder.js'

/**
 * Sets the files of the home's Temporal server aside, so that the next start begins a new one and everything open is
 * started again from the catalogue. Call while no stack can run in the home. Returns their new paths.
 */
export async function setTemporalAside(
  home: string,
  { run, now }: { readonly run: boolean; readonly now: () => Date },
): Promise<string[]> {
  const { temporalDir } = homePaths(home)
  const stamp = now()
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, '')
  const names = await readdir(temporalDir).catch((): string[] => [])
  const moved: string[] = []
  for (const name of names.filter((one) => /^temporal-[\d.]+\.sqlite(-wal|-shm)?$/.test(one)).toSorted()) {
    const aside = join(temporalDir, `${name}.set-aside-${stamp}`)
    if (run) await rename(join(temporalDir, name), aside)
    moved.push(aside)
  }
  return moved
}
