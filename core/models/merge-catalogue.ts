import {
  modelEntrySchema,
  modelFileSchema,
  type HashedFile,
  type ModelEntry,
} from './model-catalogue.schema.js'

/** All models that are known here, by name, and the files of this user whose bytes were hashed. */
export interface ModelCatalogue {
  readonly models: readonly ModelEntry[]
  readonly files: readonly HashedFile[]
}

/** What is wrong in one file of models; nothing else is lost because of it. */
export interface CatalogueProblem {
  readonly file: string
  /** `models.pixel-art-xl.licence`, or empty for the whole file. */
  readonly member: string
  readonly message: string
  readonly hint: string
}

export const emptyCatalogue: ModelCatalogue = { models: [], files: [] }

const hint =
  'docs/guides/models.md says what an entry holds; npx assetloom models show NAME shows a whole one.'

/**
 * Puts files of models together, in their order: a later entry of the same name changes the members that it has, so a
 * user's file needs to say no more than what differs. A whole entry that is wrong is left out, and named as a problem;
 * where only the change is wrong, the entry stays as it was. Pure; `value` is a file as JSON.
 */
export function mergeCatalogue(files: readonly { readonly file: string; readonly value: unknown }[]): {
  readonly catalogue: ModelCatalogue
  readonly problems: readonly CatalogueProblem[]
} {
  const problems: CatalogueProblem[] = []
  const models = new Map<string, ModelEntry>()
  const hashed = new Map<string, HashedFile>()
  for (const { file, value } of files) {
    const parsed = modelFileSchema.safeParse(value)
    if (!parsed.success) {
      problems.push(...problemsOf(file, '', parsed.error.issues))
      continue
    }
    for (const change of parsed.data.models ?? []) {
      const entry = modelEntrySchema.safeParse({ ...models.get(change.name), ...change })
      if (entry.success) models.set(change.name, entry.data)
      else problems.push(...problemsOf(file, `models.${change.name}`, entry.error.issues))
    }
    for (const one of parsed.data.files ?? []) hashed.set(`${one.folder}/${one.file}`, one)
  }
  const byName = [...models.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return { catalogue: { models: byName, files: [...hashed.values()] }, problems }
}

const problemsOfOneMax = 5

function problemsOf(
  file: string,
  at: string,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): CatalogueProblem[] {
  return issues.slice(0, problemsOfOneMax).map(({ path, message }) => ({
    ...{ file, message, hint },
    member: [at, ...path.map(String)].filter((part) => part !== '').join('.'),
  }))
}
