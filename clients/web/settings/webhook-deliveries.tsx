import { useLayoutEffect, useRef } from 'preact/hooks'
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

/** What was sent, newest first; what has ended can be sent once more. */
export function WebhookDeliveries({ own, listPath, isActive }: WebhookDeliveriesProps) {
  const path = deliveriesPathOf(own)
  const list = useDeliveries(path)
  const { send, failure } = useChange([path, listPath])
  const rows = useRef<HTMLUListElement>(null)
  const olderFrom = useRef<number | null>(null)
  const shown = list.data?.length ?? 0
  const readOlder = () => {
    olderFrom.current = shown
    list.readOlder()
  }
  useLayoutEffect(() => {
    if (olderFrom.current === null || shown <= olderFrom.current) return
    // The button may be gone: who came by keys goes on where the older ones begin.
    rows.current?.querySelectorAll<HTMLElement>(':scope > li')[olderFrom.current]?.focus()
    olderFrom.current = null
  }, [shown])
  const redeliver = (deliveryId: string) =>
    send({
      ...{ method: 'POST', done: 'It is on its way once more.' },
      path: `${own}/deliveries/${encodeURIComponent(deliveryId)}/redeliver`,
    })
  return (
    <PartState of={list} what="deliveries">
      {(deliveries) => (
        <>
          {failure === null ? null : <FailureNotice failure={failure} />}
          {deliveries.length === 0 ? (
            <p class="dim">Nothing was sent yet. Send a test, or wait for the first event.</p>
          ) : null}
          <ul ref={rows}>
            {deliveries.map((delivery) => (
              <DeliveryRowItem
                key={delivery.deliveryId}
                {...{ delivery, isActive }}
                onAgain={() => redeliver(delivery.deliveryId)}
              />
            ))}
          </ul>
          {list.hasOlder ? (
            <p class="row">
              <button
                type="button"
                aria-disabled={list.isReadingOlder}
                onClick={() => {
                  if (!list.isReadingOlder) readOlder()
                }}
              >
                {list.isReadingOlder ? 'Reading …' : `Show ${deliveriesShown} older`}
              </button>
            </p>
          ) : null}
          {deliveries.length < deliveriesShown ? null : (
            <p class="dim">
              {list.hasOlder ? `The newest ${deliveries.length}.` : `All ${deliveries.length}.`} They are kept
              for a month; on the command line: npx assetloom webhook deliveries.
            </p>
          )}
        </>
      )}
    </PartState>
  )
}

function DeliveryRowItem(props: {
  readonly delivery: DeliveryRow
  readonly isActive: boolean
  readonly onAgain: () => void
}) {
  const { delivery, onAgain } = props
  const isOff = !props.isActive || delivery.state === 'pending'
  return (
    <li class="settings-row" tabIndex={-1}>
      <strong>{delivery.event}</strong>
      <code class="dim webhook-id">{delivery.deliveryId}</code>
      <span class="spacer" />
      <DeliveryState delivery={delivery} />
      <button
        type="button"
        class="quiet"
        aria-disabled={isOff}
        aria-label={`Send once more: ${delivery.event} ${delivery.deliveryId}`}
        onClick={() => {
          if (!isOff) onAgain()
        }}
      >
        Send once more
      </button>
    </li>
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
