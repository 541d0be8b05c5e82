import { expect, test } from 'vitest'
import { createHash } from 'node:crypto'
import { knownNouns } from '../../../adapters/procedural/noun-registry.js'
import { paintNative } from '../../../adapters/procedural/paint-noun.js'
import { proceduralVersion } from '../../../adapters/procedural/procedural-provider.js'
import { nativeRequest } from './desert-list.js'
import { keepPalette, manySeeds } from './picture-measures.js'

const composed = [
  'dragon',
  'robot',
  'gramophone',
  'crow',
  'snake',
  'spaceship',
  'zorble',
  'beetle',
  'boot',
  'wizard',
]

/** What the painter drew when it still knew no motion; another hash needs another `proceduralVersion`. */
const stillsOf: Readonly<Record<string, string>> = {
  'procedural/2': '40b0d9d8c2843e0a9567b9764132c7282c75b084f7e59f582b947b10742f44b9',
}

test('a still of any noun is the one that this version of the painter always drew', () => {
  const hash = createHash('sha256')
  for (const noun of [
    ...knownNouns.map(({ names, kind }) => ({ prompt: names[0]!, kind })),
    ...composed.map((prompt) => ({ prompt, kind: 'prop' as const })),
  ])
    for (const side of [16, 32]) {
      const isTile = noun.kind === 'tile'
      const request = nativeRequest(noun.prompt, {
        nativeSize: { width: side, height: side },
        seed: manySeeds[0]!,
        palette: keepPalette,
        ...(isTile ? { assetType: 'tile', seamless: true, background: 'opaque', outlinePx: 0 } : {}),
      })
      hash.update(paintNative(request).pixels)
    }
  expect(hash.digest('hex')).toBe(stillsOf[proceduralVersion])
})
