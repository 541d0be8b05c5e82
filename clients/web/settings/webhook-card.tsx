import { useState } from 'preact/hooks'
import type { ListedWebhook } from '../../../core/webhooks/webhook-ports.js'
import { FailureNotice } from '../base/failure-notice.js'
import { AskTwice } from './ask-twice.js'
import { useChange, type Change } from './use-resource.js'
import { DeliveryState, WebhookDeliveries } from './webhook-deliveries.js'
import { deliveriesPathOf, type ShownSecret } from './use-webhooks.js'
import { WebhookForm } from './webhook-form.js'

interface WebhookCardProps {
  readonly webhook: ListedWebhook
  /** Of the project's webhooks. */
  readonly path: string
  readonly onSecret: (shown: ShownSecret) => void
  readonly onDelete: () => void
}

/** One webhook: where it leads, how its last delivery went, and all that can be done with it. */
export function WebhookCard({ webhook, path, onSecret, onDelete }: WebhookCardProps) {
  const { url, description, isActive, lastDelivery } = webhook
  const own = `${path}/${encodeURIComponent(webhook.webhookId)}`
  const [opened, setOpened] = useState<'form' | 'deliveries' | null>(null)
  const change = useChange([path, deliveriesPathOf(own)])
  return (
    <li class="webhook" aria-label={url}>
      <div class="row">
        <strong class="webhook-url">{url}</strong>
        <span class="spacer" />
        <State webhook={webhook} />
      </div>
      <p class="row dim">
        {description === '' ? null : <span>{description}</span>}
        {webhook.events.map((event) => (
          <span key={event} class="chip">
            {event}
          </span>
        ))}
      </p>
      {lastDelivery === null ? (
        <p class="dim">Nothing was sent yet.</p>
      ) : (
        <DeliveryState delivery={lastDelivery} />
      )}
      <CardButtons {...{ webhook, own, change, onSecret, onDelete, opened }} onOpen={setOpened} />
      {change.failure === null ? null : <FailureNotice failure={change.failure} />}
      {opened === 'form' ? (
        <ChangeForm {...{ webhook, own, touched: [path] }} onDone={() => setOpened(null)} />
      ) : null}
      {opened === 'deliveries' ? <WebhookDeliveries own={own} listPath={path} isActive={isActive} /> : null}
    </li>
  )
}

/** None is off while something is sent: a button that goes off under the finger loses the focus. */
function CardButtons(props: {
  readonly webhook: ListedWebhook
  readonly own: string
  readonly change: ReturnType<typeof useChange>
  readonly onSecret: (shown: ShownSecret) => void
  readonly onDelete: () => void
  readonly opened: 'form' | 'deliveries' | null
  readonly onOpen: (opened: 'form' | 'deliveries' | null) => void
}) {
  const { webhook, own, opened, onOpen } = props
  const { url, isActive } = webhook
  const { send, ask } = props.change
  const rotate = () =>
    void ask({
      ...{ method: 'POST', path: `${own}/rotate-secret` },
      done: 'The former secret signs for a day more.',
    }).then(
      (answer) => props.onSecret({ url, secret: (answer as { readonly secret: string }).secret }),
      () => undefined,
    )
  const toggle = (what: 'form' | 'deliveries', label: string) => (
    <button
      type="button"
      aria-expanded={opened === what}
      onClick={() => onOpen(opened === what ? null : what)}
    >
      {label}
    </button>
  )
  return (
    <div class="row" role="group" aria-label={`What to do with ${url}`}>
      <button
        type="button"
        disabled={!isActive}
        onClick={() => send({ method: 'POST', path: `${own}/test`, done: 'A test is on its way.' })}
      >
        Send a test
      </button>
      {toggle('deliveries', 'Deliveries')}
      {toggle('form', 'Change')}
      <button type="button" onClick={() => send(switchOf(webhook, own, !isActive))}>
        {isActive ? 'Pause' : 'Go on'}
      </button>
      <AskTwice label="New secret" of={url} sure="Make a new secret now" onSure={rotate} />
      <AskTwice
        label="Delete"
        of={url}
        sure="Delete it and its deliveries for good"
        onSure={() =>
          void ask({ method: 'DELETE', path: own, done: 'The webhook is deleted.' }).then(
            props.onDelete,
            () => undefined,
          )
        }
      />
    </div>
  )
}

function State({ webhook: { isActive, offReason } }: { readonly webhook: ListedWebhook }) {
  if (isActive) return <span class="tone-good">● active</span>
  return offReason === null ? (
    <span class="tone-warn">‖ paused: events of now are not sent later</span>
  ) : (
    <span class="tone-bad">✕ switched off: {offReason}</span>
  )
}

/** PUT takes a webhook whole. */
function bodyOf({ url, events, description, isActive }: ListedWebhook) {
  return { url, events, description, isActive }
}

function switchOf(webhook: ListedWebhook, path: string, isActive: boolean): Change {
  const put = (on: boolean) => ({
    ...{ method: 'PUT' as const, path, body: { ...bodyOf(webhook), isActive: on } },
    done: on ? 'It is told again from now on.' : 'Paused.',
  })
  return { ...put(isActive), undo: put(!isActive) }
}

function ChangeForm(props: {
  readonly webhook: ListedWebhook
  readonly own: string
  readonly touched: readonly string[]
  readonly onDone: () => void
}) {
  const { webhook, own, onDone } = props
  const { ask, isPending, failure } = useChange(props.touched)
  const before = bodyOf(webhook)
  return (
    <WebhookForm
      draft={before}
      submitLabel="Save"
      hasFocus
      isPending={isPending}
      failure={failure}
      onCancel={onDone}
      onSubmit={(draft) =>
        void ask({
          ...{ method: 'PUT', path: own, body: { ...before, ...draft }, done: 'Saved.' },
          undo: { method: 'PUT', path: own, body: before, done: 'As it was before.' },
        }).then(onDone, () => undefined)
      }
    />
  )
}
