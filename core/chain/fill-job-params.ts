import { findUnusableJson, isJsonObject, type JobProblem, type JsonValue } from './json-value.js'

export interface FilledJob {
  readonly body: JsonValue
  readonly problems: readonly JobProblem[]
}

/**
 * A job's body with its `<name>` places filled in by the values of `params`, in every text of it. A parameter that no
 * place has is a problem, so that a misspelt one is noticed; places without a parameter stay.
 */
export function fillJobParams(body: unknown, params: Readonly<Record<string, string>>): FilledJob {
  const unusable = findUnusableJson(body)
  if (unusable !== null) return { body: null, problems: [unusable] }
  const used = new Set<string>()
  const fill = (value: JsonValue): JsonValue => {
    if (typeof value === 'string')
      return value.replaceAll(/<([^<>]{1,80})>/g, (place: string, name: string) => {
        if (!Object.hasOwn(params, name)) return place
        used.add(name)
        return params[name] ?? place
      })
    if (Array.isArray(value)) return value.map((item: JsonValue) => fill(item))
    if (!isJsonObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fill(member)]))
  }
  const filled = fill(body as JsonValue)
  const problems = Object.keys(params)
    .filter((name) => !used.has(name))
    .map((name) => ({
      member: '',
      message: `nothing in the job has the place <${name}>`,
      hint: 'Write the name of a --param as it stands between < and > in the file.',
    }))
  return { body: filled, problems }
}
