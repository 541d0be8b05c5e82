import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { refineText } from '../../core/intake/refine-text.js'
import { readTextFile, type TextFile } from './read-text-file.js'

const paletteBytesMax = 262_144

export interface FoundPalette {
  /** Null when none is given and none that the wishlist names is there. */
  readonly palette: TextFile | null
  /** Named in the wishlist and not there. */
  readonly missing: readonly string[]
}

/**
 * The palette of a wishlist: the file that was given, else the first one that its text names and that lies beside it
 * ("palettes/keep.gpl", relative to the wishlist, never above its folder). Throws CliError for a given file that cannot
 * be read.
 */
export async function findPalette(
  cwd: string,
  list: TextFile,
  given: string | undefined,
): Promise<FoundPalette> {
  if (given !== undefined)
    return {
      palette: await readTextFile(cwd, given, 'a palette (.gpl or .hex)', paletteBytesMax),
      missing: [],
    }
  const { palettes } = refineText({
    fileName: list.name,
    text: list.text,
    options: { palette: [], variantsPerSpec: null, provider: 'none' },
  })
  const missing: string[] = []
  for (const name of palettes) {
    const isBeside = !name.startsWith('/') && !name.split('/').includes('..')
    const path = resolve(dirname(list.path), name)
    const found = isBeside ? await stat(path).catch(() => null) : null
    if (found?.isFile() === true)
      return { palette: await readTextFile(cwd, path, 'a palette (.gpl or .hex)', paletteBytesMax), missing }
    missing.push(name)
  }
  return { palette: null, missing }
}
