import type { AssetType, LoraUse } from '../spec/asset-spec.schema.js'
import type { ModelSet } from '../scheduling/model-set.js'
import { chooseLoras, familyOf, findFile, type LoraScope, type ServerModels } from './choose-loras.js'
import { chooseParameters, type ChosenParameters, type ParameterWish } from './choose-parameters.js'
import { commercialOf, identifyModel, modelUseOf, type IdentifiedModel } from './identify-model.js'
import type { ModelCatalogue } from './merge-catalogue.js'
import type { ModelBase, ModelEntry } from './model-catalogue.schema.js'
import type { ModelUse } from './model-use.js'

/** What a spec asks of the models that make it. */
export interface CheckpointWish extends ParameterWish {
  readonly assetType: AssetType
  readonly loras?: readonly LoraUse[]
  readonly loraSelection?: readonly LoraScope[]
  readonly baselineLoras?: readonly string[]
  /** Checkpoints of the project's own catalogue, which come before others. */
  readonly projectCheckpoints?: readonly string[]
  /** The picture is to be pixel art: it is reduced by cells, with hard alpha. */
  readonly isPixelArt: boolean
  /** What may not be sold, or nobody knows, is only taken by itself where nothing else is there. */
  readonly commercial?: boolean
}

export type CheckpointChoice =
  | {
      readonly found: true
      readonly models: ModelSet
      readonly base: Exclude<ModelBase, 'any'>
      readonly parameters: ChosenParameters
      /** Words that the LoRAs listen to, each once; they join the prompt. */
      readonly triggerWords: readonly string[]
      /** For provenance, the checkpoint first. */
      readonly uses: readonly ModelUse[]
      readonly reasons: readonly string[]
    }
  | { readonly found: false; readonly reason: string; readonly hint: string }

const folder = 'checkpoints'
/** Best first. Flux needs graphs of its own, so it is only taken where it is named. */
const pictureBases: readonly ModelBase[] = ['sdxl', 'sd15']

interface Candidate extends IdentifiedModel {
  readonly base: ModelBase | null
  readonly note: string
}

/**
 * The checkpoint, LoRAs and parameters of one picture or sound on a server. A named checkpoint is used as it is;
 * otherwise: SDXL before SD 1.5 (which is said), the project's own before others, then those meant for the asset type,
 * those whose licence allows to sell, those that the catalogue knows, by name. Pure; every choice says why.
 */
export function chooseCheckpoint(
  wish: CheckpointWish,
  catalogue: ModelCatalogue,
  server: ServerModels,
): CheckpointChoice {
  const isSound = wish.assetType === 'sfx' || wish.assetType === 'music'
  const named = wish.generation?.checkpoint
  const candidates = candidatesOf(catalogue, server)
  const picked =
    named === undefined
      ? pickAutomatically(wish, candidates, isSound)
      : pickNamed(named, catalogue, server, candidates)
  if ('reason' in picked) return { found: false, ...picked }
  const { checkpoint, reasons } = picked
  const base = familyFor(checkpoint)
  const loras = isSound
    ? { loras: [], reasons: [], missing: [] }
    : chooseLoras({ ...wish, loras: wish.loras ?? [] }, base, catalogue, server)
  const needed = neededModels(checkpoint.entry, catalogue, server)
  const missing = [...loras.missing.map((name) => `LoRA ${name} (folder loras)`), ...needed.missing]
  if (missing.length > 0) return missingModels(missing)
  const entries = loras.loras.flatMap(({ entry, by }) => (entry === null || by === 'other' ? [] : [entry]))
  const own = checkpoint.by === 'other' ? null : checkpoint.entry
  const chosen = chooseParameters(wish, base, own, entries)
  return {
    found: true,
    base,
    models: {
      checkpoint: checkpoint.file,
      loras: loras.loras.map(({ file, weight }) => ({ name: file, weight })),
    },
    parameters: chosen.parameters,
    triggerWords: [...new Set([own, ...entries].flatMap((entry) => entry?.triggerWords ?? []))],
    uses: [
      modelUseOf(checkpoint, isSound ? 'audio' : 'checkpoint'),
      ...loras.loras.map((lora) => modelUseOf(lora, 'lora')),
      ...needed.found.map((one) => modelUseOf(one, 'text-encoder')),
    ],
    reasons: [...reasons, ...loras.reasons, ...chosen.reasons],
  }
}

/**
 * A checkpoint that nothing tells the family of is used as SD 1.5: its graph also runs one of SDXL, only smaller than that
 * could be.
 */
function familyFor({ base }: Candidate): Exclude<ModelBase, 'any'> {
  return base === null || base === 'any' ? 'sd15' : base
}

function noteOf({ base, file, note }: Candidate): string[] {
  if (base === null)
    return [
      `${file}: nothing tells its family, so it is used as SD 1.5; write its base into models/own.json of the home`,
    ]
  return note === '' ? [] : [`${file}: ${note}`]
}

/** The families of a server's checkpoints, each once, as far as they are known. */
export function checkpointFamilies(catalogue: ModelCatalogue, server: ServerModels): readonly ModelBase[] {
  return [...new Set(candidatesOf(catalogue, server).flatMap(({ base }) => (base === null ? [] : [base])))]
}

