import { failing, type Mutation } from './mutation.js'

const choosing = 'test/core/scheduling/choose-model-set.test.ts'
const leasing = 'test/activities/leased-runner.test.ts'
const hosts = 'test/core/scheduling/host-facts.test.ts'

/** Faults in what GPU hosts serve, and in who has which job. */
export const gpuMutations: readonly Mutation[] = [
  {
    name: 'a GPU host loads models for whatever waits longest',
    file: 'core/scheduling/choose-model-set.ts',
    find: 'if (one.waitedMs + beforeMs + one.loadMs + one.jobMs >= waitBoundMs)',
    replace: 'if (one.waitedMs > 0)',
    ...failing(choosing, 'is the one that is served while it has work'),
  },
  {
    name: 'a GPU host forgets projects that wait',
    file: 'core/scheduling/choose-model-set.ts',
    find: 'if (one.waitedMs + beforeMs + one.loadMs + one.jobMs >= waitBoundMs)',
    replace: 'if (one.waitedMs + beforeMs >= 100 * waitBoundMs)',
    ...failing(choosing, 'is the one whose project has waited up to the bound'),
  },
  {
    name: 'a GPU host changes models for every job when all bounds are missed',
    file: 'core/scheduling/choose-model-set.ts',
    find: 'const turnLoads = 2',
    replace: 'const turnLoads = 0',
    ...failing(choosing, 'keeps its turn under bounds that nobody can meet'),
  },
  {
    name: 'two GPU hosts crowd on one model set',
    file: 'core/scheduling/choose-model-set.ts',
    find: 'return modelKey === serving?.modelKey || !servedElsewhere.has(modelKey)',
    replace: "return modelKey === serving?.modelKey || !servedElsewhere.has('')",
    ...failing(choosing, 'is not what another host serves'),
  },
  {
    name: 'a GPU job is worked on without its lease',
    file: 'activities/leased-runner.ts',
    find: 'if (!claim.claimed)',
    replace: 'if (!claim.claimed && claim.leaseMs < 0)',
    ...failing(leasing, 'is refused while another host has it'),
  },
  {
    name: 'a GPU result counts though another attempt took its job',
    file: 'activities/leased-runner.ts',
    find: 'if (await gpuHosts.finish({ ...lease, as: ending })) return result',
    replace: 'await gpuHosts.finish({ ...lease, as: ending })\n        if (lease.fence > 0) return result',
    ...failing(leasing, 'gives no result that came after it was taken'),
  },
  {
    name: 'a GPU host that ends gives its running jobs to others',
    file: 'activities/leased-runner.ts',
    find: "if (ending === 'queued' && !draining.signal.aborted)",
    replace: "if (ending === 'queued')",
    ...failing(leasing, 'kept for the next process when the host ends'),
  },
  {
    name: 'a full disk uses up the tries of a job',
    file: 'adapters/comfyui/run-work.ts',
    find: 'if (after - (newest?.hostFaults ?? 0) >= limits.submissionsMax)',
    replace: 'if (after >= limits.submissionsMax)',
    ...failing('test/adapters/comfyui/faults-stand-in.test.ts', 'that finds the disk full waits for room'),
  },
  {
    name: 'a picture that was made smaller passes for a whole one after a restart',
    file: 'adapters/comfyui/run-work.ts',
    find: 'if (newest === null || newest.timesSmaller === timesSmaller) return',
    replace: 'if (newest === null || newest.timesSmaller >= timesSmaller) return',
    ...failing('test/adapters/comfyui/begin-from-picture.test.ts', 'says so also where the worker dies'),
  },
  {
    name: 'the load of a checkpoint counts as the time of a job',
    file: 'core/scheduling/measured-times.ts',
    find: 'if (after.isSwap) loads.push(one)',
    replace: 'if (after.isSwap && one.executionMs < 0) loads.push(one)',
    ...failing('test/core/scheduling/measured-times.test.ts', 'tell a load as what the first job'),
  },
  {
    name: "a GPU host's address shows its secret",
    file: 'core/scheduling/host-identity.ts',
    find: 'const address = `${protocol}//${host}${pathname}`',
    replace: 'const address = `${url}`',
    ...failing(hosts, 'shows no secret'),
  },
]
