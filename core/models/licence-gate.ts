import type { ModelCatalogue } from './merge-catalogue.js'
import { baseName, commercialOf } from './identify-model.js'
import type { ModelEntry } from './model-catalogue.schema.js'
import type { ModelUse } from './model-use.js'

/** Why a model keeps what it made out of a commercial release, and what would change that. */
export interface ModelObjection {
  readonly model: ModelUse
  readonly message: string
  readonly nextStep: string
}

/**
 * What of these models keeps an asset from being released: no commercial use, a condition that nobody said holds, or a
 * licence that nobody knows. Judged by what is known now, since a licence that was looked up later frees what was made
 * before; a model that the catalogue does not know (any more) is judged by what was known when it was used. Pure; empty
 * = nothing is in the way.
 */
export function objectToModels(models: readonly ModelUse[], catalogue: ModelCatalogue): ModelObjection[] {
  return models.flatMap((used) => {
    const model = asKnownNow(used, catalogue)
    const called = `the ${model.kind} "${model.name}" (${model.file})`
    switch (model.commercial) {
      case 'yes':
        return []
      case 'no':
        return [
          {
            model,
            message: `was made with ${called}, whose licence ${nameOf(model)} allows no commercial use`,
            nextStep: 'make it again without it: choose another model for its type, then regenerate',
          },
        ]
      case 'conditional':
        return [
          {
            model,
            message: `was made with ${called}, whose licence ${nameOf(model)} asks for this: ${model.condition ?? 'see the licence'}`,
            nextStep: `if it holds for you: npx assetloom models accept ${model.name} --because TEXT`,
          },
        ]
      case 'unknown':
        return [
          {
            model,
            message: `was made with ${called}, whose licence nobody knows`,
            nextStep: 'look it up and write it into models/own.json of the home: docs/guides/models.md',
          },
        ]
    }
  })
}

function nameOf(model: ModelUse): string {
  return model.licence === null ? '(without a name)' : `"${model.licence}"`
}

/** A file may be told without its ending, as other programs do. */
function isFileOf({ file, aliases = [] }: ModelEntry, used: string): boolean {
  const stem = (name: string) => baseName(name).replace(/\.(safetensors|ckpt|pth?|sft|bin)$/, '')
  return [file, ...aliases].some((one) => stem(one) === stem(used))
}

/** By its bytes where they are known: a file that has only the name of an entry proves nothing about others' bytes. */
function asKnownNow(used: ModelUse, catalogue: ModelCatalogue): ModelUse {
  const byBytes = catalogue.models.find((entry) => used.sha256 !== null && entry.sha256 === used.sha256)
  const byName =
    catalogue.models.find((entry) => entry.name === used.name) ??
    catalogue.models.find((entry) => entry.kind === used.kind && isFileOf(entry, used.file))
  const isOther = used.sha256 !== null && byName?.sha256 !== null && byName?.sha256 !== used.sha256
  const entry = byBytes ?? (isOther ? undefined : byName)
  if (entry === undefined) return used
  const { condition: _, ...rest } = used
  return {
    ...rest,
    name: entry.name,
    licence: entry.licence,
    commercial: commercialOf(entry),
    ...(entry.condition === undefined ? {} : { condition: entry.condition }),
  }
}
