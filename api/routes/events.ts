import type { IncomingHttpHeaders } from 'node:http'
import type { Response, Router } from 'express'
import { isAtLeast, roleIn } from '../../core/access/principal.js'
import { openEventSocket, readEvents } from '../../core/http/contracts/events-contracts.schema.js'
import type { ApiContext } from '../api-deps.js'
import type { Auth } from '../auth.js'
import { streamEvents } from '../events.js'
import type { FollowDeps, Followed } from '../follow-events.js'
import { shareEventReads } from '../share-event-reads.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation, type RouteInput } from '../operations.js'
import { problem, type ProblemError } from '../problem.js'
import { crossSite, isSameOrigin } from '../request-guards.js'
import { createEventSockets } from '../websocket.js'
import { leaveToSocket, webSocketUpgradeOf } from '../websocket-upgrade.js'

/** The event log of a project, by Server-Sent Events and by WebSocket. */
export function addEventRoutes(router: Router, deps: ApiContext, auth: Auth): void {
  const { catalogue } = deps
  const follow = createFollowDeps(deps)
  const takeSeat = createSeats(deps)
  const sockets = createEventSockets()
  const begin = async (
    headers: IncomingHttpHeaders,
    projectId: string,
    since?: number,
  ): Promise<Followed> => ({
    projectId,
    afterSeq: since ?? (await catalogue.events.lastSeq(projectId)),
    isAllowed: async () => {
      const principal = await auth.authenticate(headers)
      const role = principal === null ? null : roleIn(principal, projectId)
      return role !== null && isAtLeast(role, readEvents.role)
    },
  })
  const admit = async ({ query, allow }: Pick<RouteInput<typeof readEvents>, 'query' | 'allow'>) => {
    allow(query.projectId)
    await requireProject(catalogue, query.projectId)
  }
  mountOperations(router, deps, [
    operation(readEvents, async (input, response) => {
      const { query, headers, request } = input
      await admit(input)
      takeSeat(response)
      const resumed = Number(headers['Last-Event-ID'] || Number.NaN)
      const since = Number.isSafeInteger(resumed) && resumed >= 0 ? resumed : query.since
      const followed = await begin(request.headers, query.projectId, since)
      if (response.destroyed) return
      if (request.method === 'HEAD') response.end()
      else streamEvents(follow(query), response, followed)
    }),
    operation(openEventSocket, async (input, response) => {
      const { query, request, principal } = input
      await admit(input)
      const upgrade = webSocketUpgradeOf(request)
      if (upgrade === null) throw upgradeNeeded()
      // A browser sends the cookie with a WebSocket of any page, and no CORS keeps that page from reading.
      if (principal.kind === 'session' && !isSameOrigin(request, auth.origins)) throw crossSite()
      takeSeat(response)
      const followed = await begin(request.headers, query.projectId, query.since)
      if (response.destroyed || upgrade.socket.destroyed) return
      leaveToSocket(response, upgrade.socket)
      sockets.accept(request, upgrade, follow(query), followed)
    }),
  ])
}

interface Wanted {
  readonly progress?: '0' | '1'
  readonly presence?: '0' | '1'
}

function createFollowDeps(deps: ApiContext): (wanted: Wanted) => FollowDeps {
  const { catalogue, subscribe, subscribeAccess, limits, log, stopping, subscribeProgress } = deps
  const readAfter = shareEventReads((...question) => catalogue.events.readAfter(...question))
  const shared = { readAfter, subscribe, subscribeAccess, limits, log, stopping }
  // Readers of before take every message for an event of the catalogue.
  return ({ progress, presence }) => ({
    ...shared,
    ...(progress === '1' ? { subscribeProgress } : {}),
    ...(presence === '1' ? { subscribePresence: deps.presence.subscribe } : {}),
  })
}

/** Both ways out share the limit: each holds a connection and wakes with every event. */
function createSeats({ limits, metrics }: ApiContext): (response: Response) => void {
  let taken = 0
  return (response) => {
    if (taken >= limits.streamsMax)
      throw problem(
        503,
        'too-many-streams',
        `There are ${taken} open event streams already.`,
        'Close a tab or a watcher and try again.',
        {},
        { 'Retry-After': '5' },
      )
    taken += 1
    metrics.changeStreams(1)
    response.once('close', () => {
      taken -= 1
      metrics.changeStreams(-1)
    })
  }
}

function upgradeNeeded(): ProblemError {
  return problem(
    426,
    'no-websocket',
    'This address speaks WebSocket (RFC 6455, version 13) only.',
    'Open it with a WebSocket client, or read GET /api/v1/events, which is plain HTTP.',
    {},
    { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': '13' },
  )
}
