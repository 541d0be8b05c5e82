import { chooseCheckpoint, type CheckpointChoice } from './choose-checkpoint.js'
import { familyOf, type ServerModels } from './choose-loras.js'
import { commercialOf, identifyModel, type IdentifiedModel } from './identify-model.js'
import type { ModelCatalogue } from './merge-catalogue.js'
import type { ModelEntry } from './model-catalogue.schema.js'
import type { CommercialUse } from './model-use.js'

/** Folders whose files make or change pictures and sounds, so that their licences count. */
export const checkedFolders = [
  'checkpoints',
  'loras',
  'vae',
  'upscale_models',
  'controlnet',
  'ipadapter',
  'clip_vision',
  'text_encoders',
  'background_removal',
] as const

/** One file of a server beside what is known of it. */
export interface CheckedFile {
  readonly folder: string
  readonly file: string
  /** Name of its entry; null = the catalogue does not know it. */
  readonly name: string | null
  /** `same` bytes as its publisher's, `other` ones, or nobody compared them. */
  readonly bytes: 'same' | 'other' | 'not compared'
  readonly base: string | null
  readonly licence: string | null
  readonly commercial: CommercialUse
  /** What to know of it, in sentences. */
  readonly notes: readonly string[]
}

export interface ModelReport {
  readonly files: readonly CheckedFile[]
  /** Entries that the server has no file of. */
  readonly missing: readonly ModelEntry[]
  /** What the automatic rule takes for a character and for sounds. */
  readonly automatic: {
    readonly picture: CheckpointChoice
    readonly sound: CheckpointChoice
    readonly music: CheckpointChoice
  }
}

const native = { width: 64, height: 64 }

/** A server's models beside the catalogue. Pure; files in the order of their folders and names. */
export function checkModels(catalogue: ModelCatalogue, server: ServerModels): ModelReport {
  const found = checkedFolders.flatMap((folder) =>
    [...(server.models[folder] ?? [])].sort().map((file) => identifyModel(catalogue, folder, file)),
  )
  const there = new Set(
    found.flatMap(({ entry, by }) => (entry === null || by === 'other' ? [] : [entry.name])),
  )
  const choose = (assetType: 'character' | 'sfx' | 'music') =>
    chooseCheckpoint({ assetType, size: native, stage: 'final', isPixelArt: true }, catalogue, server)
  return {
    files: found.map((one) => checkedFile(one, server)),
    missing: catalogue.models.filter(({ name }) => !there.has(name)),
    automatic: { picture: choose('character'), sound: choose('sfx'), music: choose('music') },
  }
}

function checkedFile(found: IdentifiedModel, server: ServerModels): CheckedFile {
  const { entry, by, folder, file } = found
  const family = familyOf(found, server)
  const sure = by === 'other' ? null : entry
  const notes: string[] = []
  if (by === 'other')
    notes.push(
      `has the name of ${entry?.name ?? 'an entry'} and other bytes: it is another model, or a damaged file`,
    )
  if (by === 'nothing') notes.push('is not in the catalogue: write it into models/own.json of the home')
  if (family.note !== '') notes.push(family.note)
  if (sure?.commercial === 'conditional' && sure.conditionMet === undefined)
    notes.push(`to sell what it makes: ${sure.condition ?? 'see its licence'}`)
  if (sure?.pack !== undefined) notes.push(`needs the node pack ${sure.pack}`)
  return {
    ...{ folder, file, name: sure?.name ?? null, base: family.base, notes },
    bytes: by === 'bytes' ? 'same' : by === 'other' ? 'other' : 'not compared',
    licence: sure?.licence ?? null,
    commercial: sure === null ? 'unknown' : commercialOf(sure),
  }
}
