import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { refineText } from '../../../../core/intake/refine-text.js'
import { assetSpecSchema, type AssetSpec } from '../../../../core/spec/asset-spec.schema.js'

/** What a producer expects of a wishlist, read through by hand: line, key, type, size, variants, frames or length. */
interface Golden {
  readonly targets: readonly string[]
  readonly palettes: readonly string[]
  readonly problems: readonly number[]
  readonly notUnderstood: readonly number[]
  readonly specs: readonly (readonly [number, string, string, string, number, string])[]
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

function movementOf({ animations, states, sound, nineSlice }: AssetSpec): string {
  if (animations !== undefined)
    return animations
      .map(({ name, frames, fps, loop }) => `${name} ${frames}@${fps}${loop ? ' loop' : ''}`)
      .join(', ')
  if (states !== undefined) return states.join(' / ')
  if (sound !== undefined)
    return `${sound.durationMs.min}-${sound.durationMs.max} ms${sound.loop ? ' loop' : ''}`
  return nineSlice === undefined ? '' : `corners ${nineSlice.left}`
}

describe('the wishlists in examples/', () => {
  it.each([
    'hollow-acre',
    'white-ward',
    'vanta-run',
    'sugar-drift',
    'starfall-squadron',
    'wax-parlour',
    'tidewater',
  ])('%s gives what its writer expects', (name) => {
    const golden = JSON.parse(read(`./${name}.golden.json`)) as Golden
    const refined = refineText({
      fileName: `${name}.wishlist.md`,
      text: read(`../../../../examples/wishlists/${name}.wishlist.md`),
      options: { palette: ['#000000'], variantsPerSpec: null, provider: 'procedural' },
    })
    for (const spec of refined.specs) assetSpecSchema.parse(spec)
    const rows = refined.specs.map((spec) => [
      spec.source.line,
      spec.key,
      spec.assetType,
      `${spec.size.width}x${spec.size.height}`,
      spec.variants,
      movementOf(spec),
    ])
    expect(rows).toEqual(golden.specs)
    expect(refined.targets).toEqual(golden.targets)
    expect(refined.palettes).toEqual(golden.palettes)
    expect(refined.problems.map(({ line }) => line)).toEqual(golden.problems)
    const lost = refined.outcomes.filter(({ outcome }) => outcome === 'not-understood')
    expect([...new Set(lost.map(({ line }) => line))]).toEqual(golden.notUnderstood)
  })

  it('say their look for all assets', () => {
    const { specs } = refineText({
      fileName: 'hollow-acre.wishlist.md',
      text: read('../../../../examples/wishlists/hollow-acre.wishlist.md'),
      options: { palette: [], variantsPerSpec: null, provider: 'procedural' },
    })
    expect(new Set(specs.map(({ outlinePx }) => outlinePx))).toEqual(new Set([0]))
    expect(new Set(specs.map(({ light }) => light))).toEqual(new Set(['upper-left']))
    expect(specs.every(({ tags }) => tags.includes('soft colours'))).toBe(true)
    expect(specs.filter(({ assetType }) => assetType === 'tile').every(({ seamless }) => seamless)).toBe(true)
  })
})
