import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { saveRejected } from '../../clients/cli/generate/save-rejected.js'
import type { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { sha256Hex } from '../../core/hash.js'
import type { VariantView } from '../../core/http/http-api.js'

let outDir: string
const pictures = new Map<string, Uint8Array>()
const client = {
  open: async ({ path }: { path: string }) =>
    await Promise.resolve(new Response(Buffer.from(pictures.get(path.split('/').at(-1)!)!))),
} as unknown as AssetloomClient

beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'assetloom-rejected-'))
})
afterEach(() => rm(outDir, { recursive: true }))

function made(text: string, served = text): VariantView {
  const sha256 = sha256Hex(Buffer.from(text))
  pictures.set(sha256, Buffer.from(served))
  return { sha256 } as VariantView
}

it('what was turned away lies where the asset would, whole or not at all, and never over a file of the user', async () => {
  await writeFile(join(outDir, 'knight.rejected-3.png'), 'mine')
  const variants = [made('one'), made('two', 'tw'), made('three')]
  const saved = await saveRejected(client, 'prj_1', variants, {
    ...{ outDir, name: 'knight', force: false, type: 'character' },
  })
  expect(saved.map(({ path }) => path)).toEqual([join(outDir, 'knight.rejected-1.png'), null, null])
  expect((await readdir(outDir)).sort()).toEqual(['knight.rejected-1.png', 'knight.rejected-3.png'])
  expect(await readFile(join(outDir, 'knight.rejected-1.png'), 'utf8')).toBe('one')
  expect(await readFile(join(outDir, 'knight.rejected-3.png'), 'utf8')).toBe('mine')
})

it('eight are saved, sounds as WAV, and all are told of', async () => {
  const variants = Array.from({ length: 10 }, (_, at) => made(`sound ${at}`))
  const saved = await saveRejected(client, 'prj_1', variants, {
    ...{ outDir, name: 'roar', force: false, type: 'sfx' },
  })
  expect(saved).toHaveLength(10)
  expect((await readdir(outDir)).filter((name) => name.endsWith('.wav'))).toHaveLength(8)
})
