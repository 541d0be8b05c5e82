import { describe, expect, it } from 'vitest'
import { bundleManifestSchema, type BundleManifest } from '../../../core/bundle/bundle-manifest.schema.js'
import { diffBundles, writeDiff } from '../../../core/bundle/diff-bundles.js'
import { writeBundle } from '../../../core/bundle/write-bundle.js'
import type { FrozenAsset } from '../../../core/bundle-ports.js'
import { placeholderAsset } from '../../../core/provisional/placeholder-asset.js'
import { makeFrozenAsset, stackAtlas, stackSounds } from './make-frozen-set.js'

function manifestOf(assets: readonly FrozenAsset[], target = 'generic'): BundleManifest {
  const { files } = writeBundle({
    ...{ target, project: { key: 'p', name: 'P' }, assets, previous: null },
    ...{ atlas: stackAtlas(assets), sounds: stackSounds(assets) },
  })
  const manifest = files.find(({ path }) => path === 'manifest.json')!
  if (!('bytes' in manifest)) throw new Error('no manifest')
  return bundleManifestSchema.parse(JSON.parse(new TextDecoder().decode(manifest.bytes)))
}

const animations = [{ name: 'idle', frames: 2, fps: 6, loop: true }]

describe('two bundles, compared by key', () => {
  const old = [
    makeFrozenAsset('axe', { assetType: 'item' }),
    makeFrozenAsset('bow'),
    makeFrozenAsset('cup'),
    makeFrozenAsset('dog', { animations, sha256: 'b'.repeat(64) }),
    makeFrozenAsset('old-name', { sha256: 'c'.repeat(64) }),
  ]
  const moved = makeFrozenAsset('bow', { sha256: 'd'.repeat(64), width: 48, pivot: { x: 0, y: 1 } })
  const now = [
    makeFrozenAsset('axe', { assetType: 'item' }),
    { ...moved, spec: { ...moved.spec, integration: { manifestPath: 'art/bow.png' } } },
    makeFrozenAsset('dog', {
      animations: [{ ...animations[0]!, frames: 3, fps: 8 }],
      sha256: 'b'.repeat(64),
    }),
    makeFrozenAsset('ewer'),
    makeFrozenAsset('new-name', { sha256: 'c'.repeat(64) }),
  ]

  it('tell what came, went, changed and how, and which only have other names', () => {
    expect(diffBundles(manifestOf(old), manifestOf(now))).toEqual({
      added: ['ewer'],
      removed: ['cup'],
      renamed: [{ from: 'old-name', to: 'new-name' }],
      unchanged: 1,
      changed: [
        {
          key: 'bow',
          changes: [
            { part: 'picture' },
            { part: 'size', from: '32x32', to: '48x32' },
            { part: 'pivot', from: '0.5, 1', to: '0, 1' },
            { part: 'path', from: 'images/props/bow.png', to: 'art/bow.png' },
          ],
        },
        { key: 'dog', changes: [{ part: 'frames', from: '2', to: '3' }, { part: 'animations' }] },
      ],
    })
  })

  it('are alike whatever their targets, and where they lie on a page does not count', () => {
    const nothing = { added: [], removed: [], renamed: [], changed: [], unchanged: old.length }
    expect(diffBundles(manifestOf(old), manifestOf([...old].reverse(), 'godot'))).toEqual(nothing)
    const later = manifestOf(old)
    for (const asset of later.assets) for (const frame of asset.frames) frame.x += 7
    expect(diffBundles(manifestOf(old), later)).toEqual(nothing)
  })

  it('tell art from what stood for it, and read as a list', () => {
    const [axe] = old
    const owner = { ...axe!.asset, orderedAt: '2026-01-01T00:00:00.000Z' }
    const bytes = { sha256: 'e'.repeat(64), sizeBytes: 5 }
    const stand = manifestOf([placeholderAsset(axe!.spec, owner, bytes)])
    expect(stand.assets[0]).toMatchObject({ provisional: true, provenance: { placeholder: true } })
    const diff = diffBundles(stand, manifestOf([axe!]))
    expect(diff.changed).toEqual([{ key: 'axe', changes: [{ part: 'picture' }], provisional: 'replaced' }])
    expect(writeDiff(diff)).toBe('## Changed (1)\n\n- axe: picture (was a placeholder)\n\nUnchanged: 0.\n')
  })
})
