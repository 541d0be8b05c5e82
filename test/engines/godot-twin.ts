import { readResource, type ReadBlock, type ReadResource } from '../../core/bundle/targets/godot-resource.js'
import type { GodotValue } from '../../core/bundle/targets/godot-value.js'

/**
 * A text resource of Godot 4 (format 3) in the words of Godot 3 (format 2), for engines that are packaged for Debian:
 * references have numbers and no uids, frames of an animation are textures without durations, string names are strings,
 * and some properties had other names. Everything that both know stays as it is.
 */
export function twinOfResource(text: string): string {
  const resource = readResource(text)
  const externals = new Map([...resource.externals.keys()].map((id, index) => [id, index + 1]))
  const subs = new Map([...resource.subs.keys()].map((id, index) => [id, index + 1]))
  const ids = { externals, subs }
  if (resource.type === 'TileSet') return twinOfTileSet(resource, externals)
  const lines = [
    `[gd_resource type="${resource.type}" load_steps=${externals.size + subs.size + 1} format=2]`,
    '',
  ]
  for (const { id, path } of resource.externals.values())
    lines.push(`[ext_resource path="${path}" type="Texture" id=${externals.get(id)}]`)
  for (const { id, type, properties } of resource.subs.values())
    lines.push('', `[sub_resource type="${type}" id=${subs.get(id)}]`, ...propertyLines(properties, ids))
  lines.push('', '[resource]', ...propertyLines(resource.properties, ids), '')
  return lines.join('\n')
}

interface Ids {
  readonly externals: ReadonlyMap<string, number>
  readonly subs: ReadonlyMap<string, number>
}

function propertyLines(properties: ReadBlock['properties'], ids: Ids): string[] {
  const lines: string[] = []
  const meta: string[] = []
  for (const [name, value] of properties) {
    if (name.startsWith('metadata/')) meta.push(`"${name.slice('metadata/'.length)}": ${inWords(value, ids)}`)
    else lines.push(`${name.replace(/^texture_margin_/, 'margin_')} = ${inWords(value, ids)}`)
  }
  if (meta.length > 0) lines.push(`__meta__ = { ${meta.join(', ')} }`)
  return lines
}

function inWords(value: GodotValue, ids: Ids): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value))
    return `[ ${(value as readonly GodotValue[]).map((item) => inWords(frameTexture(item), ids)).join(', ')} ]`
  if ('entries' in value && value.entries instanceof Map) {
    const entries = value.entries as ReadonlyMap<string, GodotValue>
    return `{ ${[...entries].map(([key, item]) => `${JSON.stringify(key)}: ${inWords(item, ids)}`).join(', ')} }`
  }
  if (!('call' in value)) throw new Error('unknown value')
  const [first] = value.args
  if (value.call === 'ExtResource') return `ExtResource( ${ids.externals.get(idOf(first))} )`
  if (value.call === 'SubResource') return `SubResource( ${ids.subs.get(idOf(first))} )`
  const call =
    value.call === 'PackedInt32Array' ? 'PoolIntArray' : value.call.replace(/^Vector2i$/, 'Vector2')
  return `${call}( ${value.args.map((item) => inWords(item, ids)).join(', ')} )`
}

/** Godot 3 takes the texture of a frame where Godot 4 takes a dictionary of texture and duration. */
function frameTexture(value: GodotValue): GodotValue {
  if (typeof value !== 'object' || value === null || !('entries' in value)) return value
  if (!(value.entries instanceof Map)) return value
  const entries = value.entries as ReadonlyMap<string, GodotValue>
  return entries.get('texture') !== undefined && entries.get('duration') === 1
    ? entries.get('texture')!
    : value
}

/** Godot 3 numbers tiles and gives each a texture and a region; an animated tile is its first frame. */
function twinOfTileSet(
  { externals, subs, properties }: ReadResource,
  numbers: ReadonlyMap<string, number>,
): string {
  const lines = [`[gd_resource type="TileSet" load_steps=${externals.size + 1} format=2]`, '']
  for (const { id, path } of externals.values())
    lines.push(`[ext_resource path="${path}" type="Texture" id=${numbers.get(id)}]`)
  lines.push('', '[resource]')
  for (const [name, value] of properties) {
    const [, source] = /^sources\/(\d+)$/.exec(name) ?? []
    if (source === undefined || typeof value !== 'object' || value === null || !('call' in value)) continue
    const part = subs.get(idOf(value.args[0]))
    const texture = part?.properties.get('texture')
    const size = part?.properties.get('texture_region_size')
    if (texture === undefined || size === undefined) throw new Error(`the source ${source} has no texture`)
    const [width, height] = typeof size === 'object' && size !== null && 'call' in size ? size.args : []
    lines.push(
      `${source}/name = ${JSON.stringify(part?.properties.get('resource_name'))}`,
      `${source}/texture = ${inWords(texture, { externals: numbers, subs: new Map() })}`,
      `${source}/region = Rect2( 0, 0, ${Number(width)}, ${Number(height)} )`,
      `${source}/tile_mode = 0`,
    )
  }
  return `${lines.join('\n')}\n`
}

/** GDScript of Godot 4 for Godot 3: string names are strings, and a class has its name after what it extends. */
export function twinOfScript(text: string): string {
  return text
    .replaceAll('&"', '"')
    .replaceAll('StringName', 'String')
    .replace(/^class_name .*\n/m, '')
}

/** A scene of Godot 4 for Godot 3: references by number and path alone. */
export function twinOfScene(text: string): string {
  const numbers = new Map<string, number>()
  return text
    .replace(/format=3( uid="[^"]*")?/, 'format=2')
    .replaceAll(
      /\[ext_resource type="([^"]+)" uid="[^"]+" path="([^"]+)" id="([^"]+)"\]/g,
      (_, type: string, path: string, id: string) => {
        numbers.set(id, numbers.size + 1)
        return `[ext_resource path="${path}" type="${type.replace('Texture2D', 'Texture')}" id=${numbers.get(id)}]`
      },
    )
    .replaceAll(/ExtResource\("([^"]+)"\)/g, (_, id: string) => `ExtResource( ${numbers.get(id)} )`)
    .replaceAll('&"', '"')
    .replaceAll('AnimatedSprite2D', 'AnimatedSprite')
    .replaceAll('Sprite2D', 'Sprite')
    .replaceAll('sprite_frames = ', 'frames = ')
}

function idOf(value: GodotValue | undefined): string {
  if (typeof value !== 'string') throw new Error('a reference without an id')
  return value
}
