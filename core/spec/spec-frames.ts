import type { AssetSpec } from './asset-spec.schema.js'

/** One picture of a spec. */
export interface SpecFrame {
  /** `idle.0`, `hover`; empty for the only picture of a spec. */
  readonly name: string
  /** null for a still. */
  readonly animation: string | null
  /** Within its animation or its states, from 0. */
  readonly index: number
  /** Of its animation or its states. */
  readonly count: number
  /** Whether the last frame goes on to the first. */
  readonly loop: boolean
}

type Framed = Pick<AssetSpec, 'animations' | 'states'>

const still: SpecFrame = { name: '', animation: null, index: 0, count: 1, loop: false }

/** Every picture of a spec in the order of its strip, left to right: the animations one after the other, or the states. */
export function framesOf({ animations, states }: Framed): readonly SpecFrame[] {
  if (animations !== undefined)
    return animations.flatMap(({ name, frames, loop }) =>
      Array.from({ length: frames }, (_, index) => ({
        name: `${name}.${index}`,
        animation: name,
        index,
        count: frames,
        loop,
      })),
    )
  if (states === undefined) return [still]
  return states.map((name, index) => ({ name, animation: null, index, count: states.length, loop: false }))
}

/** The name of a frame within a bundle. Keys have no dot, so no two specs share one. */
export function frameKey(specKey: string, { name }: Pick<SpecFrame, 'name'>): string {
  return name === '' ? specKey : `${specKey}.${name}`
}

/** The size of all frames side by side, pixels. */
export function stripSizeOf(spec: Framed & Pick<AssetSpec, 'size'>): { width: number; height: number } {
  return { width: spec.size.width * framesOf(spec).length, height: spec.size.height }
}

/** Sounds have no picture of their own, only a waveform. */
export function isSound({ assetType }: Pick<AssetSpec, 'assetType'>): boolean {
  return assetType === 'sfx' || assetType === 'music'
}

/**
 * Whether the picture fills its frame and keeps its background. The layers of a backdrop do not: what is behind them
 * has to show through.
 */
export function keepsBackground(
  spec: Pick<AssetSpec, 'assetType' | 'background' | 'seamless' | 'states'>,
): boolean {
  if (spec.assetType === 'backdrop' && spec.states !== undefined) return false
  return spec.seamless || spec.background === 'opaque'
}
