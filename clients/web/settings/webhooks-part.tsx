import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { webhookLimits } from '../../../core/webhooks/webhook-limits.js'
import { hasRole, useMe } from '../account/use-me.js'
import { OnceShown } from './once-shown.js'
import { PartState } from './part-state.js'
import { useChange } from './use-resource.js'
import { useWebhooks, type ShownSecret } from './use-webhooks.js'
import { WebhookCard } from './webhook-card.js'
import { WebhookForm } from './webhook-form.js'
import { WebhookGuide } from './webhook-guide.js'

/** Addresses that are told of what happens in the project; for its owners. */
export function WebhooksPart({ projectId }: { readonly projectId: string }) {
  const { me } = useMe()
  if (hasRole(me, projectId, 'owner')) return <OwnedWebhooks projectId={projectId} />
  return (
    <p class="dim">
      A webhook tells a chat, a build server or a script when a run has ended or a review waits. Owners of the
      project set them up: ask one of them.
    </p>
  )
}

function OwnedWebhooks({ projectId }: { readonly projectId: string }) {
  const path = `/projects/${encodeURIComponent(projectId)}/webhooks`
  const list = useWebhooks(path)
  const [shown, setShown] = useState<ShownSecret | null>(null)
  const place = useRef<HTMLDivElement>(null)
  // What had the focus may be gone: the form that is empty again, the button of a webhook that was deleted.
  const takeFocus = () => place.current?.focus()
  useLayoutEffect(() => {
    if (shown !== null) place.current?.querySelector<HTMLElement>('.once-shown input')?.focus()
  }, [shown])
  return (
    <PartState of={list} what="webhooks">
      {({ webhooks }) => (
        <div class="settings-list webhooks" ref={place} tabIndex={-1}>
          {shown === null ? null : (
            <OnceShown
              key={shown.secret}
              title={`The secret of ${new URL(shown.url).host}, shown this once`}
              secret={shown.secret}
              hint="Your receiver checks signatures with it. Put it there now: a lost one can only be replaced."
              onClose={() => {
                setShown(null)
                takeFocus()
              }}
            />
          )}
          {webhooks.length === 0 ? (
            <p>
              Nobody is told yet. Give the address of a chat, a build server or a script, and it hears of what
              happens here: each event is one signed POST, tried again for a day while nobody takes it.
            </p>
          ) : (
            <ul>
              {webhooks.map((webhook) => (
                <WebhookCard
                  key={webhook.webhookId}
                  {...{ webhook, path }}
                  onSecret={setShown}
                  onDelete={takeFocus}
                />
              ))}
            </ul>
          )}
          {webhooks.length < webhookLimits.webhooksMax ? (
            <NewWebhook path={path} isFirst={webhooks.length === 0} onSecret={setShown} />
          ) : (
            <p class="dim">A project has at most {webhookLimits.webhooksMax} webhooks.</p>
          )}
          <WebhookGuide isOpen={webhooks.length === 0} />
        </div>
      )}
    </PartState>
  )
}

function NewWebhook(props: {
  readonly path: string
  readonly isFirst: boolean
  readonly onSecret: (shown: ShownSecret) => void
}) {
  const { path, isFirst, onSecret } = props
  const [isOpen, setOpen] = useState(false)
  const { ask, isPending, failure } = useChange([path])
  // Another key = an empty form, once what stood in it is added.
  const [added, setAdded] = useState(0)
  if (!isFirst && !isOpen)
    return (
      <p>
        <button type="button" onClick={() => setOpen(true)}>
          Add another
        </button>
      </p>
    )
  return (
    <section aria-label="Add a webhook">
      <h2 class="group-title">Add a webhook</h2>
      <WebhookForm
        key={added}
        submitLabel="Add"
        isPending={isPending}
        failure={failure}
        {...(isFirst ? {} : { onCancel: () => setOpen(false), hasFocus: true })}
        onSubmit={(body) =>
          void ask({ method: 'POST', path, body, done: 'The webhook is added. Send it a test.' }).then(
            (answer) => {
              const { secret } = answer as { readonly secret: string }
              onSecret({ url: body.url, secret })
              setAdded((count) => count + 1)
              setOpen(false)
            },
            // The form says it.
            () => undefined,
          )
        }
      />
    </section>
  )
}
