import { describe, expect, it } from 'vitest'
import type { FrozenAsset } from '../../../core/bundle-ports.js'
import { placeAssets } from '../../../core/bundle/place-assets.js'
import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import { buildSpec } from '../finish/build-spec.js'

function frozen(key: string, manifestPath?: string, more: Partial<AssetSpec> = {}): FrozenAsset {
  const integration = manifestPath === undefined ? {} : { integration: { manifestPath } }
  return {
    asset: { specKey: key },
    spec: buildSpec({ key, ...integration, ...more }),
  } as unknown as FrozenAsset
}

const placesOf = (...assets: FrozenAsset[]) => Object.fromEntries(placeAssets(assets))

describe('the place of an asset in a bundle', () => {
  it('is a folder of its type, or where its team wants it, capitals kept', () => {
    expect(
      placesOf(
        frozen('barrel'),
        frozen('coin', 'images/collectibles/Coin.png'),
        frozen('jump', 'audio/sfx/jump/sfxJump1a.ogg', { assetType: 'sfx' }),
        frozen('creak', undefined, { assetType: 'sfx' }),
      ),
    ).toEqual({
      barrel: 'images/props/barrel',
      coin: 'images/collectibles/Coin',
      jump: 'audio/sfx/jump/sfxJump1a',
      creak: 'audio/sounds/creak',
    })
  })

  it('is the usual one when two want the same, in whatever order and case', () => {
    const [a, b] = [frozen('a', 'images/x.png'), frozen('b', 'images/X.png')]
    const usual = { a: 'images/props/a', b: 'images/props/b' }
    expect(placesOf(a, b)).toEqual(usual)
    expect(placesOf(b, a)).toEqual(usual)
    expect(placesOf(frozen('a', 'images/props/b.png'), frozen('b'))).toEqual(usual)
  })

  it('is the usual one for paths that leave the bundle, that it needs itself, or that no system unpacks', () => {
    for (const path of [
      '../a.png',
      '/a.png',
      'C:/a.png',
      'a//b.png',
      'con/a.png',
      'manifest.json',
      'atlases/a.png',
      'ä.png',
    ])
      expect(placesOf(frozen('a', path))).toEqual({ a: 'images/props/a' })
    expect(placesOf(frozen('a', 'images/props/a.png'))).toEqual({ a: 'images/props/a' })
  })
})
