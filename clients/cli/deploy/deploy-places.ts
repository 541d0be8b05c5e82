import { dirname, join, relative, sep } from 'node:path'
import { keepFolder } from '../../../core/deploy/game-path.js'

/** Files of `.assetloom`, relative to the assets folder. */
export const recordPath = `${keepFolder}/deployment.json`
export const journalPath = `${keepFolder}/deploy-journal.json`
export const lockPath = `${keepFolder}/deploy.lock`
export const ignorePath = `${keepFolder}/.gitignore`
export const undoFolder = `${keepFolder}/undo`
/** Holds what an undo replaces, until it is done. */
export const undoingFolder = `${keepFolder}/undoing`
export const undoNoteName = 'undo.json'

/** The record belongs into the team's repository, the rest to one machine. */
export const ignoreText = 'undo/\nundoing/\ndeploy-journal.json*\ndeploy.lock*\n'

/** A path of a plan on this machine. */
export function placeOn(root: string, path: string): string {
  return join(root, ...path.split('/'))
}

/** The same the other way round. */
export function pathFrom(root: string, place: string): string {
  return relative(root, place).split(sep).join('/')
}

/** Folders above a path, the outer ones first, without the root itself: `a/b` has `a`. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts
    .map((_, index) => parts.slice(0, index + 1).join('/'))
    .filter((folder) => !/(^|\/)\.\.$/.test(folder))
}

export function folderOf(place: string): string {
  return dirname(place)
}
