import { useQuery } from '@tanstack/preact-query'
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
  return useFollowed<WebhookList>(path, ({ webhooks }) =>
    webhooks.flatMap(({ lastDelivery }) => (lastDelivery === null ? [] : [lastDelivery])),
  )
}

/** So many deliveries are shown. */
export const deliveriesShown = 20

/** Where the newest deliveries of a webhook stand; `own` is its path. */
export function deliveriesPathOf(own: string): string {
  return `${own}/deliveries?limit=${deliveriesShown}`
}

/** What was sent to one webhook, newest first; read again while something is on its way. */
export function useDeliveries(path: string): Resource<DeliveryPage> {
  return useFollowed<DeliveryPage>(path, ({ deliveries }) => deliveries)
}

function useFollowed<Answer>(
  path: string,
  deliveriesOf: (answer: Answer) => readonly DeliveryRow[],
): Resource<Answer> {
  const { client } = useApp()
  const { data, error, refetch } = useQuery({
    queryKey: ['resource', path],
    queryFn: () => readJson<Answer>(client, path),
    refetchInterval: ({ state }) =>
      followEveryMs(state.data === undefined ? [] : deliveriesOf(state.data), Date.now()),
  })
  return { data, failure: error, isAbsent: false, retry: () => void refetch() }
}

/** How soon to look again. `nowMs` is milliseconds since the epoch. */
export function followEveryMs(deliveries: readonly DeliveryRow[], nowMs: number): number {
  const pending = deliveries.filter(({ state }) => state === 'pending')
  if (pending.length === 0) return elseEveryMs
  const isSoon = pending.some(({ nextTryAt }) => nextTryAt === null || Date.parse(nextTryAt) - nowMs < soonMs)
  return isSoon ? soonEveryMs : laterEveryMs
}
