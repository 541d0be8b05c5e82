import { useInfiniteQuery, useQuery } from '@tanstack/preact-query'
import type { AnswerOf } from '../../../core/http/contracts/route-contract.js'
import type {
  listWebhookDeliveries,
  listWebhooks,
} from '../../../core/http/contracts/webhooks-contracts.schema.js'
import type { DeliveryRow } from '../../../core/webhooks/webhook-ports.js'
import { useApp } from '../app/app-context.js'
import { readJson } from '../app/send-json.js'
import type { Resource } from './use-resource.js'

/** A try that is due this soon is waited for with the eye on it. */
const soonMs = 30_000
const soonEveryMs = 1_000
const laterEveryMs = 15_000
/** Events come without anybody here doing anything. */
const elseEveryMs = 60_000

/** A secret, and of which address. */
export interface ShownSecret {
  readonly url: string
  readonly secret: string
}

type WebhookList = AnswerOf<typeof listWebhooks>
type DeliveryPage = AnswerOf<typeof listWebhookDeliveries>

/** The webhooks of a project; read again while something is on its way to one of them. */
export function useWebhooks(path: string): Resource<WebhookList> {
  const { client } = useApp()
  const { data, error, refetch } = useQuery({
    queryKey: ['resource', path],
    queryFn: () => readJson<WebhookList>(client, path),
    refetchInterval: ({ state }) => followEveryMs(newestOf(state.data), Date.now()),
  })
  return { data, failure: error, isAbsent: false, retry: () => void refetch() }
}

function newestOf(list: WebhookList | undefined): readonly DeliveryRow[] {
  return list?.webhooks.flatMap(({ lastDelivery }) => (lastDelivery === null ? [] : [lastDelivery])) ?? []
}

/** So many deliveries are read at once. */
export const deliveriesShown = 20

/** Where the newest deliveries of a webhook stand; `own` is its path. */
export function deliveriesPathOf(own: string): string {
  return `${own}/deliveries?limit=${deliveriesShown}`
}

export interface Deliveries extends Resource<readonly DeliveryRow[]> {
  readonly hasOlder: boolean
  readonly isReadingOlder: boolean
  /** Adds the next ones below; what could not be read is told by `failure`. */
  readonly readOlder: () => void
}

/** What was sent to one webhook, newest first and page by page; read again while something is on its way. */
export function useDeliveries(path: string): Deliveries {
  const { client } = useApp()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['resource', path],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) =>
      readJson<DeliveryPage>(client, pageParam === null ? path : `${path}&cursor=${pageParam}`),
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: ({ state }) =>
      followEveryMs(state.data?.pages.flatMap(({ deliveries }) => deliveries) ?? [], Date.now()),
  })
  return {
    ...{ failure: error, isAbsent: false, retry: () => void refetch() },
    data: data?.pages.flatMap(({ deliveries }) => deliveries),
    ...{ hasOlder: hasNextPage, isReadingOlder: isFetchingNextPage, readOlder: () => void fetchNextPage() },
  }
}

/** How soon to look again. `nowMs` is milliseconds since the epoch. */
export function followEveryMs(deliveries: readonly DeliveryRow[], nowMs: number): number {
  const pending = deliveries.filter(({ state }) => state === 'pending')
  if (pending.length === 0) return elseEveryMs
  const isSoon = pending.some(({ nextTryAt }) => nextTryAt === null || Date.parse(nextTryAt) - nowMs < soonMs)
  return isSoon ? soonEveryMs : laterEveryMs
}
