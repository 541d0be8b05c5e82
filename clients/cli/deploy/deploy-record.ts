import {
  deploymentRecordSchema,
  emptyRecord,
  undoNoteSchema,
  type DeploymentRecord,
  type UndoNote,
} from '../../../core/deploy/deployment-record.schema.js'
import { CliError } from '../cli-error.js'
import type { DeployFs } from './deploy-fs.js'
import { placeOn, recordPath, undoFolder, undoNoteName } from './deploy-places.js'

/** What deployments wrote into this folder; nothing where there was none. Throws CliError when the record is damaged. */
export async function readDeploymentRecord(fs: DeployFs, root: string): Promise<DeploymentRecord> {
  const place = placeOn(root, recordPath)
  if ((await fs.find(place)) === null) return emptyRecord
  try {
    return deploymentRecordSchema.parse(JSON.parse(Buffer.from(await fs.read(place)).toString('utf8')))
  } catch {
    throw new CliError(
      'conflict',
      `${place} is damaged, so it is not known which files are Assetloom's.`,
      'Restore it from version control. Without it, remove it: files with equal bytes are taken as deployed again.',
    )
  }
}

/** The bytes of a record. */
export function recordBytes(record: DeploymentRecord): Uint8Array {
  return Buffer.from(`${JSON.stringify(record, null, 2)}\n`)
}

/** Numbers of the deployments that can be undone, the oldest first. */
export async function listUndos(fs: DeployFs, root: string): Promise<number[]> {
  const numbers: number[] = []
  for (const name of await fs.list(placeOn(root, undoFolder))) {
    if (!/^[1-9]\d{0,8}$/.test(name)) continue
    if ((await fs.find(placeOn(root, `${undoFolder}/${name}/${undoNoteName}`))) !== null)
      numbers.push(Number(name))
  }
  return numbers.sort((a, b) => a - b)
}

/** What one deployment changed. Throws CliError when the note is damaged. */
export async function readUndoNote(fs: DeployFs, root: string, number: number): Promise<UndoNote> {
  const place = placeOn(root, `${undoFolder}/${number}/${undoNoteName}`)
  try {
    return undoNoteSchema.parse(JSON.parse(Buffer.from(await fs.read(place)).toString('utf8')))
  } catch {
    throw new CliError(
      'conflict',
      `${place} is damaged, so that deployment cannot be undone.`,
      'Take the files from version control, or deploy the older bundle again.',
    )
  }
}
