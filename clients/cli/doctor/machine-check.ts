import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** One thing that Assetloom needs or can use. */
export interface MachineCheck {
  readonly name: string
  /** `missing` stops the product, `warning` may, `absent` is optional. */
  readonly state: 'ok' | 'missing' | 'warning' | 'absent'
  readonly found: string
  /** What to do; empty when nothing is to be done. */
  readonly mend: string
}

/** A check that is fine, or that warns with its mend. */
export function okOrWarning(name: string, isOk: boolean, found: string, mend: string): MachineCheck {
  return { name, state: isOk ? 'ok' : 'warning', found, mend: isOk ? '' : mend }
}

/** A check that is fine, or that says what stops the product. */
export function okOrMissing(name: string, isOk: boolean, found: string, mend: string): MachineCheck {
  return { name, state: isOk ? 'ok' : 'missing', found, mend: isOk ? '' : mend }
}

export function isReadable(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** The first executable of this name on PATH, then in `moreFolders`; null when there is none. */
export async function findProgram(
  env: Readonly<Record<string, string | undefined>>,
  names: string | readonly string[],
  moreFolders: readonly string[] = [],
): Promise<string | null> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((dir) => dir.startsWith('/'))
  for (const dir of [...folders, ...moreFolders])
    for (const name of typeof names === 'string' ? [names] : names) {
      const path = join(dir, name)
      const isExecutable = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
      if (isExecutable) return path
    }
  return null
}