function candidatesOf(catalogue: ModelCatalogue, server: ServerModels): Candidate[] {
  return [...(server.models[folder] ?? [])].sort().map((file) => {
    const found = identifyModel(catalogue, folder, file)
    return { ...found, ...familyOf(found, server) }
  })
}

type Picked =
  | { readonly checkpoint: Candidate; readonly reasons: readonly string[] }
  | { readonly reason: string; readonly hint: string }

function pickNamed(
  name: string,
  catalogue: ModelCatalogue,
  server: ServerModels,
  candidates: readonly Candidate[],
): Picked {
  const found = findFile(catalogue, server, folder, name)
  const checkpoint = candidates.find(({ file }) => file === found?.file)
  if (checkpoint === undefined) {
    const known = catalogue.models.find((one) => one.folder === folder && one.name === name.toLowerCase())
    return {
      reason: `the checkpoint "${name}" is not on the server`,
      hint:
        known === undefined
          ? `Put it into ComfyUI's folder models/${folder}. There are: ${shortList(candidates)}.`
          : `Put ${known.file} into ComfyUI's folder models/${folder}; it is to be had at ${known.source}`,
    }
  }
  return {
    checkpoint,
    reasons: [`checkpoint ${checkpoint.file}: the spec names it`, ...noteOf(checkpoint)],
  }
}

function pickAutomatically(wish: CheckpointWish, candidates: readonly Candidate[], isSound: boolean): Picked {
  const bases = isSound ? (['audio'] as const) : pictureBases
  // Those that nothing is known of come last, and never for sounds.
  const fit = candidates.filter(({ base }) =>
    base === null ? !isSound : (bases as readonly ModelBase[]).includes(base),
  )
  const best = [...fit].sort((a, b) => compareRanks(rankOf(a, wish, bases), rankOf(b, wish, bases)))[0]
  if (best === undefined) return noCheckpoint(candidates, isSound)
  const reasons = [`checkpoint ${best.file}: chosen by itself for ${wish.assetType}`]
  if (best.base === 'sd15')
    reasons.push(
      fit.some(({ base }) => base === 'sdxl')
        ? "SD 1.5 is used, since none of the server's SDXL checkpoints may be used in a game that is sold"
        : 'SD 1.5 is used, since the server has no SDXL checkpoint',
    )
  return { checkpoint: best, reasons: [...reasons, ...noteOf(best)] }
}

/** Lower comes first, member by member. */
function rankOf(one: Candidate, wish: CheckpointWish, bases: readonly ModelBase[]): number[] {
  const entry = one.by === 'other' ? null : one.entry
  const own = (wish.projectCheckpoints ?? []).findIndex((name) => stemOf(name) === stemOf(one.file))
  const sells = entry !== null && commercialOf(entry) === 'yes'
  return [
    wish.commercial === true && !sells ? 1 : 0,
    one.base === null ? bases.length : bases.indexOf(one.base),
    own === -1 ? Number.MAX_SAFE_INTEGER : own,
    entry?.assetTypes?.includes(wish.assetType) ? 0 : entry?.assetTypes === undefined ? 1 : 2,
    sells ? 0 : 1,
    entry === null ? 1 : 0,
  ]
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

function stemOf(file: string): string {
  const plain = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
  return plain.toLowerCase().replace(/\.(safetensors|ckpt|pt|pth|sft)$/, '')
}

function noCheckpoint(candidates: readonly Candidate[], isSound: boolean): Picked {
  const what = isSound ? 'sounds' : 'pictures'
  return {
    reason:
      candidates.length === 0
        ? 'the server has no checkpoint at all'
        : `none of the server's ${candidates.length} checkpoints is known to make ${what}: ${shortList(candidates)}`,
    hint: `npx assetloom models list --kind ${isSound ? 'audio' : 'checkpoint'} names some and where to get them; a model of your own goes into models/own.json of the home.`,
  }
}

const shownMax = 5

function shortList(candidates: readonly Candidate[]): string {
  const shown = candidates.slice(0, shownMax).map(({ file }) => file)
  const rest = candidates.length - shown.length
  return shown.length === 0 ? 'none' : `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function missingModels(missing: readonly string[]): CheckpointChoice {
  return {
    found: false,
    reason: `the server lacks ${missing.join(', ')}`,
    hint: 'Put the files into these folders of ComfyUI; npx assetloom models check says what is there.',
  }
}

/** What a checkpoint does not work without, as its entry says. */
function neededModels(
  entry: ModelEntry | null,
  catalogue: ModelCatalogue,
  server: ServerModels,
): { readonly found: readonly IdentifiedModel[]; readonly missing: readonly string[] } {
  const found: IdentifiedModel[] = []
  const missing: string[] = []
  for (const name of entry?.needs ?? []) {
    const needed = catalogue.models.find((one) => one.name === name)
    if (needed === undefined) continue
    // Older versions list text encoders in the folder `clip`.
    const folders = needed.folder === 'text_encoders' ? ['text_encoders', 'clip'] : [needed.folder]
    const names = [needed.file, ...(needed.aliases ?? [])]
    const file = folders
      .flatMap((one) => names.map((wanted) => findFile(catalogue, server, one, wanted)))
      .find((one) => one !== null)
    if (file === undefined || file === null) missing.push(`${needed.file} (folder ${needed.folder})`)
    else found.push({ ...file, entry: file.entry ?? needed })
  }
  return { found, missing }
}
