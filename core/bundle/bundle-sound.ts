import { AssetloomError } from '../errors.js'
import type { FrozenAsset } from '../bundle-ports.js'
import { isSound } from '../spec/spec-frames.js'
import { compareText, type StoredSound } from './bundle-file.js'
import { placeAssets, type BundleLayout } from './place-assets.js'

export type SoundFormat = 'ogg' | 'wav' | 'mp3'

/** The stored files of one sound, whoever encoded them. */
export interface SoundInput {
  /** One for each format, the preferred one first. */
  readonly files: readonly {
    readonly format: SoundFormat
    readonly sha256: string
    readonly sizeBytes: number
  }[]
  readonly durationMs: number
  /** Of the samples, for engines that count loops in them. */
  readonly sampleRateHz?: number
  /** Where a loop goes on after its end; absent = at the beginning. */
  readonly loopStartMs?: number
  /** Where a loop turns back; absent = at the end of the file. */
  readonly loopEndMs?: number
}

/** A sound as every part of a bundle tells it. */
export interface BundleSound extends Pick<SoundInput, 'sampleRateHz' | 'loopStartMs' | 'loopEndMs'> {
  readonly key: string
  readonly type: 'sfx' | 'music'
  readonly durationMs: number
  readonly loop: boolean
  /** In the order given. */
  readonly files: readonly StoredSound[]
}

/** The sounds of a frozen set by key. Throws VerificationFailed for a sound without files. */
export function placeSounds(
  assets: readonly FrozenAsset[],
  sounds: ReadonlyMap<string, SoundInput>,
  layout?: BundleLayout,
): BundleSound[] {
  const places = placeAssets(assets, layout)
  return assets
    .filter(({ spec }) => isSound(spec))
    .map((frozen) => {
      const key = frozen.asset.specKey
      return placeSound(frozen, places.get(key)!, sounds.get(key))
    })
    .sort((a, b) => compareText(a.key, b.key))
}

function placeSound({ asset, spec }: FrozenAsset, place: string, input: SoundInput | undefined): BundleSound {
  const key = asset.specKey
  const formats = new Set(input?.files.map(({ format }) => format))
  if (input === undefined || formats.size === 0 || formats.size !== input.files.length)
    throw new AssetloomError(
      'VerificationFailed',
      `the sound "${key}" has ${formats.size === 0 ? 'no files' : 'two files of one format'}`,
      'Finish the sound again: a bundle holds one file for each of its formats.',
    )
  const type = spec.assetType === 'music' ? 'music' : 'sfx'
  const { durationMs, sampleRateHz, loopStartMs, loopEndMs } = input
  return {
    key,
    type,
    durationMs,
    loop: spec.sound?.loop ?? false,
    ...(sampleRateHz === undefined ? {} : { sampleRateHz }),
    ...(loopStartMs === undefined ? {} : { loopStartMs }),
    ...(loopEndMs === undefined ? {} : { loopEndMs }),
    files: input.files.map(({ format, sha256, sizeBytes }) => ({
      path: `${place}.${format}`,
      sha256,
      sizeBytes,
    })),
  }
}
