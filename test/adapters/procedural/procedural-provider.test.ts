import { expect, test } from 'vitest'
import { sharpImageCodec } from '../../../adapters/imaging/sharp-image-codec.js'
import { chooseBackdrop } from '../../../adapters/procedural/delivery.js'
import { readFaultWords } from '../../../adapters/procedural/fault-words.js'
import { oklabDistance, parseHex, toOklab } from '../../../adapters/procedural/palette-ramps.js'
import { paintNative } from '../../../adapters/procedural/paint-noun.js'
import { createProceduralProvider } from '../../../adapters/procedural/procedural-provider.js'
import type { PaintRequest } from '../../../core/generation/paint-request.js'
import { dunePalette, nativeRequest, seeds } from './desert-list.js'
import { animationFrames } from './strip-measures.js'

const provider = createProceduralProvider({ codec: sharpImageCodec, faults: true })
const quiet = new AbortController().signal

function paintRequest(prompt: string, changes: Partial<PaintRequest> = {}): PaintRequest {
  return { ...nativeRequest(prompt), negative: '', generatedSize: { width: 256, height: 256 }, ...changes }
}

test('the same request gives the same bytes, another seed others, all marked as placeholders', async () => {
  const [one, same, other] = await Promise.all([
    provider.paint(paintRequest('water barrel'), 1, quiet),
    provider.paint(paintRequest('water barrel'), 2, quiet),
    provider.paint(paintRequest('water barrel', { seed: seeds[1]! }), 1, quiet),
  ])
  expect(Buffer.compare(one.png, same.png)).toBe(0)
  expect(Buffer.compare(one.png, other.png)).not.toBe(0)
  expect([one.placeholder, one.width, one.height]).toEqual([true, 256, 256])
})

test('it is delivered like a model delivers: large, opaque, a little noisy, on a backdrop far from the palette', async () => {
  const { png } = await provider.paint(paintRequest('water barrel'), 1, quiet)
  const raster = await sharpImageCodec.decodePng(png)
  const native = paintNative(nativeRequest('water barrel'))
  const backdrop = chooseBackdrop(native.ramps.colours)
  for (let y = 0; y < 256; y += 3)
    for (let x = 0; x < 256; x += 3) {
      const index = native.pixels[Math.floor(y / 8) * 32 + Math.floor(x / 8)]!
      const wanted = index === 0 ? backdrop : native.ramps.colours[index - 1]!
      const at = (y * 256 + x) * 4
      wanted.forEach((byte, channel) =>
        expect(Math.abs(raster.data[at + channel]! - byte)).toBeLessThanOrEqual(3),
      )
      expect(raster.data[at + 3]).toBe(255)
    }
  const nearest = Math.min(
    ...dunePalette.map((hex) => oklabDistance(toOklab(parseHex(hex)), toOklab(backdrop))),
  )
  expect(Math.sqrt(nearest)).toBeGreaterThan(0.25)
})

test('a size that is no whole multiple is refused with a hint', async () => {
  const request = paintRequest('water barrel', { generatedSize: { width: 250, height: 250 } })
  await expect(provider.paint(request, 1, quiet)).rejects.toMatchObject({
    type: 'InvalidInput',
    hint: /whole number/,
  })
  const huge = paintRequest('water barrel', { generatedSize: { width: 32_000, height: 32_000 } })
  await expect(provider.paint(huge, 1, quiet)).rejects.toMatchObject({ type: 'InvalidInput' })
})

test('fault:refuse is refused for good', async () => {
  await expect(provider.paint(paintRequest('barrel fault:refuse'), 1, quiet)).rejects.toMatchObject({
    type: 'ContentRejected',
  })
})

test('fault:flaky-2 fails twice, then paints what the prompt says without the word', async () => {
  const request = paintRequest('water barrel fault:flaky-2')
  for (const attempt of [1, 2])
    await expect(provider.paint(request, attempt, quiet)).rejects.toMatchObject({ type: 'ProviderFailed' })
  const [third, plain] = [
    await provider.paint(request, 3, quiet),
    await provider.paint(paintRequest('water barrel'), 1, quiet),
  ]
  expect(Buffer.compare(third.png, plain.png)).toBe(0)
})

test('fault:slow waits and stops waiting when it is aborted', async () => {
  const stop = new AbortController()
  const painting = provider.paint(paintRequest('barrel fault:slow-60000'), 1, stop.signal)
  stop.abort(new Error('stopped by the test'))
  await expect(painting).rejects.toThrow('stopped by the test')
  await expect(provider.paint(paintRequest('barrel'), 1, stop.signal)).rejects.toThrow('stopped by the test')
})

