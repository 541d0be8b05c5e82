import { expect, test } from 'vitest'
import { endWait } from '../../activities/end-wait.js'
import { holderOf, planJobs, resultOf, startRun } from '../support/catalogue-scenario.js'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'

test('a job whose picture is there after all waits for no host; one that a host has is left to it', async () => {
  const catalogue = createMemoryCatalogue({ ids: createCountingIds(), now: () => Date.now() })
  const run = await startRun(catalogue, { project: 'harbour', keys: ['barrel'] })
  const [spec] = run.specs
  const jobs = planJobs(run, spec!)
  const [sound, damaged] = jobs
  await catalogue.generation.reserve({ ...holderOf(run, spec!), cap: 8, jobs, costMicros: 0 })
  for (const job of jobs) await catalogue.generation.complete(resultOf(job))
  const jobIds = jobs.map(({ jobId }) => jobId)
  const models = { checkpoint: 'sd_xl_base_1.0.safetensors', loras: [] }
  await catalogue.gpuHosts.queueJobs({ projectId: run.projectId, jobIds, provider: 'comfyui', models })
  const waiting = async () => (await catalogue.gpuHosts.waitingWork()).map(({ count }) => count)
  expect(await waiting()).toEqual([2])
  await endWait(catalogue.gpuHosts, sound!.jobId)
  expect(await waiting()).toEqual([1])
  const claim = await catalogue.gpuHosts.claim({ jobId: damaged!.jobId, host: 'gpu-1' })
  await endWait(catalogue.gpuHosts, damaged!.jobId)
  const lease = { jobId: damaged!.jobId, host: 'gpu-1', fence: claim.claimed ? claim.fence : 0 }
  expect(await catalogue.gpuHosts.renew(lease)).toBe(true)
})
