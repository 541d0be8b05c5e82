import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'

/** In the order in which people think of an asset; members that are not named here follow as they are. */
const order: readonly string[] = [
  ...['assetType', 'category', 'prompt', 'size', 'pivot', 'animations', 'states', 'sound', 'variants'],
  ...['style', 'palette', 'outlinePx', 'light', 'background', 'alpha', 'seamless', 'nineSlice'],
  ...['provider', 'tags'],
]

/** The members of a spec with their values as people write them; a member that says nothing is left out. */
export function specMembers(spec: AssetSpec): [name: string, text: string][] {
  const { key: _, source: _source, ...members } = spec
  return Object.entries(members)
    .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
    .flatMap(([name, value]): [string, string][] => {
      const text = memberText(name, value)
      return text === '' ? [] : [[name, text]]
    })
}

function placeOf(name: string): number {
  const place = order.indexOf(name)
  return place < 0 ? order.length : place
}

function memberText(name: string, value: AssetSpec[keyof AssetSpec]): string {
  switch (name) {
    case 'prompt': {
      const { positive, negative } = value as AssetSpec['prompt']
      return negative === '' ? positive : `${positive} (avoid: ${negative})`
    }
    case 'size': {
      const { width, height } = value as AssetSpec['size']
      return `${width}x${height}`
    }
    case 'pivot': {
      const { x, y } = value as AssetSpec['pivot']
      return `${x}, ${y}`
    }
    case 'animations':
      return (value as NonNullable<AssetSpec['animations']>)
        .map(({ name: title, frames, fps, loop }) => `${title} ${frames}f ${fps} fps${loop ? '' : ' once'}`)
        .join(', ')
    case 'nineSlice': {
      const { left, top, right, bottom } = value as NonNullable<AssetSpec['nineSlice']>
      return `${left} ${top} ${right} ${bottom} px from the left, top, right, bottom`
    }
    default:
      return plainText(value)
  }
}

function plainText(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
