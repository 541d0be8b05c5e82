import type { Router } from 'express'
import { AssetloomError } from '../../core/errors.js'
import { readHealth, readReadiness } from '../../core/http/contracts/installation-contracts.schema.js'
import type { HealthView, ReadinessView } from '../../core/http/http-api.js'
import type { ApiContext } from '../api-deps.js'
import { mountOperations, operation } from '../operations.js'
import { withinDeadline } from '../within-deadline.js'

export function addHealthRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, gateway, limits, version, checkStore } = deps

  mountOperations(router, deps, [
    operation(readHealth, (_input, response) => {
      response.json({ status: 'ok', version } satisfies HealthView)
    }),
    operation(readReadiness, async (_input, response) => {
      const [outbox, isTemporalThere, storeCheck] = await Promise.all([
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
        withinDeadline(limits.readyDeadlineMs, tellStore(checkStore), slowStore),
      ])
      const isPostgresThere = outbox !== null
      const answer: ReadinessView = {
        status: isPostgresThere && isTemporalThere ? 'ready' : 'not ready',
        checks: [
          { name: 'postgres', ok: isPostgresThere, message: tell('PostgreSQL', isPostgresThere) },
          { name: 'temporal', ok: isTemporalThere, message: tell('Temporal', isTemporalThere) },
          // Decisions are taken without pictures, so it alone does not make the installation unready.
          ...(storeCheck === null ? [] : [{ name: 'objects' as const, ...storeCheck }]),
        ],
        outbox,
      }
      response.status(answer.status === 'ready' ? 200 : 503).json(answer)
    }),
  ])
}

const slowStore = { ok: false, message: 'The object store does not answer in time.' }

/** Null where nobody has to be asked: objects are files of this machine. */
async function tellStore(
  check: ApiContext['checkStore'],
): Promise<{ readonly ok: boolean; readonly message: string } | null> {
  if (check === null) return null
  try {
    await check()
    return { ok: true, message: 'The object store answers.' }
  } catch (error) {
    // Only its own sentences: this page needs no token.
    const message = error instanceof AssetloomError ? error.message : 'the object store cannot be used'
    return { ok: false, message: `${message}; \`assetloom doctor\` says how to mend it.` }
  }
}

const tell = (name: string, isThere: boolean): string =>
  isThere ? `${name} answers.` : `${name} does not answer; \`assetloom doctor\` says how to mend it.`
