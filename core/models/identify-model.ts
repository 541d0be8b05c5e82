import type { ModelCatalogue } from './merge-catalogue.js'
import type { HashedFile, ModelEntry } from './model-catalogue.schema.js'
import type { CommercialUse, ModelKind, ModelUse } from './model-use.js'

/** A file of a server, as far as it is known. */
export interface IdentifiedModel {
  readonly folder: string
  readonly file: string
  /** What the catalogue says of it; null = it is not there. */
  readonly entry: ModelEntry | null
  /** Its bytes as the user had them hashed; null = not hashed. */
  readonly hashed: HashedFile | null
  /**
   * How sure the entry is: `bytes` are those of its publisher; only the `name` fits; the `name` fits and the bytes are
   * `other` ones, so nothing of the entry is sure.
   */
  readonly by: 'bytes' | 'name' | 'other' | 'nothing'
}

/** ComfyUI lists files below folders with the slashes of its system. */
export function plainName(file: string): string {
  return file.replaceAll('\\', '/')
}

/** The last part, lower case: what people mean by the name of a model. */
export function baseName(file: string): string {
  const plain = plainName(file)
  return plain.slice(plain.lastIndexOf('/') + 1).toLowerCase()
}

/** What is known of a file in one of ComfyUI's folders. By its bytes where they were hashed, else by its name. Pure. */
export function identifyModel(catalogue: ModelCatalogue, folder: string, file: string): IdentifiedModel {
  const plain = plainName(file)
  const hashed = catalogue.files.find((one) => one.folder === folder && one.file === plain) ?? null
  const found = { folder, file, hashed }
  const same = catalogue.models.find((one) => hashed !== null && one.sha256 === hashed.sha256)
  if (same !== undefined) return { ...found, entry: same, by: 'bytes' }
  const named = catalogue.models.filter((one) => one.folder === folder && isNamed(one, file))
  // Two publishers may use one name: an entry without a hash is not contradicted by the bytes.
  const free = hashed === null ? undefined : named.find((one) => one.sha256 === null)
  const entry = free ?? named[0] ?? null
  if (entry === null) return { ...found, entry, by: 'nothing' }
  return { ...found, entry, by: hashed !== null && entry.sha256 !== null ? 'other' : 'name' }
}

function isNamed(entry: ModelEntry, file: string): boolean {
  return [entry.file, ...(entry.aliases ?? [])].some((name) => baseName(name) === baseName(file))
}

/** Whether what an entry makes may be sold, with what the studio said of its condition. */
export function commercialOf(entry: ModelEntry): CommercialUse {
  return entry.commercial === 'conditional' && entry.conditionMet !== undefined ? 'yes' : entry.commercial
}

/**
 * A file as provenance names it. Bytes that are not the publisher's own are another model: its licence is not known.
 * `kind` is for files that no entry tells of.
 */
export function modelUseOf(found: IdentifiedModel, kind: ModelKind): ModelUse {
  const { entry, hashed, file, by } = found
  const sha256 = hashed?.sha256 ?? null
  if (entry === null || by === 'other')
    return {
      kind: entry?.kind ?? kind,
      name: baseName(file),
      file,
      sha256,
      licence: null,
      commercial: 'unknown',
    }
  return {
    ...{ kind: entry.kind, name: entry.name, file, sha256, licence: entry.licence },
    commercial: commercialOf(entry),
    ...(entry.condition === undefined ? {} : { condition: entry.condition }),
  }
}
