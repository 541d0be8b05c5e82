import type { CheckpointChoice } from '../../../core/models/choose-checkpoint.js'
import type { CheckedFile } from '../../../core/models/check-models.js'
import { commercialOf } from '../../../core/models/identify-model.js'
import { residentCheckpoints, type MemoryProfile } from '../../../core/models/memory-profile.js'
import type { HashedFile, ModelEntry } from '../../../core/models/model-catalogue.schema.js'
import type { CommercialUse } from '../../../core/models/model-use.js'
import { formatTable } from '../format-table.js'

const mayBeSold: Readonly<Record<CommercialUse, string>> = {
  yes: 'may be sold',
  no: 'NOT for sale',
  conditional: 'sale on a condition',
  unknown: 'sale unknown',
}

/** One line a model. */
export function formatModels(models: readonly ModelEntry[]): string {
  return formatTable(
    models.map((entry) => [
      entry.name,
      entry.kind,
      entry.base,
      mayBeSold[commercialOf(entry)],
      entry.licence ?? 'licence unknown',
      `${entry.folder}/${entry.file}`,
    ]),
  )
}

/** All that is known of a model, one line a member. */
export function formatModel(entry: ModelEntry, own: readonly HashedFile[]): string {
  const recommended = Object.entries(entry.recommended ?? {}).map(([name, value]) => `${name} ${value}`)
  const rows: [string, string | undefined][] = [
    ['name', entry.name],
    ['title', entry.title],
    ['kind', `${entry.kind} for ${entry.base === 'any' ? 'every family' : entry.base}`],
    ['file', `models/${entry.folder}/${entry.file}`],
    ['also named', entry.aliases?.join(', ')],
    ['where to get it', entry.source],
    ['size', entry.bytes === null ? 'not known' : formatBytes(entry.bytes)],
    ['sha256', entry.sha256 ?? 'not confirmed by a source: models check --folder DIR hashes your own file'],
    ['sha256 from', entry.sha256Source],
    ...own.map(({ folder, file, sha256 }): [string, string] => ['your file', `${sha256}, ${folder}/${file}`]),
    ['licence', entry.licence ?? 'not known'],
    ['commercial use', mayBeSold[commercialOf(entry)]],
    ['condition', entry.condition],
    ['accepted because', entry.conditionMet],
    ['trigger words', entry.triggerWords?.join(', ')],
    ['recommended', recommended.length === 0 ? undefined : recommended.join(', ')],
    ['needs', entry.needs?.join(', ')],
    ['node pack', entry.pack],
    ['note', entry.note],
  ]
  return formatTable(rows.flatMap(([label, value]) => (value === undefined ? [] : [[label, value]])))
}

/** Files of a server with what is known of them, their notes below. */
export function formatFiles(files: readonly CheckedFile[]): string {
  const bytes = { same: "publisher's bytes", other: 'OTHER BYTES', 'not compared': 'bytes not compared' }
  const table = formatTable(
    files.map((file) => [
      `${file.folder}/${file.file}`,
      file.name ?? 'unknown',
      file.base ?? '-',
      mayBeSold[file.commercial],
      bytes[file.bytes],
    ]),
  )
  const lines = table.trimEnd().split('\n')
  return files
    .map(({ notes }, index) => [lines[index], ...notes.map((note) => `    ${note}`), ''].join('\n'))
    .join('')
}

/** What the automatic rule takes, or why it takes nothing. */
export function formatChoice(what: string, choice: CheckpointChoice): string {
  if (!choice.found) return `${what}: ${choice.reason}\n    ${choice.hint}\n`
  const { base, models, parameters: p, reasons } = choice
  const size = base === 'audio' ? '' : `${p.width}x${p.height}, `
  const loras = models.loras.map(({ name, weight }) => `${name} at ${weight}`)
  return [
    `${what}: ${[models.checkpoint, ...loras].join(' with ')}; ${size}${p.steps} steps, cfg ${p.cfg}, ${p.sampler} ${p.scheduler}`,
    ...reasons.map((reason) => `    ${reason}`),
    '',
  ].join('\n')
}

export function formatMemory(profile: MemoryProfile): string {
  const count = residentCheckpoints(profile)
  const budget = formatBytes(profile.modelBudgetBytes)
  return (
    `memory: ${profile.title}; ${budget} for models, so ${count} SDXL ${count === 1 ? 'checkpoint stays' : 'checkpoints stay'} loaded; ` +
    `${profile.precision}, finals at ${profile.finalSidePx} px\n`
  )
}

/** Decimal units, as pages of models have them. */
export function formatBytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`
}
