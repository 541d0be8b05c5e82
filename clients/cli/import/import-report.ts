import { CliError } from '../cli-error.js'
import type { CommandKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { nameOfFile, type FileReport } from './find-art-files.js'
import type { ArtAsset } from './group-art.js'

/** A row for every file of an asset. */
export function reportAsset(
  cwd: string,
  { key, files, besides }: ArtAsset,
  status: FileReport['status'],
  why: Pick<FileReport, 'message' | 'hint'> = {},
): FileReport[] {
  return [...files, ...besides].map(({ path }) => ({ file: nameOfFile(cwd, path), status, key, ...why }))
}

/** `coin.png  taken  coin`: by file. */
export function reportText(reports: readonly FileReport[]): string {
  return formatTable(
    sorted(reports).map(({ file, status, key = '', message = '' }) => [file, status, key, message]),
  )
}

export function sorted(reports: readonly FileReport[]): FileReport[] {
  return [...reports].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))
}

/** What was refused, each with what to do. Throws CliError when it is anything. */
export function failForRefused(kit: CommandKit, reports: readonly FileReport[]): void {
  const refused = sorted(reports).filter(({ status }) => status === 'refused')
  for (const { file, message = '', hint = '' } of refused) kit.say(`${file}: ${message}\n  ${hint}`)
  const [first] = refused
  if (first === undefined) return
  const rest = reports.some(({ status }) => status === 'taken' || status === 'known')
  throw new CliError(
    'failed',
    `${refused.length} ${refused.length === 1 ? 'file was' : 'files were'} refused, first ${first.file}: ${first.message}.`,
    rest ? 'Everything else was taken. Correct them and import again.' : (first.hint ?? 'Correct them.'),
  )
}
