import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { examineServers } from '../../adapters/comfyui/examine-servers.js'
import { checkComfyui } from '../../clients/cli/doctor/check-comfyui.js'
import type { CliContext } from '../../clients/cli/cli-context.js'
import type { GpuHostsView } from '../../core/http/gpu-api.js'
import { modelKeyOf } from '../../core/scheduling/model-set.js'
import { startApi } from '../api/api-fixture.js'
import { holderOf, planJobs, startRun } from '../support/catalogue-scenario.js'
import { callCli } from './call-cli.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assetloom-gpu-'))
})
afterAll(async () => await rm(folder, { recursive: true }))

const castle = { checkpoint: 'castle.safetensors', loras: [{ name: 'pixel.safetensors', weight: 1 }] }
const harbour = { checkpoint: 'harbour.safetensors', loras: [] }

describe('assetloom gpu status', () => {
  it('says how to connect a ComfyUI where there is none', async () => {
    const shown = await callCli(await startApi(), folder, ['gpu', 'status'])
    expect(shown).toMatchObject({ code: 0 })
    expect(shown.out).toContain('No ComfyUI is at work. COMFYUI_URLS=')
  })

  it('tells hosts, models, queues and who can serve them', async () => {
    const api = await startApi()
    const { catalogue } = api
    const run = await startRun(catalogue, { project: 'desert', keys: ['gate'] })
    const spec = run.specs[0]!
    const jobs = planJobs(run, spec, 1, 3)
    await catalogue.generation.reserve({ ...holderOf(run, spec), cap: 8, jobs, costMicros: 1 })
    const queue = async (jobIds: string[], models: typeof castle | typeof harbour) =>
      await catalogue.gpuHosts.queueJobs({ projectId: run.projectId, jobIds, provider: 'comfyui', models })
    await queue([jobs[0]!.jobId, jobs[1]!.jobId], castle)
    await queue([jobs[2]!.jobId], harbour)
    const host = { host: 'gpu-1', instance: 'a', address: 'http://10.0.0.7:8188' }
    await catalogue.gpuHosts.register({
      ...{ ...host, version: '0.28.0', profile: '24gb' },
      facts: {
        ...{ devices: [{ name: 'cuda:0', vramTotal: 24e9, vramFree: 1e9 }], ramTotal: 64e9, ramFree: 32e9 },
        ...{ models: { checkpoints: [castle.checkpoint], loras: ['pixel.safetensors'] }, nodeClasses: [] },
      },
    })
    await catalogue.gpuHosts.beat({
      ...{ host: 'gpu-1', instance: 'a', serving: modelKeyOf(castle), running: 1, trouble: null },
      ...{ swaps: 2, executions: 40, discarded: 1, busyMs: 0 },
      resident: [{ checkpoint: castle.checkpoint, bytes: 6.94e9 }],
    })
    const { body } = await api.get<GpuHostsView>('/api/v1/gpu-hosts')
    expect(body.hosts[0]).toMatchObject({
      state: 'working',
      serving: { checkpoint: 'castle.safetensors' },
    })
    const queues = Object.fromEntries(body.queues.map((one) => [one.checkpoint, one]))
    expect(queues).toMatchObject({
      [castle.checkpoint]: {
        jobs: 2,
        projects: 1,
        servedBy: ['gpu-1'],
        canServe: ['gpu-1'],
        jobMs: { medianMs: 6_600, samples: 0, basis: 'assumed' },
      },
      [harbour.checkpoint]: { jobs: 1, projects: 1, servedBy: [], canServe: [], remaining: null },
    })
    // Two that wait and one with the host, its models in memory, by nothing but what such a card usually needs.
    expect(body.remaining).toEqual({ lowMs: 10_890, likelyMs: 19_800, highMs: 39_600 })
    const shown = await callCli(api, folder, ['gpu', 'status'])
    expect(shown.out).toMatch(/http:\/\/10\.0\.0\.7:8188 {2}at work\n/)
    expect(shown.out).toMatch(/machine +ComfyUI 0\.28\.0, cuda:0, 24gb\n/)
    expect(shown.out).toMatch(/serves +castle\.safetensors \+ pixel\.safetensors\n/)
    expect(shown.out).toMatch(/in memory +castle\.safetensors \(6\.9 GB\)\n/)
    expect(shown.out).toMatch(/jobs +1 with it now, 40 made, 1 of them for nothing\n/)
    expect(shown.out).toMatch(/GPU +\d+ % busy in the last \d+ s, 2 swaps of checkpoints\n/)
    expect(shown.out).toMatch(
      /castle\.safetensors \+ pixel\.safetensors +2 of 1 project +0 s +7 s to 40 s \(assumed\) +http/,
    )
    expect(shown.out).toContain('All of it takes 11 s to 40 s.')
    expect(shown.out).toMatch(/harbour\.safetensors +1 of 1 project +0 s +- +nobody has these files/)
    const json = await callCli(api, folder, ['gpu', 'status', '--json'])
    expect(JSON.parse(json.out)).toMatchObject({ hosts: [{ host: 'gpu-1' }] })

    // The same on a processor: nobody knows, until the steps of its first picture tell.
    const beat = {
      ...{ host: 'gpu-1', instance: 'a', serving: modelKeyOf(castle), running: 1, trouble: null },
      ...{ swaps: 0, executions: 0, discarded: 0, busyMs: 0, resident: [] },
    }
    const cpu = { name: 'cpu', vramTotal: 24e9, vramFree: 24e9 }
    const files = { checkpoints: [castle.checkpoint], loras: ['pixel.safetensors'] }
    const facts = { devices: [cpu], ramTotal: 24e9, ramFree: 1e9, models: files, nodeClasses: [] }
    await catalogue.gpuHosts.beat({ ...beat, probed: { version: '0.28.0', profile: 'processor', facts } })
    const unknown = await callCli(api, folder, ['gpu', 'status'])
    expect(unknown.out).toMatch(/machine +ComfyUI 0\.28\.0, cpu, no GPU\n/)
    expect(unknown.out).toMatch(/castle\.safetensors \+ pixel\.safetensors .* nobody knows yet +http/)
    expect(unknown.out).toContain('How long it takes is not known yet')
    const prompt = { modelKey: modelKeyOf(castle), jobMs: 800_000, leftMs: 400_000 }
    await catalogue.gpuHosts.beat({ ...beat, pace: { loadMs: 60_000, prompt } })
    const { remaining } = (await api.get<GpuHostsView>('/api/v1/gpu-hosts')).body
    // What is left of the one, a load, and two more by its steps.
    expect(remaining?.likelyMs).toBeCloseTo(400_000 + 60_000 + 2 * 800_000)
  })
})

describe('assetloom doctor', () => {
  it('names a ComfyUI that does not answer, and the version of one that does', async () => {
    const server = await startStats()
    const { port } = server.address() as AddressInfo
    const urls = [`http://127.0.0.1:${port}`, 'http://127.0.0.1:1']
    const loadLocalComfy = async () => ({
      start: () => Promise.reject(new Error('not here')),
      examine: async () => await examineServers(urls, {}),
    })
    const context = { env: { COMFYUI_URLS: urls.join(',') }, loadLocalComfy } as unknown as CliContext
    const [there, away] = await checkComfyui(context)
    expect(there).toMatchObject({ name: 'ComfyUI', state: 'ok', found: `0.28.0 at ${urls[0]}`, mend: '' })
    expect(away?.state).toBe('warning')
    expect(away?.found).toContain('http://127.0.0.1:1 does not answer: ')
    expect(await checkComfyui({ ...context, env: {} })).toEqual([])
    server.close()
  })
})

async function startStats(): Promise<Server> {
  const stats = { system: { comfyui_version: '0.28.0', ram_total: 1, ram_free: 1 }, devices: [] }
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(stats))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
