import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { localGraphs } from '../../clients/cli/local.js'
import { runCli } from '../../clients/cli/program.js'
import { type FakeComfy, startFakeComfyui } from '../../adapters/fake-comfyui/fake-comfyui.js'
import { smallGraph } from '../core/graphs/small-template.js'

let root: string
let home: string
/** With SD 1.5 alone; of an older version and with no checkpoint. */
let servers: readonly [FakeComfy, FakeComfy]
let url: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assetloom-graphs-'))
  const checkpoints = [{ name: 'v1-5-pruned-emaonly.safetensors', gb: 4 }]
  servers = [
    await startFakeComfyui({ models: { checkpoints } }),
    await startFakeComfyui({ version: '0.3.64', models: { checkpoints: [] } }),
  ]
  url = servers[0].url
})
beforeEach(async () => {
  home = await mkdtemp(join(root, 'home-'))
})
afterAll(async () => {
  for (const server of servers) await server.close()
  await rm(root, { recursive: true })
})

async function call(...args: string[]) {
  let out = ''
  let err = ''
  const code = await runCli(['graph', ...args, '--home', home], {
    terminal: {
      writeOut: (text) => void (out += text),
      writeErr: (text) => void (err += text),
      isInteractive: false,
      columns: () => 80,
    },
    env: { COMFYUI_URLS: '' },
    cwd: root,
    packageRoot: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
    signal: new AbortController().signal,
    loadLocalStack: () => Promise.reject(new Error('no stack here')),
    loadLocalKeeping: () => Promise.reject(new Error('no home here')),
    loadLocalGraphs: () => Promise.resolve(localGraphs),
  })
  return { code, out, err, json: () => JSON.parse(out) as Record<string, never> }
}

const exportGraph = async (name: string, graph: unknown) => {
  await writeFile(join(root, name), JSON.stringify(graph))
  return name
}

describe('assetloom graph', () => {
  it('lists the graphs, shows one with what it takes, and tells a name that is none', async () => {
    const { graphs } = (await call('list', '--task', 'tile', '--json')).json() as unknown as {
      graphs: { name: string }[]
    }
    expect(graphs.map(({ name }) => name)).toEqual(['tile-sd15', 'tile-sdxl'])
    const shown = await call('show', 'sprite-sdxl')
    expect(shown.out).toContain('a whole number from 256 to 2048, a multiple of 8')
    const unknown = await call('show', 'sprite-sdx')
    expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining('Did you mean "sprite-sdxl"?')])
  })

  it('says what a server can run: the family of its checkpoints counts, what is missing is named', async () => {
    const checked = await call('check', '--url', url)
    expect(checked.code).toBe(0)
    expect(checked.err).toMatch(/^8 of 20 graphs can run; 12 wait for what is named above/)
    expect(checked.out).toContain(`ComfyUI 0.28.0 at ${url}`)
    expect(checked.out).toMatch(/sprite-sd15@1 +ready/)
    const told = 'the server has no SDXL checkpoint in models/checkpoints'
    expect(checked.out.split(told)).toHaveLength(2)
    const named = await call('check', 'sprite-sd15', 'reference', '--url', url, '--json')
    expect(named.code).toBe(1)
    const [{ graphs }] = named.json()['servers'] as unknown as [
      { graphs: { state: string; problems: { class: string }[] }[] },
    ]
    expect(graphs.map(({ state }) => state)).toEqual(['ready', 'lacks'])
    expect(graphs[1]?.problems.map((one) => one.class)).toEqual(['IPAdapterUnifiedLoader', 'IPAdapter'])
    const bare = await call('check', '--url', servers[1].url)
    expect([bare.code, bare.err]).toEqual([1, expect.stringContaining('no graph that makes a sprite')])
    expect(bare.err).toContain('which is not 0.28.0 or newer')
    expect((await call('check')).code).toBe(2)
    expect((await call('check', '--url', 'nonsense')).code).toBe(2)
    expect((await call('check', '--url', 'http://127.0.0.1:1')).code).toBe(6)
  })

  it('takes an export, keeps it as versions, checks it with the rest and refuses what cannot run', async () => {
    const file = await exportGraph('mine.json', smallGraph)
    const args = [
      'import',
      file,
      '--name',
      'mine',
      '--task',
      'sprite',
      '--base',
      'sd15',
      '--bind',
      'positive=2.text',
      '--bind',
      'seed=5.seed',
      '--bind',
      'steps=5.steps',
    ]
    const taken = await call(...args, '--url', url, '--json')
    expect(taken.json()).toMatchObject({
      name: 'mine',
      version: 1,
      kept: true,
      reports: [{ state: 'lacks' }],
    })
    // Without a server two imports at once; each gets a version of its own.
    const twice = await Promise.all([call(...args, '--json'), call(...args, '--json')])
    expect(new Set(twice.map((one) => Number(one.json()['version'])))).toEqual(new Set([2, 3]))
    expect((await readdir(join(home, 'graphs'))).toSorted()).toEqual(
      [1, 2, 3].flatMap((version) => [`mine.v${version}.bindings.json`, `mine.v${version}.json`]),
    )
    const { graphs } = (await call('list', '--json')).json() as unknown as {
      graphs: { name: string; version: number }[]
    }
    expect(graphs.find(({ name }) => name === 'mine')).toMatchObject({ version: 3, origin: 'own' })
    const wrong = await exportGraph('wrong.json', {
      ...smallGraph,
      '6': { class_type: 'VAEDecode', inputs: { samples: ['5', 0], vae: ['1', 0] } },
    })
    await call('import', wrong, '--name', 'wrong', '--bind', 'seed=5.seed')
    expect(await call('check', '--url', url)).toMatchObject({
      code: 1,
      err: expect.stringContaining('would refuse: wrong') as string,
    })
  })

  it('refuses an export in the format of the editor, one that is no JSON, and the name of a built-in graph', async () => {
    const editor = await exportGraph('editor.json', { nodes: [], links: [] })
    const refused = await call('import', editor, '--name', 'mine')
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('Export (API)')])
    await writeFile(join(root, 'no.json'), '{"1": ')
    expect((await call('import', 'no.json', '--name', 'mine')).code).toBe(2)
    expect((await call('import', 'gone.json', '--name', 'mine')).code).toBe(3)
    expect(
      (await call('import', await exportGraph('mine.json', smallGraph), '--name', 'sprite-sdxl')).code,
    ).toBe(5)
    expect(await readdir(home)).toEqual([])
  })

  it('names a graph file of the home that cannot be used, and the others stay', async () => {
    await mkdir(join(home, 'graphs'))
    const broken = JSON.parse(
      await readFile(new URL('../../comfy-graphs/variation.v1.bindings.json', import.meta.url), 'utf8'),
    ) as object
    await writeFile(
      join(home, 'graphs', 'odd.v1.bindings.json'),
      JSON.stringify({ ...broken, task: 'paint' }),
    )
    await writeFile(join(home, 'graphs', 'odd.v1.json'), '{}')
    const listed = await call('list')
    expect(listed.err).toContain('odd.v1.bindings.json bindings.task')
    expect(listed.out).toContain('sprite-sdxl@1')
    expect((await call('check', '--url', url)).code).toBe(1)
  })
})
