import type { Borders } from '../bundle-sprite.js'
import type { NativeAnimation, NativeAtlas, NativeFrame } from '../bundle-target.js'
import { readResource, type ReadBlock, type ReadResource } from './godot-resource.js'
import { bundlePath } from './godot-uid.js'
import type { GodotValue } from './godot-value.js'

type Properties = ReadBlock['properties']

/** What Godot would see in the resources of an atlas. Throws an Error that names the file for a malformed one. */
export function readGodotSprites(readText: (path: string) => string, paths: readonly string[]): NativeAtlas {
  const frames: NativeFrame[] = []
  const animations: NativeAnimation[] = []
  const borders = new Map<string, Borders>()
  const styles = new Map<string, Borders>()
  for (const path of paths) {
    const resource = readNamed(readText, path)
    try {
      if (resource.type === 'AtlasTexture') readFrame(resource.properties, resource, { frames, borders })
      else if (resource.type === 'StyleBoxTexture') styles.set(...readStyle(resource.properties))
      else if (resource.type === 'SpriteFrames') {
        const names = new Map<string, string>()
        for (const { id, properties } of resource.subs.values())
          names.set(id, readFrame(properties, resource, { frames, borders }))
        animations.push(...readAnimations(resource.properties, names))
      } else throw new Error(`is a ${resource.type}`)
    } catch (error) {
      throw named(path, error)
    }
  }
  // Where both tell borders, the style box is what is drawn.
  return { frames, animations, borders: new Map([...borders, ...styles]) }
}

/** A resource whose errors begin with its path. */
export function readNamed(readText: (path: string) => string, path: string): ReadResource {
  const text = readText(path)
  try {
    return readResource(text)
  } catch (error) {
    throw named(path, error)
  }
}

function named(path: string, error: unknown): Error {
  return new Error(`${path} ${error instanceof Error ? error.message : String(error)}`, { cause: error })
}

function readFrame(
  properties: Properties,
  { externals }: ReadResource,
  into: { frames: NativeFrame[]; borders: Map<string, Borders> },
): string {
  const key = textOf(properties, 'metadata/key')
  const page = externals.get(referenceOf(properties.get('atlas'), 'ExtResource'))
  const [x, y, width, height] = numbersOf(properties.get('region'), 'Rect2', 4)
  const margin = properties.get('margin')
  const [trimX, trimY, moreWidth, moreHeight] =
    margin === undefined ? [0, 0, 0, 0] : numbersOf(margin, 'Rect2', 4)
  const [pivotX, pivotY] = numbersOf(properties.get('metadata/pivot'), 'Vector2', 2)
  const nineSlice = properties.get('metadata/nine_slice')
  if (nineSlice !== undefined) {
    const [left, top, right, bottom] = numbersOf(nineSlice, 'PackedInt32Array', 4)
    into.borders.set(key, { left, top, right, bottom })
  }
  into.frames.push({
    key,
    pagePath: bundlePath(page?.path ?? ''),
    x,
    y,
    width,
    height,
    trimX,
    trimY,
    sourceWidth: width + moreWidth,
    sourceHeight: height + moreHeight,
    pivot: { x: pivotX, y: pivotY },
  })
  return key
}

function readStyle(properties: Properties): [string, Borders] {
  const margin = (side: string) => {
    const value = properties.get(`texture_margin_${side}`)
    if (typeof value !== 'number') throw new Error(`has no texture_margin_${side}`)
    return value
  }
  const borders = {
    left: margin('left'),
    top: margin('top'),
    right: margin('right'),
    bottom: margin('bottom'),
  }
  return [textOf(properties, 'metadata/key'), borders]
}

function readAnimations(properties: Properties, names: ReadonlyMap<string, string>): NativeAnimation[] {
  const rows = properties.get('animations')
  if (!Array.isArray(rows)) throw new Error('has no animations')
  const key = textOf(properties, 'metadata/key')
  return (rows as readonly GodotValue[]).map((row) => {
    const entries = entriesOf(row)
    const [name, fps, loop, shown] = ['name', 'speed', 'loop', 'frames'].map((member) => entries.get(member))
    if (
      typeof name !== 'string' ||
      typeof fps !== 'number' ||
      typeof loop !== 'boolean' ||
      !Array.isArray(shown)
    )
      throw new Error('has an animation without name, speed, loop or frames')
    const frames = (shown as readonly GodotValue[]).map((item) => {
      const frame = entriesOf(item)
      if (frame.get('duration') !== 1) throw new Error(`has a frame of "${name}" of another duration`)
      return names.get(referenceOf(frame.get('texture'), 'SubResource')) ?? ''
    })
    return { key, name, frames, fps, loop }
  })
}

function entriesOf(value: GodotValue): ReadonlyMap<string, GodotValue> {
  if (typeof value === 'object' && value !== null && 'entries' in value && value.entries instanceof Map)
    return value.entries as ReadonlyMap<string, GodotValue>
  throw new Error('has an animation that is no dictionary')
}

function referenceOf(value: GodotValue | undefined, call: string): string {
  if (typeof value === 'object' && value !== null && 'call' in value && value.call === call) {
    const [id] = value.args
    if (typeof id === 'string') return id
  }
  throw new Error(`lacks a reference to ${call === 'ExtResource' ? 'its page' : 'a frame'}`)
}

function numbersOf(value: GodotValue | undefined, call: string, count: 2): [number, number]
function numbersOf(value: GodotValue | undefined, call: string, count: 4): [number, number, number, number]
function numbersOf(value: GodotValue | undefined, call: string, count: number): number[] {
  if (typeof value === 'object' && value !== null && 'call' in value && value.call === call) {
    const numbers = value.args.filter((item) => typeof item === 'number')
    if (numbers.length === count && value.args.length === count) return numbers
  }
  throw new Error(`lacks a ${call} of ${count} numbers`)
}

function textOf(properties: Properties, name: string): string {
  const value = properties.get(name)
  if (typeof value !== 'string') throw new Error(`has no ${name}`)
  return value
}
