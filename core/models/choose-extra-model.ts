import { familyOf, type ServerModels } from './choose-loras.js'
import { commercialOf, identifyModel, type IdentifiedModel } from './identify-model.js'
import type { ModelCatalogue } from './merge-catalogue.js'
import type { ModelBase } from './model-catalogue.schema.js'

const controlnetFolder = 'controlnet'
const upscalerFolder = 'upscale_models'
const backgroundFolder = 'background_removal'

/** What an unknown ControlNet for poses has in its name, as its publishers call it. */
const poseName = /open[-_. ]?pose/i

export interface ExtraModelWish {
  /** It goes into a game that is sold: what may not be, or nobody knows, is left out. */
  readonly commercial?: boolean
}

/**
 * The ControlNet that holds poses, of the family of the checkpoint: one that may be sold before others, one that the
 * catalogue knows before one that only has the name, then by name. null = the server has none. Pure.
 */
export function choosePoseControlnet(
  base: ModelBase,
  catalogue: ModelCatalogue,
  server: ServerModels,
  wish: ExtraModelWish = {},
): IdentifiedModel | null {
  return best(
    filesOf(controlnetFolder, catalogue, server).filter((one) => {
      const { entry, by, file } = one
      const known = entry !== null && by !== 'other'
      const holdsPoses = known ? entry.controls?.includes('pose') === true : poseName.test(file)
      const family = familyOf(one, server).base
      return holdsPoses && (family === base || family === 'any')
    }),
    wish,
  )
}

/** The model that enlarges a picture, chosen in the same way. null = the server has none. Pure. */
export function chooseUpscaler(
  catalogue: ModelCatalogue,
  server: ServerModels,
  wish: ExtraModelWish = {},
): IdentifiedModel | null {
  return best(filesOf(upscalerFolder, catalogue, server), wish)
}

/** The model that finds the subject of a picture, chosen in the same way. null = the server has none. Pure. */
export function chooseBackgroundRemover(
  catalogue: ModelCatalogue,
  server: ServerModels,
  wish: ExtraModelWish = {},
): IdentifiedModel | null {
  return best(filesOf(backgroundFolder, catalogue, server), wish)
}

function filesOf(folder: string, catalogue: ModelCatalogue, { models }: ServerModels): IdentifiedModel[] {
  return [...(models[folder] ?? [])].sort().map((file) => identifyModel(catalogue, folder, file))
}

function best(found: readonly IdentifiedModel[], { commercial }: ExtraModelWish): IdentifiedModel | null {
  const allowed = found.filter((one) => commercial !== true || maySell(one))
  return allowed.toSorted((a, b) => rankOf(a) - rankOf(b))[0] ?? null
}

function rankOf(one: IdentifiedModel): number {
  return (maySell(one) ? 0 : 2) + (one.entry === null ? 1 : 0)
}

function maySell({ entry, by }: IdentifiedModel): boolean {
  return entry !== null && by !== 'other' && commercialOf(entry) === 'yes'
}
