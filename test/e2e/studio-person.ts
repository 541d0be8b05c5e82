import { setTimeout as sleep } from 'node:timers/promises'
import type { Role } from '../../core/access/principal.js'
import { ApiError } from '../../clients/http/api-error.js'
import { AssetloomClient } from '../../clients/http/assetloom-client.js'
import type { DecideBody, Problem } from '../../core/http/http-api.js'

/** One decision that somebody sent, and what the answers to it said. */
export interface SentDecision {
  readonly handle: string
  readonly variantId: string
  readonly body: DecideBody & { readonly decisionId: string }
  /** `applied`, `pending`, or the last word of the problem's type; one for each time that it was sent. */
  readonly answers: string[]
  problem?: Problem
}

/** Somebody with a signed-in browser: speaks with a cookie and says where its requests come from. */
export interface StudioPerson {
  readonly handle: string
  readonly client: AssetloomClient
  /** Sends the decision; the same again is a replay. */
  send(decision: SentDecision): Promise<void>
}

/** Makes a link with the rights of `owner`, and opens it as a new person's browser does. */
export async function joinByLink(
  owner: AssetloomClient,
  apiUrl: string,
  as: { readonly projectId: string; readonly role: Role; readonly handle: string },
): Promise<StudioPerson> {
  const { url } = await owner.call('createInvitation', { body: { ...as, name: as.handle } })
  const once = new URL(url).searchParams.get('once') ?? ''
  const origin = new URL(url).origin
  const accepted = await fetch(`${apiUrl}/invitation`, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ once }) },
    headers: { origin },
  })
  if (accepted.status !== 303) throw new Error(`the link answers ${accepted.status}`)
  const cookie = (accepted.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const client = new AssetloomClient({
    ...{ baseUrl: apiUrl, token: null, retryForMs: 60_000 },
    fetch: (path, init) => {
      const headers = new Headers(init.headers)
      headers.set('cookie', cookie)
      headers.set('origin', origin)
      return fetch(path, { ...init, headers })
    },
  })
  return { handle: as.handle, client, send: (decision) => sendDecision(client, decision) }
}

async function sendDecision(client: AssetloomClient, decision: SentDecision): Promise<void> {
  try {
    const { state } = await client.decide(decision.variantId, decision.body)
    decision.answers.push(state)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    decision.answers.push(error.problem.type.split(':').at(-1) ?? '')
    decision.problem = error.problem
  }
}

/** The status of a call that is refused. Throws when it is not. */
export async function refusalOf(call: Promise<unknown>): Promise<number> {
  return await call.then(
    (answer) => {
      throw new Error(`was not refused: ${JSON.stringify(answer)}`)
    },
    (error: unknown) => {
      if (error instanceof ApiError) return error.status
      throw error
    },
  )
}

/** Asks until it is so. Throws with what it waited for. */
export async function untilSo(what: string, limitMs: number, is: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + limitMs
  while (!(await is())) {
    if (Date.now() > endMs) throw new Error(`not within ${limitMs} ms: ${what}`)
    await sleep(100)
  }
}
