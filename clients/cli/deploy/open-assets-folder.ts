import { lstat, realpath } from 'node:fs/promises'
import { CliError } from '../cli-error.js'
import { keepFolder } from '../../../core/deploy/game-path.js'
import { placeOn } from './deploy-places.js'

/** The assets folder without links on the way to it. Throws CliError when it is no folder, or its `.assetloom` a link. */
export async function openAssetsFolder(dir: string): Promise<string> {
  const root = await realpath(dir).catch(() => null)
  if (root === null)
    throw new CliError(
      'notFound',
      `There is no folder ${dir}.`,
      "Name the game's assets folder; make it first if it is new.",
    )
  if (!(await lstat(root)).isDirectory())
    throw new CliError('usage', `${dir} is not a folder.`, "Name the game's assets folder.")
  const kept = await lstat(placeOn(root, keepFolder)).catch(() => null)
  if (kept !== null && !kept.isDirectory())
    throw new CliError(
      'conflict',
      `${placeOn(root, keepFolder)} is not a folder, or a link to one.`,
      'Put a real folder there, or remove it.',
    )
  return root
}

/** Throws CliError when the folder has the home of a stack in it: its `.assetloom` holds data, not records of ours. */
export async function refuseStackHome(root: string): Promise<void> {
  if ((await lstat(placeOn(root, `${keepFolder}/secrets`)).catch(() => null)) === null) return
  throw new CliError(
    'usage',
    `${root} has the home of a stack in it (${keepFolder}), so it is hardly an assets folder.`,
    "Name the game's assets folder.",
  )
}
