import { useMutation, useQuery } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import type { ReadingLine } from '../../../core/http/compose-reading.js'
import type { RunView, WishlistAccepted } from '../../../core/http/http-api.js'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import { estimateRun } from '../../http/spending-requests.js'
import { useApp } from '../app/app-context.js'
import { bodyOf, faultOf, type IntakeDraft } from './intake-draft.js'

const settleMs = 700
const pollMs = 700
const linesOfPage = 200
/** More sentences than these are looked at on the page of the list. */
const pagesMax = 5

/** The project of this key; made when it is new. */
async function projectIdOf(client: AssetloomClient, key: string): Promise<string> {
  const { projects } = await client.listProjects()
  const found = projects.find((one) => one.key === key)
  return (found ?? (await client.ensureProject({ key, name: key }))).projectId
}

/** Hands a list in so that it is read and nothing is made: a run that waits for Start. */
export function useReadList(onRead: (accepted: WishlistAccepted, draft: IntakeDraft) => void) {
  const { client } = useApp()
  return useMutation({
    mutationFn: async (draft: IntakeDraft) =>
      client.submitWishlist(await projectIdOf(client, draft.project), bodyOf(draft, true)),
    onSuccess: (accepted, draft) => onRead(accepted, draft),
  })
}

/** What handing the draft in would change, asked when the typing rests; nothing is made or kept of it. */
export function useDraftDiff(draft: IntakeDraft, isAsked: boolean) {
  const { client } = useApp()
  const settled = useSettledDraft(draft)
  return useQuery({
    queryKey: ['intake', 'diff', settled],
    enabled: isAsked && faultOf(settled) === '',
    queryFn: async () => {
      const { projects } = await client.listProjects()
      const project = projects.find((one) => one.key === settled.project)
      return project === undefined ? null : client.diffWishlist(project.projectId, bodyOf(settled, false))
    },
  })
}

export interface HeldList {
  readonly run: RunView | undefined
  readonly lines: readonly ReadingLine[]
  readonly total: number
  readonly failure: unknown
  readonly retry: () => void
}

/** The run that waits, and what became of each sentence of its list. */
export function useHeldList(runId: string): HeldList {
  const { client } = useApp()
  const run = useQuery({
    queryKey: ['run', runId, 'goes-on'],
    queryFn: () => client.readRun(runId),
    refetchInterval: ({ state }) => (state.data?.stage === 'refining' ? pollMs : false),
  })
  const reading = useQuery({
    queryKey: ['run', runId, 'reading', run.data?.stage],
    enabled: run.data !== undefined,
    queryFn: () => readLines(client, runId),
  })
  return {
    run: run.data,
    lines: reading.data?.lines ?? [],
    total: reading.data?.total ?? 0,
    failure: run.error ?? reading.error,
    retry: () => void run.refetch().then(() => reading.refetch()),
  }
}

/** What starting it would take and cost, once its specs are there. */
export function useEstimate(run: RunView | undefined) {
  const { client } = useApp()
  return useQuery({
    queryKey: ['run', run?.runId, 'estimate', run?.counts.specs],
    enabled: run !== undefined && run.counts.specs > 0,
    queryFn: () => estimateRun(client, run?.runId ?? ''),
  })
}

async function readLines(client: AssetloomClient, runId: string) {
  const lines: ReadingLine[] = []
  let cursor: number | null = 0
  let total = 0
  for (let page = 0; page < pagesMax && cursor !== null; page += 1) {
    const answer: Awaited<ReturnType<AssetloomClient['readReading']>> = await client.readReading(runId, {
      cursor,
      limit: linesOfPage,
    })
    lines.push(...answer.lines)
    total = answer.total
    cursor = answer.nextCursor
  }
  return { lines, total }
}

function useSettledDraft(draft: IntakeDraft): IntakeDraft {
  const [settled, setSettled] = useState(draft)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), settleMs)
    return () => clearTimeout(timer)
  }, [draft])
  return settled
}
