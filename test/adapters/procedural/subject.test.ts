import { expect, it } from 'vitest'
import { paintNative } from '../../../adapters/procedural/paint-noun.js'
import type { NativeRequest } from '../../../adapters/procedural/native-picture.js'

const request: NativeRequest = {
  ...{ prompt: 'fumbling glorp', assetType: 'prop', nativeSize: { width: 32, height: 32 }, seamless: false },
  ...{ background: 'transparent', palette: [], outlinePx: 1, light: 'upper-left', seed: '00112233445566aa' },
}

/** Which pixels are painted, whatever their colour: words of the project may tint a thing, and say what it is made of. */
const shapeOf = (one: NativeRequest) => paintNative(one).pixels.map((pixel) => (pixel === 0 ? 0 : 1))

it('draws what the asset is, whatever things the words of its project name', () => {
  const around = 'fumbling glorp, lit by lanterns, knights and barrels far away'
  expect(shapeOf({ ...request, prompt: around, subject: 'fumbling glorp' })).toEqual(shapeOf(request))
  // Without it the barrel that somebody drew is taken for what is meant.
  expect(shapeOf({ ...request, prompt: around })).not.toEqual(shapeOf(request))
})
