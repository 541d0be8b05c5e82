import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { createPreviewThreads } from '../../../adapters/previews/preview-threads.js'
import { sharpImageCodec } from '../../../adapters/imaging/sharp-image-codec.js'
import { createRaster } from '../../../core/raster/raster.js'
import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'

const spec: AssetSpec = {
  ...{ key: 'box', assetType: 'prop', category: 'prop', prompt: { positive: 'a box', negative: '' } },
  ...{ size: { width: 16, height: 16 }, pivot: { x: 0.5, y: 1 }, seamless: false, background: 'transparent' },
  ...{ variants: 1, palette: [], outlinePx: 1, light: 'upper-left', provider: 'procedural', tags: [] },
  source: { file: 'list.txt', line: 1, text: 'prop: box' },
}

/** A red square on green, 8 times as large as it is native. */
async function paintBox(): Promise<Uint8Array> {
  const raster = createRaster(128, 128)
  for (let at = 0; at < 128 * 128; at++) {
    const isBox = [at % 128, Math.floor(at / 128)].every((place) => place >= 32 && place < 96)
    raster.data.set(isBox ? [200, 30, 30, 255] : [40, 200, 60, 255], at * 4)
  }
  return await sharpImageCodec.encodePng(raster)
}

const script = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`)
/** The thread as it is, from its source. */
const thread = script(
  `import { register } from ${JSON.stringify(
    pathToFileURL(
      createRequire(import.meta.url)
        .resolve('tsx/esm/api')
        .replace('.cjs', '.mjs'),
    ).href,
  )};
   register();
   await import(${JSON.stringify(new URL('../../../adapters/previews/preview-thread.ts', import.meta.url).href)})`,
)
const parent = `import { parentPort } from 'node:worker_threads';`

test('a picture is drawn in a thread, and the next by the same thread', async () => {
  const draw = createPreviewThreads({ entry: thread, idleMs: 1_000 })
  const bytes = await paintBox()
  const [first, second] = [await draw({ bytes, spec }), await draw({ bytes, spec })]
  expect(first.map(({ kind, width, height }) => [kind, width, height])).toEqual([
    ['cutout', 16, 16],
    ['thumb', 16, 16],
  ])
  const { data } = await sharpImageCodec.decodePng(first[0]!.png)
  expect([...data.subarray(0, 4)]).toEqual([0, 0, 0, 0])
  expect(data[(8 * 16 + 8) * 4 + 3]).toBe(255)
  expect(second).toEqual(first)
  await expect(draw({ bytes: new Uint8Array([1, 2, 3]), spec })).rejects.toMatchObject({
    type: 'InvalidInput',
  })
})

test('a thread that dies fails its order, and the next order has a new one', async () => {
  const dies = script(`${parent} parentPort.once('message', () => process.exit(7))`)
  const draw = createPreviewThreads({ entry: dies })
  for (let order = 0; order < 2; order++)
    await expect(draw({ bytes: new Uint8Array(4), spec })).rejects.toMatchObject({ type: 'Unavailable' })
})

test('a thread that hangs is given up', async () => {
  const hangs = script(`${parent} parentPort.on('message', () => { for (;;); })`)
  const draw = createPreviewThreads({ entry: hangs, deadlineMs: 300 })
  await expect(draw({ bytes: new Uint8Array(4), spec })).rejects.toMatchObject({
    type: 'Unavailable',
    message: expect.stringContaining('300 ms') as string,
  })
})
