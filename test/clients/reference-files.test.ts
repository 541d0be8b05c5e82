import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sendPictures } from '../../clients/cli/send-pictures.js'
import { readReference } from '../../clients/cli/spec-edits/read-reference.js'
import type { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { sha256Hex } from '../../core/hash.js'

let folder: string
const jar = Buffer.from('a jar')
const mask = Buffer.from('a mask')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assetloom-reference-'))
  await mkdir(join(folder, 'lists', 'art'), { recursive: true })
  await writeFile(join(folder, 'lists', 'art', 'jar.png'), jar)
  await writeFile(join(folder, 'lists', 'mask.png'), mask)
  await writeFile(join(folder, 'secret.png'), 'not of the list')
})
afterAll(async () => await rm(folder, { recursive: true }))

const upload = async (png: Uint8Array) => sha256Hex(png)

it('the options of an edit become a reference; what is not named stays, and none takes it away', async () => {
  const read = async (
    options: Parameters<typeof readReference>[1],
    before?: Parameters<typeof readReference>[2],
  ) => await readReference(join(folder, 'lists'), options, before, upload)
  const given = await read({ reference: 'art/jar.png', strength: 0.4 })
  expect(given).toEqual({ sha256: sha256Hex(jar), use: 'variation', strength: 0.4 })
  const repaired = { sha256: sha256Hex(jar), use: 'inpaint', strength: 0.4, mask: sha256Hex(mask) }
  expect(await read({ mask: 'mask.png' }, given!)).toEqual(repaired)
  expect(await read({ use: 'upscale' }, given!)).toEqual({ sha256: sha256Hex(jar), use: 'upscale' })
  expect(await read({ reference: 'f'.repeat(64) })).toMatchObject({ sha256: 'f'.repeat(64) })
  expect([await read({ reference: 'none' }, given!), await read({})]).toEqual([null, undefined])
  await expect(read({ reference: 'art/gone.png' })).rejects.toThrow('There is no file art/gone.png.')
  await expect(read({ strength: 0.4 })).rejects.toThrow('No picture to begin from was named.')
})

it('a list is sent with the pictures beside it that it names, and with nothing from elsewhere', async () => {
  const sent: string[] = []
  const client = {
    uploadArt: async (_projectId: string, mediaType: string, png: Uint8Array) => {
      sent.push(`${mediaType} ${Buffer.from(png).toString()}`)
      return { sha256: await upload(png) }
    },
  } as unknown as AssetloomClient
  const text = [
    'prop: jar, reference=art/jar.png mask=mask.png',
    'prop: pot, reference=../secret.png',
    `prop: post, reference=${join(folder, 'secret.png')}`,
    'prop: cart, reference=art/gone.png',
  ].join('\n')
  const list = { cwd: folder, file: 'lists/list.txt' }
  const body = await sendPictures(client, 'project', list, { name: 'list.txt', text })
  expect(sent).toEqual(['image/png a jar', 'image/png a mask'])
  expect(body.pictures).toEqual({ 'art/jar.png': sha256Hex(jar), 'mask.png': sha256Hex(mask) })
  const plain = { name: 'list.txt', text: 'prop: jar' }
  expect(await sendPictures(client, 'project', list, plain)).toBe(plain)
})
