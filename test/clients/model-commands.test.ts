import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { localModels } from '../../clients/cli/local.js'
import { runCli } from '../../clients/cli/program.js'
import { sha256Hex } from '../../core/hash.js'

const gib = 1024 ** 3
let root: string
let home: string
let server: Server
let url: string
/** What the server lists, by folder, and the headers of its files. */
let models: Record<string, string[]>
let headers: Record<string, unknown>
/** What the stack of the home works with. */
let servers: string[]

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assetloom-models-'))
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
    const [, route = '', folder = ''] = pathname.split('/')
    const answer =
      route === 'system_stats'
        ? stats
        : route === 'models'
          ? models[folder]
          : headers[`${folder}/${searchParams.get('filename') ?? ''}`]
    response.writeHead(answer === undefined ? 404 : 200, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(answer ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(async () => {
  home = await mkdtemp(join(root, 'home-'))
  models = {}
  headers = {}
  servers = []
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(root, { recursive: true })
})

const stats = {
  system: { os: 'posix', ram_total: 64 * gib, ram_free: 32 * gib, comfyui_version: '0.28.0' },
  devices: [{ name: 'card', type: 'cuda', index: 0, vram_total: 24 * gib, vram_free: 20 * gib }],
}

async function call(...args: string[]) {
  let out = ''
  let err = ''
  const code = await runCli(['models', ...args, '--home', home], {
    terminal: {
      writeOut: (text) => void (out += text),
      writeErr: (text) => void (err += text),
      isInteractive: false,
      columns: () => 80,
    },
    env: {},
    cwd: root,
    packageRoot: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
    signal: new AbortController().signal,
    loadLocalStack: () => Promise.reject(new Error('no stack here')),
    loadLocalKeeping: () => Promise.reject(new Error('no home here')),
    loadLocalModels: () => Promise.resolve({ ...localModels, findServers: async () => servers }),
  })
  return { code, out, err }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

describe('assetloom models', () => {
  it('lists and shows what is known, and names what is near a name that is wrong', async () => {
    const { models: listed } = JSON.parse((await call('list', '--kind', 'lora', '--json')).out) as {
      models: { kind: string }[]
    }
    expect(new Set(listed.map(({ kind }) => kind))).toEqual(new Set(['lora']))
    expect((await call('show', 'sdxl-base-1.0')).out).toMatch(/sha256 +[0-9a-f]{64}/)
    const wrong = await call('show', 'pixel')
    expect(wrong.code).toBe(3)
    expect(wrong.err).toContain('pixel-art-xl')
  })

  it('says of a server what is known, unknown, guessed and chosen', async () => {
    models = {
      checkpoints: ['mystery.safetensors', 'sub/tiny_sd15.safetensors'],
      loras: ['pixel-art-xl.safetensors'],
      upscale_models: ['4x-UltraSharp.pth'],
    }
    const first = await call('check', '--url', url)
    expect(first.code).toBe(0)
    expect(first.out).toContain('ComfyUI 0.28.0')
    expect(first.out).toContain('3 SDXL checkpoints stay loaded')
    expect(first.out).toMatch(/checkpoints\/mystery\.safetensors +unknown/)
    expect(first.out).toMatch(/4x-UltraSharp\.pth +4x-ultrasharp +any +NOT for sale/)
    expect(first.out).toMatch(/pictures: sub\/tiny_sd15\.safetensors; 512x512/)
    expect(first.out).toContain('the server has no SDXL checkpoint')
    headers = {
      'checkpoints/mystery.safetensors': { 'modelspec.architecture': 'stable-diffusion-xl-v1-base' },
    }
    const { out } = await call('check', '--url', url, '--json')
    const { automatic, missing } = JSON.parse(out) as {
      automatic: { picture: { models: object } }
      missing: string[]
    }
    expect(automatic.picture.models).toEqual({
      ...{ checkpoint: 'mystery.safetensors', loras: [{ name: 'pixel-art-xl.safetensors', weight: 1 }] },
    })
    expect(missing).toContain('sdxl-base-1.0')
    expect(missing).not.toContain('pixel-art-xl')
  })

  it('fails where no picture can be made, and where nothing answers', async () => {
    const empty = await call('check', '--url', url)
    expect(empty).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot make pictures yet') as string,
    })
    const away = await call('check', '--url', 'http://127.0.0.1:1')
    expect(away.code).toBe(6)
    expect((await call('check', '--url', 'somewhere')).code).toBe(2)
    expect((await call('check')).code).toBe(2)
    servers = [url]
    expect((await call('check')).out).toContain(`ComfyUI 0.28.0 at ${url}`)
  })

  it('hashes a folder, reads again only what changed, and tells a name from its bytes', async () => {
    const folder = join(root, 'comfy')
    const file = join(folder, 'checkpoints', 'XL', 'sd_xl_base_1.0.safetensors')
    await write(file, 'not the real one')
    await write(join(folder, 'loras', 'own.safetensors'), 'mine')
    await write(join(folder, 'loras', 'readme.txt'), 'no model')
    const { hashed, savedTo } = JSON.parse((await call('check', '--folder', 'comfy', '--json')).out) as {
      hashed: { file: string; sha256: string }[]
      savedTo: string
    }
    expect(hashed.map(({ file: name, sha256 }) => `${name} ${sha256}`)).toEqual([
      `XL/sd_xl_base_1.0.safetensors ${sha256Hex('not the real one')}`,
      `own.safetensors ${sha256Hex('mine')}`,
    ])
    expect((await call('check', '--folder', 'comfy')).out).toMatch(/loras\/own\.safetensors +unknown/)
    expect((await call('show', 'sdxl-base-1.0')).out).toContain(sha256Hex('not the real one'))
    models = { checkpoints: ['XL/sd_xl_base_1.0.safetensors'] }
    const other = await call('check', '--url', url)
    expect(other.out).toMatch(/sd_xl_base_1\.0\.safetensors +unknown +sdxl +sale unknown +OTHER BYTES/)

    // What is kept of a file that did not change is believed: a false hash shows whether the bytes were read.
    const kept = JSON.parse(await readFile(savedTo, 'utf8')) as { files: { sha256: string }[] }
    for (const one of kept.files) one.sha256 = 'e'.repeat(64)
    await writeFile(savedTo, JSON.stringify(kept))
    const later = new Date(Date.now() + 60_000)
    await utimes(file, later, later)
    const again = JSON.parse((await call('check', '--folder', 'comfy', '--json')).out) as typeof kept
    expect((again as unknown as { hashed: { sha256: string }[] }).hashed.map(({ sha256 }) => sha256)).toEqual(
      [...[sha256Hex('not the real one'), 'e'.repeat(64)]],
    )
    expect((await call('check', '--folder', 'nowhere')).code).toBe(3)
  })

  it("takes a home's own entries over its own, and goes on where a file of it is wrong", async () => {
    const own = {
      name: 'mystery',
      title: 'House model',
      kind: 'checkpoint',
      base: 'sdxl',
      folder: 'checkpoints',
    }
    const rest = {
      file: 'mystery.safetensors',
      sha256: null,
      bytes: null,
      licence: 'ours',
      commercial: 'yes',
    }
    const entry = { ...own, ...rest, source: 'https://models.example/mystery' }
    await write(
      join(home, 'models', 'own.json'),
      JSON.stringify({ format: 'assetloom-models/1', models: [entry] }),
    )
    await write(join(home, 'models', 'broken.json'), '{ no')
    models = { checkpoints: ['mystery.safetensors'] }
    const { out, err } = await call('check', '--url', url)
    expect(out).toMatch(/mystery\.safetensors +mystery +sdxl +may be sold/)
    expect(err).toContain('broken.json')
  })

  it('keeps that a condition holds, once, and only of a licence that has one', async () => {
    expect((await call('accept', 'sdxl-base-1.0', '--because', 'x')).code).toBe(2)
    for (const because of ['we are three people', 'we still are'])
      expect((await call('accept', 'stable-audio-open-1.0', '--because', because)).code).toBe(0)
    const { out } = await call('show', 'stable-audio-open-1.0')
    expect(out).toMatch(/accepted because +we still are/)
    expect(out).toMatch(/commercial use +may be sold/)
  })
})
