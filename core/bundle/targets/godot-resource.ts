import { parseGodotValue, quoteGodot, type GodotValue } from './godot-value.js'

/** Another file that a resource refers to: by uid where Godot knows it, else by path. */
export interface ExternalResource {
  readonly id: string
  readonly type: string
  readonly uid: string
  /** `res://...` */
  readonly path: string
}

/** A name with its value in Godot's own words. */
export type Property = readonly [name: string, value: string]

export interface SubResource {
  readonly id: string
  readonly type: string
  readonly properties: readonly Property[]
}

/** A text resource (`.tres`) of Godot 4, which its engine calls format 3. */
export interface TextResource {
  readonly type: string
  readonly uid: string
  readonly externals: readonly ExternalResource[]
  readonly subs: readonly SubResource[]
  readonly properties: readonly Property[]
}

/** The text of a resource as the editor of Godot 4 saves it (ResourceFormatSaverText): what is referred to comes first. */
export function writeResource({ type, uid, externals, subs, properties }: TextResource): string {
  const steps = externals.length + subs.length + 1
  const head = `[gd_resource type="${type}"${steps > 1 ? ` load_steps=${steps}` : ''} format=3 uid="${uid}"]`
  const rows = ({ id, type, uid, path }: ExternalResource) =>
    `[ext_resource type="${type}" uid="${uid}" path=${quoteGodot(path)} id="${id}"]`
  const blocks = [
    head,
    ...(externals.length === 0 ? [] : [externals.map(rows).join('\n')]),
    ...subs.map((sub) => `[sub_resource type="${sub.type}" id="${sub.id}"]\n${linesOf(sub.properties)}`),
    `[resource]\n${linesOf(properties)}`,
  ]
  return `${blocks.join('\n\n')}\n`
}

function linesOf(properties: readonly Property[]): string {
  return properties.map(([name, value]) => `${name} = ${value}`).join('\n')
}

export interface ReadBlock {
  readonly id: string
  readonly type: string
  readonly properties: ReadonlyMap<string, GodotValue>
}

export interface ReadResource {
  readonly type: string
  readonly uid: string
  readonly externals: ReadonlyMap<string, ExternalResource>
  readonly subs: ReadonlyMap<string, ReadBlock>
  readonly properties: ReadonlyMap<string, GodotValue>
}

/**
 * Reads such a text strictly: format 3, a uid, every reference to something that stands before it. Throws an Error that
 * says what is wrong.
 */
export function readResource(text: string): ReadResource {
  const externals = new Map<string, ExternalResource>()
  const subs = new Map<string, ReadBlock>()
  let head: ReadonlyMap<string, string> | null = null
  let properties: ReadonlyMap<string, GodotValue> | null = null
  for (const { tag, attributes, body } of blocksOf(text)) {
    if (properties !== null) throw new Error(`[${tag}] stands after [resource]`)
    if (tag === 'gd_resource' && head === null) head = attributes
    else if (head === null) throw new Error('does not begin with [gd_resource]')
    else if (tag === 'ext_resource') {
      const [id, type] = [required(attributes, 'id'), required(attributes, 'type')]
      const [uid, path] = [required(attributes, 'uid'), required(attributes, 'path')]
      if (externals.has(id)) throw new Error(`has two references "${id}"`)
      externals.set(id, { id, type, uid, path })
    } else if (tag === 'sub_resource') {
      const [id, type] = [required(attributes, 'id'), required(attributes, 'type')]
      if (subs.has(id)) throw new Error(`has two parts "${id}"`)
      subs.set(id, { id, type, properties: propertiesOf(body, externals, subs) })
    } else if (tag === 'resource') properties = propertiesOf(body, externals, subs)
    else throw new Error(`has an unknown part [${tag}]`)
  }
  if (head === null || properties === null) throw new Error('has no [resource]')
  if (head.get('format') !== '3') throw new Error('is not of format 3')
  const steps = Number(head.get('load_steps') ?? '1')
  if (steps !== externals.size + subs.size + 1) throw new Error(`tells ${steps} load_steps`)
  return { type: required(head, 'type'), uid: required(head, 'uid'), externals, subs, properties }
}

interface Block {
  readonly tag: string
  readonly attributes: ReadonlyMap<string, string>
  readonly body: readonly string[]
}

const tagLine = /^\[([a-z_]+)((?: [a-z_]+=(?:"(?:[^"\\]|\\.)*"|\d+))*)\]$/

function blocksOf(text: string): Block[] {
  const blocks: { tag: string; attributes: Map<string, string>; body: string[] }[] = []
  for (const line of text.split('\n')) {
    const [, tag, rest] = tagLine.exec(line) ?? []
    const last = blocks.at(-1)
    if (tag === undefined) {
      if (last === undefined) throw new Error('does not begin with a tag')
      last.body.push(line)
      continue
    }
    const attributes = new Map<string, string>()
    for (const [, name, value] of (rest ?? '').matchAll(/ ([a-z_]+)=("(?:[^"\\]|\\.)*"|\d+)/g))
      if (name !== undefined && value !== undefined)
        attributes.set(name, value.startsWith('"') ? quotedText(value) : value)
    blocks.push({ tag, attributes, body: [] })
  }
  return blocks
}

/** `name = value` lines; a value goes on over lines that begin no other property. */
function propertiesOf(
  body: readonly string[],
  externals: ReadonlyMap<string, unknown>,
  subs: ReadonlyMap<string, unknown>,
): Map<string, GodotValue> {
  const texts = new Map<string, string>()
  let current = ''
  for (const line of body) {
    const [, name, value] = /^([A-Za-z0-9_/:]+) = (.*)$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) {
      if (texts.has(name)) throw new Error(`tells "${name}" twice`)
      texts.set(name, value)
      current = name
    } else if (current !== '') texts.set(current, `${texts.get(current) ?? ''}\n${line}`)
    else if (line !== '') throw new Error(`"${line.slice(0, 40)}" is no property`)
  }
  const properties = new Map<string, GodotValue>()
  for (const [name, text] of texts) {
    const value = parseGodotValue(text)
    refuseUnknownReferences(value, externals, subs)
    properties.set(name, value)
  }
  return properties
}

function refuseUnknownReferences(
  value: GodotValue,
  externals: ReadonlyMap<string, unknown>,
  subs: ReadonlyMap<string, unknown>,
): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly GodotValue[]) refuseUnknownReferences(item, externals, subs)
    return
  }
  if (typeof value !== 'object' || value === null) return
  if ('entries' in value && value.entries instanceof Map) {
    for (const item of value.entries.values() as Iterable<GodotValue>)
      refuseUnknownReferences(item, externals, subs)
    return
  }
  if (!('call' in value)) return
  const known = value.call === 'ExtResource' ? externals : value.call === 'SubResource' ? subs : null
  const [id] = value.args
  if (known !== null && (typeof id !== 'string' || !known.has(id)))
    throw new Error(`refers to an unknown part ${JSON.stringify(id ?? null)}`)
}

/** The text of an attribute in quotes. */
function quotedText(value: string): string {
  const text = parseGodotValue(value)
  if (typeof text !== 'string') throw new Error(`${value} is no text`)
  return text
}

function required(attributes: ReadonlyMap<string, string>, name: string): string {
  const value = attributes.get(name)
  if (value === undefined || value === '') throw new Error(`has a tag without ${name}`)
  return value
}
