import type { LoraUse } from '../spec/asset-spec.schema.js'
import { guessBase } from './guess-base.js'
import { baseName, commercialOf, identifyModel, type IdentifiedModel } from './identify-model.js'
import type { ModelCatalogue } from './merge-catalogue.js'
import type { ModelBase } from './model-catalogue.schema.js'

export type LoraScope = 'baseline' | 'project'

export interface LoraWish {
  /** As the spec names them. */
  readonly loras: readonly LoraUse[]
  /** The policy `loraSelection`: which scope is loaded first; one that is left out is not used. Absent = both. */
  readonly loraSelection?: readonly LoraScope[]
  /** Names of the LoRAs of the baseline; all others are the project's. */
  readonly baselineLoras?: readonly string[]
  /** The picture is to be pixel art. */
  readonly isPixelArt: boolean
}

export interface ServerModels {
  /** File names by folder, as the server lists them. */
  readonly models: Readonly<Record<string, readonly string[]>>
  /** Headers of files that no catalogue knows, by `folder/file`. */
  readonly metadata?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface ChosenLora extends IdentifiedModel {
  readonly weight: number
}

export interface LoraChoice {
  readonly loras: readonly ChosenLora[]
  readonly reasons: readonly string[]
  /** Named by the spec and not on the server. */
  readonly missing: readonly string[]
}

export const loraFolder = 'loras'
const lorasMax = 8

/**
 * The LoRAs of a picture, in the order in which they are loaded. Those of another family than the checkpoint are left
 * out; without any named one, a catalogued LoRA that is meant for such pictures is taken if the server has it. Pure.
 */
export function chooseLoras(
  wish: LoraWish,
  base: ModelBase,
  catalogue: ModelCatalogue,
  server: ServerModels,
): LoraChoice {
  const reasons: string[] = []
  const missing: string[] = []
  const loras: ChosenLora[] = []
  for (const { name, weight } of inScopeOrder(wish, reasons)) {
    const found = findFile(catalogue, server, loraFolder, name)
    if (found === null) {
      missing.push(name)
      continue
    }
    const family = familyOf(found, server)
    if (family.base !== base && family.base !== 'any' && family.base !== null) {
      reasons.push(`LoRA ${name} is left out: it is for ${family.base}, the checkpoint is ${base}`)
      continue
    }
    if (family.note !== '') reasons.push(`LoRA ${name}: ${family.note}`)
    loras.push({ ...found, weight })
  }
  if (wish.loras.length === 0 && wish.isPixelArt) {
    const own = automaticLora(base, catalogue, server)
    if (own !== null) {
      loras.push(own)
      reasons.push(`LoRA ${own.file} is added: no LoRA is named, and the picture is pixel art`)
    }
  }
  return { loras: loras.slice(0, lorasMax), reasons, missing }
}

/** By the policy, where scopes are known; the order within one stays. For specs that have it applied it changes nothing. */
function inScopeOrder({ loras, loraSelection, baselineLoras }: LoraWish, reasons: string[]): LoraUse[] {
  if (loraSelection === undefined || baselineLoras === undefined) return [...loras]
  const baseline = new Set(baselineLoras)
  const scopeOf = ({ name }: LoraUse): LoraScope => (baseline.has(name) ? 'baseline' : 'project')
  for (const lora of loras)
    if (!loraSelection.includes(scopeOf(lora)))
      reasons.push(`LoRA ${lora.name} is left out: the policy loraSelection has no scope ${scopeOf(lora)}`)
  return loraSelection.flatMap((scope) => loras.filter((lora) => scopeOf(lora) === scope))
}

function automaticLora(base: ModelBase, catalogue: ModelCatalogue, server: ServerModels): ChosenLora | null {
  const meant = catalogue.models.filter(
    (entry) =>
      entry.kind === 'lora' &&
      entry.base === base &&
      entry.automaticFor?.includes('pixel-art') &&
      commercialOf(entry) === 'yes',
  )
  for (const entry of meant) {
    const found = findFile(catalogue, server, loraFolder, entry.file)
    // A file that only has its name is not what the catalogue means.
    if (found?.entry?.name !== entry.name || found.by === 'other') continue
    return { ...found, weight: entry.recommended?.weight ?? 1 }
  }
  return null
}

/**
 * The file that a name means: the whole name first, then its last part, then without its ending; or the file of the entry
 * of that name. Null where the server has none.
 */
export function findFile(
  catalogue: ModelCatalogue,
  { models }: ServerModels,
  folder: string,
  name: string,
): IdentifiedModel | null {
  const files = [...(models[folder] ?? [])].sort()
  const entry = catalogue.models.find((one) => one.folder === folder && one.name === name.toLowerCase())
  const wanted = baseName(name)
  const stem = (file: string) => baseName(file).replace(/\.[^.]+$/, '')
  const file =
    files.find((one) => one === name) ??
    files.find((one) => baseName(one) === wanted) ??
    files.find((one) => stem(one) === wanted) ??
    (entry === undefined
      ? undefined
      : files.find((one) =>
          [entry.file, ...(entry.aliases ?? [])].some((alias) => baseName(alias) === baseName(one)),
        ))
  return file === undefined ? null : identifyModel(catalogue, folder, file)
}

/** The family of a file, with a note where it is guessed; null = nothing tells it. */
export function familyOf(
  { entry, by, folder, file }: IdentifiedModel,
  { metadata }: ServerModels,
): { readonly base: ModelBase | null; readonly note: string } {
  if (entry !== null && by !== 'other') return { base: entry.base, note: '' }
  const guess = guessBase(file, metadata?.[`${folder}/${file}`])
  if (guess === null) return { base: null, note: 'nothing tells its family' }
  return { base: guess.base, note: `taken for ${guess.base} by its ${guess.from} (${guess.evidence})` }
}
