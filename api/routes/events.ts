import type { Router } from 'express'
import { readEvents } from '../../core/http/contracts/events-contracts.schema.js'
import type { ApiContext } from '../api-deps.js'
import { streamEvents } from '../events.js'
import { shareEventReads } from '../share-event-reads.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { problem } from '../problem.js'

export function addEventRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, limits, metrics } = deps
  const readAfter = shareEventReads((...question) => catalogue.events.readAfter(...question))
  const { subscribe, limits: streamLimits, log, stopping, subscribeProgress } = deps
  const shared = { readAfter, subscribe, limits: streamLimits, log, stopping }
  // Readers of before take every message for an event of the catalogue.
  const depsFor = (progress: string | undefined, presence: string | undefined) => ({
    ...shared,
    ...(progress === '1' ? { subscribeProgress } : {}),
    ...(presence === '1' ? { subscribePresence: deps.presence.subscribe } : {}),
  })
  let streams = 0
  mountOperations(router, deps, [
    operation(readEvents, async ({ query, allow, request }, response) => {
      const { projectId, since } = query
      allow(projectId)
      await requireProject(catalogue, projectId)
      if (streams >= limits.streamsMax)
        throw problem(
          503,
          'too-many-streams',
          `There are ${streams} open event streams already.`,
          'Close a tab or a watcher and try again.',
          {},
          { 'Retry-After': '5' },
        )
      streams += 1
      metrics.changeStreams(1)
      response.on('close', () => {
        streams -= 1
        metrics.changeStreams(-1)
      })
      const resumed = Number(request.headers['last-event-id'] || Number.NaN)
      const afterSeq =
        Number.isSafeInteger(resumed) && resumed >= 0
          ? resumed
          : (since ?? (await catalogue.events.lastSeq(projectId)))
      if (response.destroyed) return
      if (request.method === 'HEAD') response.end()
      else streamEvents(depsFor(query.progress, query.presence), response, projectId, afterSeq)
    }),
  ])
}