test('fault:empty paints nothing and fault:cut-off lets the border cut the picture', async () => {
  const read = async (prompt: string) =>
    sharpImageCodec.decodePng((await provider.paint(paintRequest(prompt), 1, quiet)).png)
  const backdrop = chooseBackdrop(paintNative(nativeRequest('barrel')).ramps.colours)
  const isBackdrop = (data: Uint8Array, at: number): boolean =>
    backdrop.every((byte, channel) => Math.abs(data[at + channel]! - byte) <= 3)
  const empty = await read('barrel fault:empty')
  const cut = await read('barrel fault:cut-off')
  const edge = Array.from({ length: 256 }, (_, y) => y * 256 * 4)
  expect(Array.from({ length: 65_536 }, (_, i) => i * 4).every((at) => isBackdrop(empty.data, at))).toBe(true)
  expect(edge.some((at) => !isBackdrop(cut.data, at))).toBe(true)
})

test('fault words are plain words unless faults are asked for', async () => {
  const plain = createProceduralProvider({ codec: sharpImageCodec })
  await expect(plain.paint(paintRequest('barrel fault:refuse'), 1, quiet)).resolves.toMatchObject({
    width: 256,
  })
})

test('fault words are read whole and taken out of the prompt', () => {
  expect(readFaultWords('oil lamp fault:flaky-3, fault:empty lit')).toEqual({
    prompt: 'oil lamp , lit',
    faults: { refuse: false, flakyUntil: 3, slowMs: 0, empty: true, cutOff: false, instant: false },
  })
  expect(readFaultWords('fault:refused').faults.refuse).toBe(false)
})

test('fault:instant gives a plain square that differs with the seed, and is no word of a prompt elsewhere', async () => {
  const paint = (seed: string) => provider.paint(paintRequest('barrel fault:instant', { seed }), 1, quiet)
  const raster = await sharpImageCodec.decodePng((await paint(seeds[0]!)).png)
  const at = (x: number, y: number) => [...raster.data.subarray((y * 256 + x) * 4, (y * 256 + x) * 4 + 3)]
  const colours = paintRequest('barrel').palette.map(parseHex)
  const isNear = (pixel: number[]) =>
    colours.some((colour) => colour.every((byte, channel) => Math.abs(byte - pixel[channel]!) <= 3))
  expect([isNear(at(128, 128)), isNear(at(8, 8))]).toEqual([true, false])
  const plain = createProceduralProvider({ codec: sharpImageCodec })
  const untouched = await plain.paint(paintRequest('barrel fault:instant'), 1, quiet)
  expect(Buffer.compare(untouched.png, (await paint(paintRequest('').seed)).png)).not.toBe(0)
})

test('several frames are delivered as one strip on one backdrop, each as large as asked', async () => {
  const frames = animationFrames('idle:4 walk:6')
  const request = paintRequest('knight', {
    frames,
    assetType: 'character',
    generatedSize: { width: 64, height: 64 },
  })
  const painted = await provider.paint(request, 1, quiet)
  expect([painted.width, painted.height, painted.placeholder]).toEqual([640, 64, true])
  const raster = await sharpImageCodec.decodePng(painted.png)
  expect([raster.width, raster.height]).toEqual([640, 64])
  const native = paintNative(request)
  const backdrop = chooseBackdrop(native.ramps.colours)
  for (let y = 0; y < 64; y += 3)
    for (let x = 0; x < 640; x += 3) {
      const index = native.pixels[(y >> 1) * native.width + (x >> 1)]!
      const wanted = index === 0 ? backdrop : native.ramps.colours[index - 1]!
      wanted.forEach((byte, channel) =>
        expect(Math.abs(raster.data[(y * 640 + x) * 4 + channel]! - byte)).toBeLessThanOrEqual(3),
      )
    }
  const again = await provider.paint(request, 2, quiet)
  expect(Buffer.compare(again.png, painted.png)).toBe(0)
})

test('a strip that is too large is refused, and faults reach every frame', async () => {
  const frames = animationFrames('idle:64')
  const huge = paintRequest('knight', { frames, generatedSize: { width: 1024, height: 1024 } })
  await expect(provider.paint(huge, 1, quiet)).rejects.toMatchObject({
    type: 'InvalidInput',
    hint: /fewer frames/,
  })
  const small = { frames: animationFrames('idle:3'), generatedSize: { width: 32, height: 32 } }
  for (const word of ['empty', 'cut-off', 'instant']) {
    const painted = await provider.paint(paintRequest(`barrel fault:${word}`, small), 1, quiet)
    expect([painted.width, painted.height]).toEqual([96, 32])
  }
})
