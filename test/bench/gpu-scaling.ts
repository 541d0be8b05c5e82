import type { StackMode } from '../../infra/dev/stack-children.js'
import type { Bench } from './bench-row.js'
import { BenchStack } from './bench-stack.js'
import { driveStack, jobsOf, makespanMsOf } from './gpu-load.js'
import { StandInChild } from './stand-in-child.js'

const linearShareMin = 0.95
/**
 * A job is never divided, so two hosts may end one job apart: with 60 jobs that is 3 % of their time. 3 s a job, as on the
 * hardware that this is for.
 */
const sizes = {
  full: { specs: 15, stepMs: 100 },
  quick: { specs: 3, stepMs: 10 },
}
const limitMs = 900_000

/** How much faster two hosts make the same list as one: from the first start to the last end on any of them. */
export const gpuScaling: Bench = {
  name: 'gpu-scaling',
  table: 'comfyui',
  run: async ({ quick, say, mode }) => {
    const { specs, stepMs } = quick ? sizes.quick : sizes.full
    const measure = async (hosts: number) => {
      say(`${jobsOf({ specs })} jobs on ${hosts} ${hosts === 1 ? 'host' : 'hosts'}`)
      return await measureHosts(hosts, { mode, stepMs, specs })
    }
    const [one, two] = [await measure(1), await measure(2)]
    const share = one.makespanMs / (2 * two.makespanMs)
    const told = ({ makespanMs, jobs }: typeof one) =>
      `${(makespanMs / 1000).toFixed(1)} s (${jobs.join(' + ')} jobs)`
    return [
      {
        what: `GPU hosts: ${jobsOf({ specs })} jobs on two beside one`,
        ours: told(two),
        against: `${told(one)}: one host`,
        ratio: two.makespanMs / one.makespanMs,
        aim: `>= ${linearShareMin * 100} % of linear (measured ${(share * 100).toFixed(1)} %)`,
        within: share >= linearShareMin,
      },
    ]
  },
}

async function measureHosts(
  count: number,
  { mode, stepMs, specs }: { readonly mode: StackMode; readonly stepMs: number; readonly specs: number },
): Promise<{ readonly makespanMs: number; readonly jobs: readonly number[] }> {
  return await StandInChild.with({ count, mode, stepMs }, async (servers) => {
    const settings = {
      COMFYUI_URLS: servers.map(({ url }) => url).join(','),
      // All jobs wait from the beginning: what is measured is the hosts, not the cap of a project.
      ASSETGEN_WORKER_PROJECT_CONCURRENCY: '1000',
    }
    return await BenchStack.with(
      settings,
      async (stack) => {
        // So many that each host has some: both have their worker then.
        await driveStack(stack, servers, { key: 'warm-up', specs: 2 * count, limitMs })
        const { spans } = await driveStack(stack, servers, { key: 'scaling', specs, limitMs })
        return { makespanMs: makespanMsOf(spans.flat()), jobs: spans.map(({ length }) => length) }
      },
      mode,
    )
  })
}
