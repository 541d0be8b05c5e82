import type { Submission, SubmissionCatalogue } from '../../core/comfyui/submission-ports.js'
import { AssetloomError } from '../../core/errors.js'
import { hostGoneMs, jobLeaseMs } from '../../core/scheduling/gpu-host-ports.js'
import type {
  ExecutionTimes,
  GpuHostCatalogue,
  GpuHostRow,
  JobLease,
  PastExecution,
  WaitingWork,
} from '../../core/scheduling/gpu-host-ports.js'
import { framesOf } from '../../core/spec/spec-frames.js'
import { modelKeyOf } from '../../core/scheduling/model-set.js'
import { spreadOf } from './memory-spending.js'
import { byText, notFound } from './memory-catalogue-state.js'
import type {
  MemoryGpuHost,
  MemoryJob,
  MemoryJobQueue,
  MemoryState,
  MemorySubmission,
} from './memory-catalogue-state.js'

export function createMemorySubmissionCatalogue(state: MemoryState): SubmissionCatalogue {
  const of = (jobId: string) => state.submissions.get(jobId) ?? []
  const faultsOf = (jobId: string) => of(jobId).filter(({ isHostFault }) => isHostFault === true).length
  return {
    newest: async (jobId) => {
      const newest = toSubmission(of(jobId).at(-1) ?? null)
      return newest && { ...newest, hostFaults: faultsOf(jobId) }
    },
    begin: async ({ after, timesSmaller = 0, ...input }) => {
      const job = requireJob(state, input.jobId)
      const newest = of(input.jobId).at(-1)
      const isTaken = [...state.submissions.values()]
        .flat()
        .some(({ promptId, prefix }) => promptId === input.promptId || prefix === input.prefix)
      if ((newest?.submitNo ?? 0) !== after || newest?.state === 'open' || isTaken)
        throw new AssetloomError('Conflict', `job ${input.jobId} has another submission`, 'attach to it')
      job.executions += 1
      const made = {
        ...input,
        submitNo: after + 1,
        state: 'open' as const,
        executionMs: null,
        hostFaults: faultsOf(input.jobId),
        timesSmaller,
      }
      state.submissions.set(input.jobId, [...of(input.jobId), { ...made, postedMs: state.now() }])
      return made
    },
    end: async ({ jobId, submitNo, state: end, executionMs = null, isHostFault = false }) => {
      const row = of(jobId).find((one) => one.submitNo === submitNo && one.state === 'open')
      if (row) Object.assign(row, { state: end, executionMs, isHostFault, endedMs: state.now() })
    },
  }
}

function toSubmission(row: MemorySubmission | null): Submission | null {
  if (row === null) return null
  const { jobId, submitNo, host, promptId, prefix, state, executionMs, hostFaults, timesSmaller } = row
  return { jobId, submitNo, host, promptId, prefix, state, executionMs, hostFaults, timesSmaller }
}

function executionReads(
  state: MemoryState,
): Pick<GpuHostCatalogue, 'pastExecutions' | 'executionTimes' | 'openPrompts'> {
  const all = () => [...state.submissions.values()].flat()
  return {
    pastExecutions: async ({ withinMs, host }) =>
      all()
        .flatMap((row): PastExecution[] => {
          const { route, queue } = requireJob(state, row.jobId)
          const { modelKey, models } = queue ?? { modelKey: null, models: null }
          if (row.state !== 'done' || row.executionMs === null || row.endedMs === undefined) return []
          if (modelKey === null || models === null || (host !== undefined && row.host !== host)) return []
          const graph = route?.graph === undefined ? null : `${route.graph.name}@${route.graph.version}`
          const endedAgoMs = state.now() - row.endedMs
          const { executionMs } = row
          return endedAgoMs >= withinMs
            ? []
            : [
                {
                  ...{ host: row.host, modelKey, checkpoint: models.checkpoint, graph },
                  ...{ executionMs, endedAgoMs },
                },
              ]
        })
        .sort((a, b) => a.endedAgoMs - b.endedAgoMs),
    executionTimes: async ({ withinMs }) => {
      const kinds = new Map<string, { kind: Omit<ExecutionTimes, 'executions' | 'ms'>; told: number[] }>()
      for (const row of all()) {
        const { route, queue, specRevisionId } = requireJob(state, row.jobId)
        if (row.state !== 'done' || row.executionMs === null || row.endedMs === undefined) continue
        if (queue?.modelKey == null || state.now() - row.endedMs >= withinMs) continue
        const { steps, width, height } = route?.values ?? {}
        const kind = {
          modelKey: queue.modelKey,
          graph: route?.graph === undefined ? null : `${route.graph.name}@${route.graph.version}`,
          values: {
            ...(typeof steps === 'number' ? { steps } : {}),
            ...(typeof width === 'number' ? { width } : {}),
            ...(typeof height === 'number' ? { height } : {}),
          },
          frames: Math.max(1, framesOf(state.specRevisions.get(specRevisionId)!.content).length),
        }
        const known = kinds.get(JSON.stringify(kind)) ?? { kind, told: [] }
        kinds.set(JSON.stringify(kind), { kind, told: [...known.told, row.executionMs] })
      }
      return [...kinds.values()].map(({ kind, told }) => ({
        ...kind,
        executions: told.length,
        ms: spreadOf(told),
      }))
    },
    openPrompts: async () => {
      const open = new Map<string, number>()
      for (const row of all()) {
        const queue = requireJob(state, row.jobId).queue
        if (row.state !== 'open' || queue?.host !== row.host || queue.leaseUntilMs <= state.now()) continue
        open.set(row.host, Math.max(open.get(row.host) ?? 0, state.now() - row.postedMs))
      }
      return open
    },
  }
}

