import type { JsonNode } from './parse-json.js'

/** A change of one JSON value; members that a merge does not name stay as they are, to the character. */
export type JsonPatch =
  | { readonly kind: 'set'; readonly value: unknown }
  | { readonly kind: 'remove' }
  | { readonly kind: 'merge'; readonly members: ReadonlyMap<string, JsonPatch> }

/** How a document is written: what is added looks like what is there. */
interface Style {
  readonly eol: string
  /** One level of indentation. */
  readonly unit: string
  readonly colon: string
  readonly isMinified: boolean
}

/**
 * The text with `patch` applied to its root. Everything that the patch does not name is kept to the character: order,
 * spacing, line ends, byte-order mark, doubled keys (the last one is changed, as parsers take it). A merge into what is
 * no object replaces it, so ask first. New members come last, in the patch's order.
 */
export function patchJson(text: string, root: JsonNode, patch: JsonPatch): string {
  const style = styleOf(text, root)
  return text.slice(0, root.start) + renderNode(text, root, patch, '', style) + text.slice(root.end)
}

function styleOf(text: string, root: JsonNode): Style {
  const lines = text.split('\n').length - 1
  const crlf = text.split('\r\n').length - 1
  const first = root.kind === 'object' ? root.members[0] : undefined
  const lead = first === undefined ? '' : text.slice(root.start + 1, first.keyStart)
  const indent = /\n([ \t]+)$/.exec(lead)?.[1]
  const afterKey = first === undefined ? ': ' : text.slice(first.keyStart, first.value.start)
  return {
    eol: crlf * 2 > lines ? '\r\n' : '\n',
    unit: indent ?? '  ',
    colon: afterKey.endsWith(' ') ? ': ' : ':',
    isMinified: first !== undefined && !lead.includes('\n'),
  }
}

function renderNode(text: string, node: JsonNode, patch: JsonPatch, indent: string, style: Style): string {
  if (patch.kind === 'set') {
    const isSame = node.kind === 'scalar' && node.value === patch.value
    return isSame
      ? text.slice(node.start, node.end)
      : renderValue(patch.value, indent, style, style.isMinified)
  }
  if (patch.kind === 'merge' && node.kind === 'object')
    return renderObject(text, node, patch.members, indent, style)
  return renderValue(valueOf(patch), indent, style, style.isMinified)
}

interface Piece {
  readonly lead: string
  readonly body: string
  readonly trail: string
}

function renderObject(
  text: string,
  node: Extract<JsonNode, { kind: 'object' }>,
  patches: ReadonlyMap<string, JsonPatch>,
  indent: string,
  style: Style,
): string {
  const { members, start, end } = node
  const first = members[0]
  const leads = members.map(({ keyStart }, index) => leadOf(text, members[index - 1], keyStart, start))
  const isSpread = first === undefined ? !style.isMinified : (leads[0] ?? '').includes('\n')
  const inner = isSpread ? (/\n([ \t]*)$/.exec(leads[0] ?? '')?.[1] ?? indent + style.unit) : indent
  const lastOf = new Map(members.map(({ key }, index) => [key, index]))
  const pieces: Piece[] = []
  for (const [index, member] of members.entries()) {
    const patch = lastOf.get(member.key) === index ? patches.get(member.key) : undefined
    // A key that stands twice goes with all its places: else the earlier one would come to life.
    if (patches.get(member.key)?.kind === 'remove') continue
    const name = text.slice(member.keyStart, member.value.start)
    const value = patch
      ? renderNode(text, member.value, patch, inner, style)
      : text.slice(member.value.start, member.value.end)
    pieces.push({ lead: leads[index] ?? '', body: name + value, trail: trailOf(text, node, index) })
  }
  const closeGap = first === undefined ? '' : text.slice(members.at(-1)?.value.end ?? start, end - 1)
  const addedLead = isSpread
    ? style.eol + inner
    : leads.length > 1
      ? (leads.at(-1) ?? '')
      : style.colon.slice(1)
  const asBefore = members.findLast(({ value }) => value.kind === 'object')?.value
  const isInline =
    asBefore === undefined ? !isSpread : !text.slice(asBefore.start, asBefore.end).includes('\n')
  for (const [key, patch] of patches) {
    if (lastOf.has(key) || patch.kind === 'remove') continue
    const value = renderValue(valueOf(patch), inner, style, isInline)
    pieces.push({
      lead: pieces.length === 0 && !isSpread ? (leads[0] ?? '') : addedLead,
      body: JSON.stringify(key) + style.colon + value,
      trail: '',
    })
  }
  if (pieces.length === 0) return members.length === 0 ? text.slice(start, end) : '{}'
  const gap = first === undefined ? (isSpread ? style.eol + indent : '') : closeGap
  return `{${pieces.map(({ lead, body, trail }) => lead + body + trail).join(',')}${gap}}`
}

function leadOf(
  text: string,
  before: { readonly value: JsonNode } | undefined,
  keyStart: number,
  objectStart: number,
): string {
  if (before === undefined) return text.slice(objectStart + 1, keyStart)
  return text.slice(text.indexOf(',', before.value.end) + 1, keyStart)
}

/** Blanks between a value and its comma; what follows the last value is the gap before the brace. */
function trailOf(text: string, node: Extract<JsonNode, { kind: 'object' }>, index: number): string {
  const value = node.members[index]?.value
  if (value === undefined || index === node.members.length - 1) return ''
  return text.slice(value.end, text.indexOf(',', value.end))
}

/** What a patch makes where nothing was. */
function valueOf(patch: JsonPatch): unknown {
  if (patch.kind === 'set') return patch.value
  if (patch.kind === 'remove') return undefined
  const entries = [...patch.members].filter(([, one]) => one.kind !== 'remove')
  return Object.fromEntries(entries.map(([key, one]) => [key, valueOf(one)]))
}

function renderValue(value: unknown, indent: string, style: Style, isInline: boolean): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  const isList = Array.isArray(value)
  const inner = indent + style.unit
  const rows = Object.entries(value).map(([key, one]) => {
    const name = isList ? '' : JSON.stringify(key) + style.colon
    return name + renderValue(one, inner, style, isInline)
  })
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (rows.length === 0) return open + close
  const pad = style.colon.slice(1)
  if (isInline) return open + (isList ? '' : pad) + rows.join(`,${pad}`) + (isList ? '' : pad) + close
  return `${open}${rows.map((row) => style.eol + inner + row).join(',')}${style.eol}${indent}${close}`
}
