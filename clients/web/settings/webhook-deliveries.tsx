import { describeDelivery } from '../../../core/webhooks/describe-delivery.js'
import type { DeliveryRow } from '../../../core/webhooks/webhook-ports.js'
import { FailureNotice } from '../base/failure-notice.js'
import { TimeAgo } from '../base/time-ago.js'
import { PartState } from './part-state.js'
import { useChange } from './use-resource.js'
import { deliveriesPathOf, deliveriesShown, useDeliveries } from './use-webhooks.js'

interface WebhookDeliveriesProps {
  /** Path of the webhook. */
  readonly own: string
  /** Of the list of webhooks, which shows the newest delivery of each. */
  readonly listPath: string
  readonly isActive: boolean
}

/** What was sent of late, newest first; what has ended can be sent once more. */
export function WebhookDeliveries({ own, listPath, isActive }: WebhookDeliveriesProps) {
  const page = deliveriesPathOf(own)
  const list = useDeliveries(page)
  const { send, failure } = useChange([page, listPath])
  return (
    <PartState of={list} what="deliveries">
      {({ deliveries, nextCursor }) => (
        <>
          {failure === null ? null : <FailureNotice failure={failure} />}
          {deliveries.length === 0 ? (
            <p class="dim">Nothing was sent yet. Send a test, or wait for the first event.</p>
          ) : null}
          <ul>
            {deliveries.map((delivery) => (
              <li key={delivery.deliveryId} class="settings-row">
                <strong>{delivery.event}</strong>
                <code class="dim webhook-id">{delivery.deliveryId}</code>
                <span class="spacer" />
                <DeliveryState delivery={delivery} />
                <button
                  type="button"
                  class="quiet"
                  aria-disabled={!isActive || delivery.state === 'pending'}
                  aria-label={`Send once more: ${delivery.event} ${delivery.deliveryId}`}
                  onClick={() => {
                    if (isActive && delivery.state !== 'pending')
                      send({
                        ...{ method: 'POST', done: 'It is on its way once more.' },
                        path: `${own}/deliveries/${encodeURIComponent(delivery.deliveryId)}/redeliver`,
                      })
                  }}
                >
                  Send once more
                </button>
              </li>
            ))}
          </ul>
          {nextCursor === null ? null : (
            <p class="dim">The newest {deliveriesShown}. All of a month: npx assetloom webhook deliveries.</p>
          )}
        </>
      )}
    </PartState>
  )
}

/** Nearer than this is said without a figure. */
const momentMs = 60_000
const marks = { delivered: '✓', pending: '…', failed: '✕' } as const
const tones = { delivered: 'tone-good', pending: 'tone-quiet', failed: 'tone-bad' } as const

/** How one delivery went, and when; of one that waits, when it is tried again. */
export function DeliveryState({ delivery }: { readonly delivery: DeliveryRow }) {
  const { state, tries, nextTryAt, endedAt, lastTryAt, createdAt } = delivery
  const isAgain = state === 'pending' && tries > 0
  return (
    <p class="row webhook-state">
      <span class={isAgain ? 'tone-warn' : tones[state]}>
        {marks[state]} {describeDelivery(delivery)}
      </span>
      <span class="dim">
        <TimeAgo at={endedAt ?? lastTryAt ?? createdAt} />
        {isAgain && nextTryAt !== null ? (
          <>
            , next try{' '}
            {Date.parse(nextTryAt) - Date.now() < momentMs ? 'in a moment' : <TimeAgo at={nextTryAt} />}
          </>
        ) : null}
      </span>
    </p>
  )
}