export function createMemoryGpuHosts(state: MemoryState): GpuHostCatalogue {
  const queueOf = (jobId: string) => requireJob(state, jobId).queue
  const held = ({ jobId, host, fence }: JobLease) => {
    const queue = state.jobs.get(jobId)?.queue
    return queue?.host === host && queue.fence === fence ? queue : undefined
  }
  return {
    ...hostRows(state),
    queueJobs: async ({ projectId, jobIds, provider, models, priority = 3 }) => {
      const jobs = jobIds.map((jobId) => requireJob(state, jobId))
      for (const job of jobs) if (job.projectId !== projectId) throw notFound(`job ${job.jobId}`)
      const modelKey = models === null ? null : modelKeyOf(models)
      for (const job of jobs) {
        const kept = job.queue
        const isSame = kept?.provider === provider && kept.modelKey === modelKey
        if (isSame && (kept.state === 'queued' || kept.state === 'running')) continue
        // A damaged picture is queued after its variant was written, even within one millisecond.
        const made = [...state.variants.values()].find((one) => one.jobId === job.jobId)
        const queuedMs = Math.max(state.now(), made === undefined ? 0 : Date.parse(made.createdAt) + 1)
        const anew = { provider, modelKey, models, priority, state: 'queued' as const, queuedMs }
        job.queue = { startedMs: null, host: null, leaseUntilMs: 0, fence: 0, ...kept, ...anew }
      }
    },
    waitingWork: async () => waitingWork(state),
    ...executionReads(state),
    claim: async ({ jobId, host, leaseMs = jobLeaseMs }) => {
      const queue = queueOf(jobId) ?? unqueued()
      requireJob(state, jobId).queue = queue
      const leftMs = queue.leaseUntilMs - state.now()
      if (queue.host !== null && queue.host !== host && leftMs > 0)
        return { claimed: false, holder: queue.host, leaseMs: leftMs }
      queue.fence += 1
      if (queue.state === 'queued') queue.state = 'running'
      Object.assign(queue, { host, startedMs: state.now(), leaseUntilMs: state.now() + leaseMs })
      return { claimed: true, fence: queue.fence }
    },
    renew: async (lease) => {
      const queue = held(lease)
      if (queue) queue.leaseUntilMs = state.now() + (lease.leaseMs ?? jobLeaseMs)
      return queue !== undefined
    },
    finish: async (lease) => {
      const queue = held(lease)
      if (!queue) return false
      if (queue.state !== 'done') queue.state = lease.as
      queue.leaseUntilMs = lease.as === 'made' ? state.now() + jobLeaseMs : 0
      return true
    },
  }
}

function unqueued(): MemoryJobQueue {
  return {
    ...{ provider: '', modelKey: null, models: null, priority: 3, state: 'done', queuedMs: 0 },
    ...{ startedMs: null, host: null, leaseUntilMs: 0, fence: 0 },
  }
}

