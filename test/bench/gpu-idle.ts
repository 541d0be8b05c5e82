import type { Bench, BenchRow } from './bench-row.js'
import { BenchStack } from './bench-stack.js'
import { driveStack, idleShareOf, jobsOf, makespanMsOf, submitAll } from './gpu-load.js'
import { StandInChild } from './stand-in-child.js'

const idleShareMax = 0.02
/** 30 sampler steps, as the catalogue recommends for SDXL: 3 s a job, and 0.6 s in the quick one. */
const sizes = {
  full: { specs: 5, stepMs: 100 },
  quick: { specs: 2, stepMs: 20 },
}
const limitMs = 600_000

/**
 * The share of the time in which the GPU stands still while the whole product gives it its work, as its server counts,
 * beside a client that posts the same graphs all at once.
 */
export const gpuIdle: Bench = {
  name: 'gpu-idle',
  table: 'comfyui',
  run: async ({ quick, say, mode }) => {
    const { specs, stepMs } = quick ? sizes.quick : sizes.full
    const load = { key: 'gpu-idle', specs, limitMs }
    return await StandInChild.with({ count: 1, mode, stepMs }, async (servers) => {
      const settings = { COMFYUI_URLS: servers.map(({ url }) => url).join(',') }
      return await BenchStack.with(
        settings,
        async (stack) => {
          say('a list to warm up')
          await driveStack(stack, servers, { ...load, key: 'warm-up', specs: 1 })
          say(`${jobsOf(load)} jobs through the product`)
          const { spans, graph } = await driveStack(stack, servers, load)
          say('the same by a client that posts them all at once')
          const raw = await submitAll(servers[0]!, graph, load)
          return [rowOf(spans.flat(), raw)]
        },
        mode,
      )
    })
  },
}

function rowOf(ours: Parameters<typeof idleShareOf>[0], raw: Parameters<typeof idleShareOf>[0]): BenchRow {
  const [share, peer] = [idleShareOf(ours), idleShareOf(raw)]
  const jobMs = ours.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / ours.length
  const told = (spans: typeof ours) =>
    `${(idleShareOf(spans) * 100).toFixed(2)} % idle of ${(makespanMsOf(spans) / 1000).toFixed(1)} s`
  return {
    what: `GPU idle share, one host, ${ours.length} jobs of ${(jobMs / 1000).toFixed(1)} s`,
    ours: told(ours),
    against: `${told(raw)}: submit all`,
    ratio: peer > 0 ? share / peer : null,
    aim: `<= ${idleShareMax * 100} %`,
    within: share <= idleShareMax,
  }
}
