import {
  chainStageOf,
  settledStepStages,
  type ChainCatalogue,
  type ChainStepRow,
  type ChainSummary,
} from '../../core/chain/chain-ports.js'
import { addEvent, addOutbox, boundLimit, isoNow, notFound } from './memory-catalogue-state.js'
import type { MemoryState, Mutable } from './memory-catalogue-state.js'

type Step = Mutable<ChainStepRow>

export function createMemoryChains(state: MemoryState): ChainCatalogue {
  const stepOf = (projectId: string, jobId: string): Step => {
    const step = state.chainSteps.get(jobId)
    if (step === undefined || step.projectId !== projectId) throw notFound(`job ${jobId}`)
    return step
  }
  const stepsOf = (chainId: string): Step[] => {
    const own = [...state.chainSteps.values()].filter((step) => step.chainId === chainId)
    return own.sort((a, b) => a.position.localeCompare(b.position, 'en', { numeric: true }))
  }
  const announce = ({ projectId, jobId, chainId, position, type, stage, failure }: Step): void => {
    const data = { jobId, chainId, position, type, stage, ...(failure === null ? {} : { failure }) }
    addEvent(state, projectId, null, 'jobStageChanged', data)
  }
  const end = (step: Step, stage: Step['stage'], failure: string | null): void => {
    Object.assign(step, { stage, failure, finishedAt: isoNow(state) })
    announce(step)
  }
  const summarise = (first: Step): ChainSummary => {
    const steps = stepsOf(first.chainId)
    const { chainId, projectId, type, createdAt } = first
    const stage = chainStageOf(steps.map((one) => one.stage))
    return { chainId, projectId, type, stage, steps: steps.length, createdAt }
  }
  const firsts = () => [...state.chainSteps.values()].filter((step) => step.parentJobId === null)
  return {
    submit: async ({ projectId, chainId, steps }) => {
      if (!state.projects.has(projectId)) throw notFound(`project ${projectId}`)
      if (state.chainSteps.has(chainId)) return
      for (const step of steps)
        state.chainSteps.set(step.jobId, {
          ...structuredClone(step),
          ...{ projectId, chainId, resolvedInput: null, output: null, stage: 'waiting', failure: null },
          ...{ createdAt: isoNow(state), startedAt: null, finishedAt: null },
        })
      addOutbox(state, { kind: 'startChain', projectId, chainId }, `startChain/${chainId}`)
      announce(stepOf(projectId, chainId))
    },
    find: async (jobId) => structuredClone(state.chainSteps.get(jobId) ?? null),
    steps: async (chainId) => structuredClone(stepsOf(chainId)),
    list: async ({ projectIds, cursor, limit }) => {
      const all = firsts().filter((one) => projectIds?.includes(one.projectId) ?? true)
      const newest = all.reverse().map(summarise)
      const from = newest.findIndex(({ chainId }) => chainId === cursor) + 1
      const chains = newest.slice(from, from + boundLimit(limit))
      const isMore = newest.length > from + chains.length
      return { chains, nextCursor: isMore ? (chains.at(-1)?.chainId ?? null) : null }
    },
    listOpen: async (limit) =>
      firsts()
        .filter(({ chainId }) => stepsOf(chainId).some((one) => !settledStepStages.includes(one.stage)))
        .slice(0, boundLimit(limit))
        .map(summarise),
    begin: async ({ projectId, jobId, resolvedInput }) => {
      const step = stepOf(projectId, jobId)
      if (step.stage === 'waiting') {
        const startedAt = isoNow(state)
        Object.assign(step, { stage: 'running', resolvedInput: structuredClone(resolvedInput), startedAt })
        announce(step)
      }
      return structuredClone(step)
    },
    tell: async ({ projectId, jobId, output }) => {
      const step = stepOf(projectId, jobId)
      if (step.stage === 'running') step.output = structuredClone(output)
    },
    settle: async ({ projectId, jobId, stage, output, failure }) => {
      const step = stepOf(projectId, jobId)
      if (settledStepStages.includes(step.stage)) return structuredClone(step)
      if (output !== undefined) step.output = structuredClone(output)
      end(step, stage, failure ?? null)
      const why = `job ${step.position}, which comes before it, is ${stage}`
      if (stage !== 'done')
        for (const one of stepsOf(step.chainId))
          if (one.stage === 'waiting' && one.position.startsWith(`${step.position}.`))
            end(one, 'skipped', why)
      return structuredClone(step)
    },
    settleOpen: async ({ projectId, chainId, stage, failure }) => {
      for (const one of stepsOf(chainId))
        if (one.projectId === projectId && !settledStepStages.includes(one.stage)) end(one, stage, failure)
    },
    findSpec: async (projectId, idOrKey) => {
      const own = [...state.specRevisions.values()].filter((one) => one.projectId === projectId)
      const found = own.filter(({ specId, content }) => specId === idOrKey || content.key === idOrKey).at(-1)
      return found ? structuredClone({ specId: found.specId, spec: found.content }) : null
    },
  }
}
