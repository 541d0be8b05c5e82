import { z } from 'zod'

export type Direction = 'input' | 'output'

/** JSON schemas of a document: parts with an id stand once among its components. */
export interface Components {
  /** The JSON schema of what is sent (`input`) or answered (`output`), with parts that have an id referred to. */
  refer(schema: z.ZodType, io: Direction): unknown
  /** Names are settled when all is known: `document` with its references, and the components by name. */
  settle(document: unknown): {
    readonly document: unknown
    readonly schemas: Readonly<Record<string, unknown>>
  }
}

type Parts = Map<string, unknown>
const prefix = '#/components/schemas/'

/**
 * A part that is answered stays open for members that come later; where it is sent it is held to what it has. One that is
 * sent and answered and differs by that has two names: `SpecDraft` and `SpecDraftInput`.
 */
export function collectComponents(): Components {
  const parts: Record<Direction, Parts> = { input: new Map(), output: new Map() }
  return {
    refer(schema, io) {
      const whole = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' })
      const { $schema: _, $defs = {}, ...own } = whole as Record<string, unknown>
      for (const [name, part] of Object.entries($defs as Record<string, unknown>))
        keep(parts[io], name, mend(part, io))
      const id = z.globalRegistry.get(schema)?.id
      if (id === undefined) return mend(own, io)
      if (!('$ref' in own)) keep(parts[io], id, mend(own, io))
      return { $ref: `${prefix}${io}:${id}` }
    },
    settle(document) {
      const names = settleNames(parts)
      const rename = (part: unknown) => mapReferences(part, (ref) => names.get(ref) ?? ref)
      const schemas = [...names].map(([told, name]) => [name, rename(partOf(parts, told))] as const)
      return { document: rename(document), schemas: Object.fromEntries(schemas.sort(byName)) }
    },
  }
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1)

function keep(parts: Parts, name: string, part: unknown): void {
  if (!parts.has(name)) parts.set(name, part)
}

function partOf(parts: Readonly<Record<Direction, Parts>>, told: string): unknown {
  const [io = '', name = ''] = told.split(':')
  return parts[io as Direction].get(name)
}

/** `input:SpecDraft` to its name in the document. */
function settleNames({ input, output }: Readonly<Record<Direction, Parts>>): Map<string, string> {
  const both = [...input.keys()].filter((name) => output.has(name))
  const plain = (part: unknown) =>
    JSON.stringify(mapReferences(part, (ref) => ref.replace(/^(in|out)put:/, '')))
  const differing = new Set(both.filter((name) => plain(input.get(name)) !== plain(output.get(name))))
  // What refers to a part with two names has two names.
  for (let before = -1; before !== differing.size;) {
    before = differing.size
    for (const name of both)
      mapReferences(input.get(name), (ref) => {
        if (differing.has(ref.replace('input:', ''))) differing.add(name)
        return ref
      })
  }
  return new Map([
    ...[...output.keys()].map((name) => [`output:${name}`, name] as const),
    ...[...input.keys()].map(
      (name) => [`input:${name}`, differing.has(name) ? `${name}Input` : name] as const,
    ),
  ])
}

/** References by direction and name, and answers open for members that come later. */
function mend(schema: unknown, io: Direction): unknown {
  if (Array.isArray(schema)) return schema.map((one) => mend(one, io))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => !(name === 'additionalProperties' && value === false && io === 'output'))
      .filter(([name, value]) => !(name === 'id' && typeof value === 'string'))
      .map(([name, value]) => [
        name,
        name === '$ref' && typeof value === 'string'
          ? value.replace('#/$defs/', `${prefix}${io}:`)
          : mend(value, io),
      ]),
  )
}

/** With every reference to a component told as `input:Name` and replaced by what `rename` makes of it. */
function mapReferences(value: unknown, rename: (told: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => mapReferences(one, rename))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === '$ref' && typeof member === 'string' && member.startsWith(prefix)
        ? `${prefix}${rename(member.slice(prefix.length))}`
        : mapReferences(member, rename),
    ]),
  )
}
