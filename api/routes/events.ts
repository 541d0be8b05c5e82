import type { Router } from 'express'
import type { ApiContext } from '../api-deps.js'
import { streamEvents } from '../events.js'
import { shareEventReads } from '../share-event-reads.js'
import { requireProject } from '../lookup.js'
import { problem } from '../problem.js'
import { queryInteger, queryText, resource } from '../resource.js'

export function addEventRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, limits, metrics } = deps
  const readAfter = shareEventReads((...question) => catalogue.events.readAfter(...question))
  const { subscribe, limits: streamLimits, log, stopping, subscribeProgress } = deps
  const shared = { readAfter, subscribe, limits: streamLimits, log, stopping }
  // Readers of before take every message for an event of the catalogue.
  const depsFor = (progress: string | undefined) =>
    progress === '1' ? { ...shared, subscribeProgress } : shared
  let streams = 0
  resource(router, '/events', {
    async get(request, response) {
      const projectId = queryText(request, 'projectId')
      if (projectId === undefined)
        throw problem(
          422,
          'invalid-query',
          'The query parameter projectId is missing.',
          'Events are read project by project: GET /api/v1/projects lists them.',
        )
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
      await requireProject(catalogue, projectId)
      const resumed = Number(request.headers['last-event-id'] || Number.NaN)
      const since = queryInteger(request, 'since')
      const afterSeq =
        Number.isInteger(resumed) && resumed >= 0
          ? resumed
          : (since ?? (await catalogue.events.lastSeq(projectId)))
      if (response.destroyed) return
      if (request.method === 'HEAD') response.end()
      else streamEvents(depsFor(queryText(request, 'progress')), response, projectId, afterSeq)
    },
  })
}
