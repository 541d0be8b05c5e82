import { defaultPayloadConverter, type Headers } from '@temporalio/common'
import { log, type WorkflowInterceptors } from '@temporalio/workflow'

/** The header that brings the ids to activities and children: a bundle's activities are asked by content id alone. */
const headerName = 'assetloom-ids'
const idNames = ['projectId', 'runId', 'specKey', 'specRevisionId', 'contentId'] as const

type Ids = Readonly<Record<string, string>>

/**
 * Interceptors of every workflow: its lines carry the ids of its run, and so do those of the activities and children
 * that it starts. They await nothing and issue no command: histories from before them replay as they are.
 */
export const interceptors = (): WorkflowInterceptors => {
  let ids: Ids = {}
  return {
    inbound: [
      {
        execute(input, next) {
          ids = { ...readHeader(input.headers), ...findIds(input.args[0]) }
          return next(input)
        },
      },
    ],
    outbound: [
      {
        getLogAttributes: (input, next) => next({ ...input, ...ids }),
        scheduleActivity(input, next) {
          tellNews(input.activityType, input.args[0])
          return next({ ...input, headers: withIds(input.headers, ids) })
        },
        scheduleLocalActivity(input, next) {
          tellNews(input.activityType, input.args[0])
          return next({ ...input, headers: withIds(input.headers, ids) })
        },
        startChildWorkflowExecution: (input, next) =>
          next({ ...input, headers: withIds(input.headers, ids) }),
      },
    ],
  }
}

/** The ids in start arguments; those of a wishlist's run are one level deeper. */
function findIds(argument: unknown): Ids {
  if (typeof argument !== 'object' || argument === null) return {}
  const named = argument as Record<string, unknown>
  const found: Record<string, string> = {}
  for (const source of [named['production'], named] as (Record<string, unknown> | undefined)[])
    for (const name of idNames) {
      const value = source?.[name]
      if (typeof value === 'string') found[name] = value
    }
  return found
}

function readHeader(headers: Headers): Ids {
  const payload = headers[headerName]
  return payload ? defaultPayloadConverter.fromPayload<Ids>(payload) : {}
}

function withIds(headers: Headers, ids: Ids): Headers {
  return { ...headers, [headerName]: defaultPayloadConverter.toPayload(ids) }
}

/** What a reader of the log wants to know of a workflow: stages, rounds, decisions. Not told again in a replay. */
function tellNews(activityType: string, argument: unknown): void {
  const { stage, round, failure, decisions } = (argument ?? {}) as Record<string, unknown>
  const why = failure === undefined ? {} : { failure }
  switch (activityType) {
    case 'setSpecStage':
      return log.info('spec stage', { stage, round, ...why })
    case 'setRunStage':
      return log.info('run stage', { stage, ...why })
    case 'recordDecision':
      return log.info('decision', { decisions: decisionsOf(decisions) })
  }
}

/** Who decided what; never why: reasons are people's words and stay in the catalogue. */
function decisionsOf(decisions: unknown): unknown[] {
  if (!Array.isArray(decisions)) return []
  return decisions.slice(0, 20).map((one: Record<string, unknown>) => ({
    decisionId: one['decisionId'],
    variantId: one['variantId'],
    verb: one['verb'],
  }))
}
