import type { Router } from 'express'
import { readHealth, readReadiness } from '../../core/http/contracts/installation-contracts.schema.js'
import type { HealthView, ReadinessView } from '../../core/http/http-api.js'
import type { ApiContext } from '../api-deps.js'
import { mountOperations, operation } from '../operations.js'
import { withinDeadline } from '../within-deadline.js'

export function addHealthRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, gateway, limits, version } = deps

  mountOperations(router, deps, [
    operation(readHealth, (_input, response) => {
      response.json({ status: 'ok', version } satisfies HealthView)
    }),
    operation(readReadiness, async (_input, response) => {
      const [outbox, isTemporalThere] = await Promise.all([
        withinDeadline(
          limits.readyDeadlineMs,
          catalogue.outbox.backlog().catch(() => null),
          null,
        ),
        withinDeadline(
          limits.readyDeadlineMs,
          gateway.isReachable(limits.readyDeadlineMs).catch(() => false),
          false,
        ),
      ])
      const isPostgresThere = outbox !== null
      const answer: ReadinessView = {
        status: isPostgresThere && isTemporalThere ? 'ready' : 'not ready',
        checks: [
          { name: 'postgres', ok: isPostgresThere, message: tell('PostgreSQL', isPostgresThere) },
          { name: 'temporal', ok: isTemporalThere, message: tell('Temporal', isTemporalThere) },
        ],
        outbox,
      }
      response.status(answer.status === 'ready' ? 200 : 503).json(answer)
    }),
  ])
}

const tell = (name: string, isThere: boolean): string =>
  isThere ? `${name} answers.` : `${name} does not answer; \`assetloom doctor\` says how to mend it.`
