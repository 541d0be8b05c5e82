import { useLayoutEffect, useId, useRef, useState } from 'preact/hooks'
import { checkWebhookUrl } from '../../../core/webhooks/check-webhook-url.js'
import { webhookEventTexts } from '../../../core/webhooks/webhook-event-texts.js'
import { webhookLimits } from '../../../core/webhooks/webhook-limits.js'
import {
  webhookEvents,
  type WebhookEvent,
  type WebhookSettings,
} from '../../../core/webhooks/webhook-ports.js'
import { ApiError } from '../../http/api-error.js'
import { FailureNotice } from '../base/failure-notice.js'

export type WebhookDraft = Pick<WebhookSettings, 'url' | 'events' | 'description'>

export interface WebhookFormProps {
  /** Left out: a new one, of runs that ended and reviews that wait. */
  readonly draft?: WebhookDraft
  readonly submitLabel: string
  readonly isPending: boolean
  /** What the server said to the last draft; null = nothing. */
  readonly failure: unknown
  readonly onSubmit: (draft: WebhookDraft) => void
  readonly onCancel?: () => void
  /** Its first field has the focus as soon as it is there. */
  readonly hasFocus?: boolean
}

const newDraft: WebhookDraft = { url: '', events: ['runFinished', 'reviewWaiting'], description: '' }

/** The draft and what is wrong with it; `submit` puts the focus where something is wrong. */
function useWebhookDraft(props: WebhookFormProps) {
  const [draft, setDraft] = useState<WebhookDraft>(props.draft ?? newDraft)
  const [isRefused, setRefused] = useState(false)
  // What the server has against an address holds for that address alone.
  const [sentUrl, setSentUrl] = useState<string | null>(null)
  const url = useRef<HTMLInputElement>(null)
  const events = useRef<HTMLFieldSetElement>(null)
  useLayoutEffect(() => {
    if (props.hasFocus === true) url.current?.focus()
  }, [])
  const serverFault = draft.url.trim() === sentUrl ? faultOfMember(props.failure, 'url') : null
  const urlFault = (isRefused ? faultOfUrl(draft.url) : null) ?? serverFault
  const eventsFault = isRefused ? faultOfEvents(draft.events) : null
  const change = (part: Partial<WebhookDraft>) => setDraft((before) => ({ ...before, ...part }))
  const submit = () => {
    const isUrlWrong = faultOfUrl(draft.url) !== null
    const isWrong = isUrlWrong || faultOfEvents(draft.events) !== null
    setRefused(isWrong)
    if (isUrlWrong) url.current?.focus()
    else if (isWrong) events.current?.querySelector('input')?.focus()
    else {
      setSentUrl(draft.url.trim())
      props.onSubmit({ ...draft, url: draft.url.trim(), description: draft.description.trim() })
    }
  }
  return { draft, url, events, urlFault, eventsFault, change, submit }
}

/** Address, events and a word on what it is for. What is wrong stands at its field, which has the focus then. */
export function WebhookForm(props: WebhookFormProps) {
  const { draft, url, events, urlFault, eventsFault, change, submit } = useWebhookDraft(props)
  const ids = useId()
  return (
    <form
      class="settings-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <label>
        Address
        <input
          ref={url}
          type="url"
          placeholder="https://example.com/hooks/assetloom"
          maxLength={webhookLimits.urlCharsMax}
          aria-required="true"
          aria-invalid={urlFault !== null}
          aria-describedby={urlFault === null ? undefined : `${ids}-url`}
          value={draft.url}
          onInput={(event) => change({ url: event.currentTarget.value })}
        />
        <Fault id={`${ids}-url`} text={urlFault} />
      </label>
      <EventChoice
        place={events}
        chosen={draft.events}
        faultId={`${ids}-events`}
        fault={eventsFault}
        onChange={(chosen) => change({ events: chosen })}
      />
      <label>
        What it is for
        <input
          type="text"
          placeholder="the team's chat"
          maxLength={webhookLimits.descriptionCharsMax}
          value={draft.description}
          onInput={(event) => change({ description: event.currentTarget.value })}
        />
      </label>
      {props.failure === null || faultOfMember(props.failure, 'url') !== null ? null : (
        <FailureNotice failure={props.failure} />
      )}
      <p class="row">
        <button type="submit" class="primary" disabled={props.isPending}>
          {props.submitLabel}
        </button>
        {props.onCancel === undefined ? null : (
          <button type="button" onClick={props.onCancel}>
            Cancel
          </button>
        )}
      </p>
    </form>
  )
}

function EventChoice(props: {
  readonly place: { current: HTMLFieldSetElement | null }
  readonly chosen: readonly WebhookEvent[]
  readonly faultId: string
  readonly fault: string | null
  readonly onChange: (chosen: readonly WebhookEvent[]) => void
}) {
  const { chosen, fault, faultId } = props
  return (
    <fieldset
      ref={props.place}
      class="webhook-events"
      aria-describedby={fault === null ? undefined : faultId}
    >
      <legend>Tell it when</legend>
      {webhookEvents.map((event) => (
        <label key={event} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(event)}
            onChange={({ currentTarget: { checked } }) =>
              props.onChange(webhookEvents.filter((one) => (one === event ? checked : chosen.includes(one))))
            }
          />
          <span>
            {webhookEventTexts[event]} <code class="dim">{event}</code>
          </span>
        </label>
      ))}
      <Fault id={faultId} text={fault} />
    </fieldset>
  )
}

function Fault({ id, text }: { readonly id: string; readonly text: string | null }) {
  if (text === null) return null
  return (
    <span id={id} class="tone-bad" role="alert">
      ! {text}
    </span>
  )
}

/** Plain HTTP to this machine is left to the server: it knows whether that is allowed. */
function faultOfUrl(url: string): string | null {
  if (url.trim() === '') return 'Give the address that is to be told.'
  const objection = checkWebhookUrl(url.trim(), true)
  return objection === null ? null : `The address ${objection.message}. ${objection.hint}`
}

function faultOfEvents(events: readonly WebhookEvent[]): string | null {
  return events.length === 0 ? 'Choose at least one.' : null
}

/** What the server has against one member of the body. */
function faultOfMember(failure: unknown, member: string): string | null {
  if (!(failure instanceof ApiError)) return null
  const { problems, detail } = failure.problem
  const found = problems?.some((one) => one.member === member) || detail.startsWith(`"${member}" `)
  return found ? `${detail} ${failure.hint}` : null
}
