import { expect, it } from 'vitest'
import { bundleTargets } from '../../../core/bundle/find-bundle-target.js'
import { writeBundle } from '../../../core/bundle/write-bundle.js'
import { makeFrozenAsset, stackAtlas } from './make-frozen-set.js'

it.each([...bundleTargets.keys()])('a bundle for %s lists its files by path', (target) => {
  const assets = [makeFrozenAsset('b'), makeFrozenAsset('a')]
  const project = { key: 'dunes', name: 'Dunes' }
  const draft = writeBundle({ target, project, assets, atlas: stackAtlas(assets), previous: null })
  const paths = draft.files.map(({ path }) => path)
  expect(paths).toEqual([...paths].sort())
})