function hostRows(state: MemoryState): Pick<GpuHostCatalogue, 'register' | 'beat' | 'leave' | 'list'> {
  const isAlive = (one: MemoryGpuHost) => one.heartbeatMs > state.now() - hostGoneMs
  const modelsOf = (modelKey: string | null) => {
    const { models } = [...state.jobs.values()].find(({ queue }) => queue?.modelKey === modelKey)?.queue ?? {}
    const isKnown = modelKey !== null && models != null
    return isKnown ? { checkpoint: models.checkpoint, loras: models.loras.map(({ name }) => name) } : null
  }
  const toRow = (one: MemoryGpuHost): GpuHostRow => ({
    ...structuredClone(one.row),
    servingModels: modelsOf(one.row.serving),
    startedAt: new Date(one.startedMs).toISOString(),
    heartbeatAt: new Date(one.heartbeatMs).toISOString(),
    isAlive: isAlive(one),
  })
  return {
    register: async ({ instance, ...input }) => {
      const known = state.gpuHosts.get(input.host)
      if (known && known.instance !== instance && !known.left && isAlive(known)) return false
      const idle = { serving: null, resident: [], running: 0, trouble: null }
      const zero = { swaps: 0, executions: 0, discarded: 0, busyMs: 0 }
      const row = { ...structuredClone(input), ...idle, ...zero }
      const now = state.now()
      state.gpuHosts.set(input.host, { row, instance, startedMs: now, heartbeatMs: now, left: false })
      return true
    },
    beat: async ({ instance, host, probed, ...figures }) => {
      const known = state.gpuHosts.get(host)
      if (known?.instance !== instance) return false
      if (figures.pace === undefined) delete known.row.pace
      Object.assign(known.row, structuredClone({ ...figures, ...probed }))
      Object.assign(known, { heartbeatMs: state.now(), left: false })
      return true
    },
    leave: async ({ host, instance }) => {
      const known = state.gpuHosts.get(host)
      if (known?.instance !== instance) return
      known.left = true
      Object.assign(known.row, { serving: null, running: 0 })
    },
    list: async () =>
      [...state.gpuHosts.values()]
        .filter(({ left }) => !left)
        .map(toRow)
        .sort((a, b) => Number(b.isAlive) - Number(a.isAlive) || byText(a.host, b.host)),
  }
}

function waitingWork(state: MemoryState): WaitingWork[] {
  const groups = new Map<string, WaitingWork & { loras: readonly string[] }>()
  for (const job of state.jobs.values()) {
    const { queue } = job
    if (!queue?.models || queue.modelKey === null || !isWanted(state, job, queue)) continue
    const key = `${job.projectId} ${queue.modelKey}`
    const known = groups.get(key)
    const oldestMs = Math.max(known?.oldestMs ?? 0, state.now() - queue.queuedMs)
    groups.set(key, {
      projectId: job.projectId,
      modelKey: queue.modelKey,
      checkpoint: queue.models.checkpoint,
      loras: queue.models.loras.map(({ name }) => name),
      priority: Math.min(known?.priority ?? 5, queue.priority),
      count: (known?.count ?? 0) + 1,
      oldestMs,
      waitedMs: Math.min(oldestMs, servedMsAgo(state, job.projectId, queue.modelKey)),
    })
  }
  return [...groups.values()].sort((a, b) => b.waitedMs - a.waitedMs || byText(a.modelKey, b.modelKey))
}

function isWanted(state: MemoryState, job: MemoryJob, queue: MemoryJobQueue): boolean {
  const variant = [...state.variants.values()].find((one) => one.jobId === job.jobId)
  const isThere =
    variant !== undefined && (queue.state === 'made' || Date.parse(variant.createdAt) >= queue.queuedMs)
  return queue.state !== 'done' && queue.leaseUntilMs <= state.now() && !isThere && !job.refunded
}

function servedMsAgo(state: MemoryState, projectId: string, modelKey: string): number {
  const starts = [...state.jobs.values()].flatMap(({ projectId: of, queue }) =>
    of === projectId && queue?.modelKey === modelKey && queue.startedMs !== null ? [queue.startedMs] : [],
  )
  return state.now() - Math.max(Number.NEGATIVE_INFINITY, ...starts)
}

function requireJob(state: MemoryState, jobId: string): MemoryJob {
  const job = state.jobs.get(jobId)
  if (!job) throw notFound(`job ${jobId}`)
  return job
}
