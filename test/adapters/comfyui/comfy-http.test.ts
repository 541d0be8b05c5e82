import { afterAll, beforeAll, expect, test } from 'vitest'
import { createComfyHttp, type ComfyHttp } from '../../../adapters/comfyui/comfy-http.js'
import { readServerFacts } from '../../../adapters/comfyui/read-server-facts.js'
import { startFakeComfyui, type FakeComfy } from '../../../adapters/fake-comfyui/fake-comfyui.js'
import { buildPng } from '../../support/build-png.js'
import { startScriptedComfyui } from '../../support/scripted-comfyui.js'

let server: FakeComfy
let http: ComfyHttp

beforeAll(async () => {
  server = await startFakeComfyui({ stepMs: 1, loadMs: 0 })
  http = createComfyHttp({ baseUrl: `${server.url}/`, headers: {} })
})
afterAll(async () => {
  await http.close()
  await server.close()
})

const picture = (value: number) =>
  buildPng({ width: 1, height: 1, bitDepth: 8, colourType: 2 }, new Uint8Array([0, value, 0, 0]))

test('a server tells its version, memory, classes and models', async () => {
  const facts = await readServerFacts(http)
  expect(facts.version).toBe('0.28.0')
  expect(facts.devices[0]?.vramTotal).toBeGreaterThan(0)
  expect(facts.models['checkpoints']).toContain('sd_xl_base_1.0.safetensors')
  expect(facts.objectInfo.get('CheckpointLoaderSimple')?.inputs['ckpt_name']).toMatchObject({
    required: true,
    type: 'COMBO',
    options: expect.arrayContaining(['sd_xl_base_1.0.safetensors']) as string[],
  })
  expect(await http.models('no-such-folder')).toEqual([])
  expect(await http.features()).toHaveProperty('max_upload_size')
  expect(await http.modelMetadata('loras', 'pixel-art-xl.safetensors')).toHaveProperty(
    'ss_base_model_version',
  )
  expect(await http.modelMetadata('loras', 'none.safetensors')).toBeNull()
})

test('an input that is uploaded is found under the name of the answer', async () => {
  const upload = async (bytes: Uint8Array) =>
    await http.uploadInput({ name: 'pose.png', subfolder: 'al', bytes, mime: 'image/png' })
  const first = await upload(picture(1))
  expect(first).toEqual({ name: 'pose.png', subfolder: 'al', type: 'input' })
  expect(await upload(picture(1))).toEqual(first)
  const second = await upload(picture(2))
  expect(second.name).not.toBe(first.name)
  const read = await http.view({ filename: second.name, subfolder: 'al', type: 'input' }, 1_000)
  expect(read).toEqual(picture(2))
  await expect(http.view({ filename: 'pose.png', subfolder: 'al', type: 'input' }, 10)).rejects.toMatchObject(
    {
      type: 'Unavailable',
      message: expect.stringContaining('more than 10 bytes') as string,
    },
  )
})

test('what is no answer of a ComfyUI may be asked again, and what is refused may not', async () => {
  const scripted = await startScriptedComfyui()
  const own = createComfyHttp({ baseUrl: scripted.url, headers: {}, timeoutMs: 300 })
  try {
    const answers: [number, string, string][] = [
      [200, 'text/html', '{"queue_running":[],"queue_pending":[]}'],
      [200, 'application/json', '{"queue_running":[],'],
      [200, 'application/json', '{"queue_running":{}}'],
      [502, 'text/html', '<html>Bad Gateway</html>'],
      [500, 'text/plain', '500 Internal Server Error'],
    ]
    for (const [status, type, body] of answers) {
      scripted.intercept = (_request, response) => {
        response.writeHead(status, { 'content-type': type }).end(body)
        return true
      }
      await expect(own.queue(), body).rejects.toMatchObject({
        type: 'Unavailable',
        details: { kind: 'transport' },
      })
    }
    scripted.intercept = () => true
    await expect(own.queue()).rejects.toThrow('no whole answer within 300 ms')
    scripted.intercept = (_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()
      return true
    }
    await expect(own.queue()).rejects.toMatchObject({ type: 'InvalidInput', details: { status: 302 } })
  } finally {
    await own.close()
    await scripted.close()
  }
  const away = createComfyHttp({ baseUrl: scripted.url, headers: {} })
  await expect(away.queue()).rejects.toMatchObject({
    type: 'Unavailable',
    details: { code: 'ECONNREFUSED' },
  })
  await away.close()
})
