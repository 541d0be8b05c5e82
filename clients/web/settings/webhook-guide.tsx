import { webhookEventTexts } from '../../../core/webhooks/webhook-event-texts.js'
import { webhookEvents } from '../../../core/webhooks/webhook-ports.js'
import { verifySignatureSample } from './verify-signature-sample.js'

const exampleBody = `POST /hooks/assetloom
webhook-id: whd_0198c0de-0000-7000-8000-000000000001
webhook-timestamp: 1795000000
webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
content-type: application/json

{"type":"runFinished","timestamp":"2026-11-19T07:06:40.000Z",
 "data":{"stage":"done","projectId":"prj_...","runId":"run_...","seq":412}}`

/** What there is to be told of, what arrives, and how a receiver knows that it comes from here. */
export function WebhookGuide({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <details class="webhook-guide" open={isOpen}>
      <summary>What arrives, and how to check that it comes from here</summary>
      <dl>
        {webhookEvents.map((event) => (
          <div key={event}>
            <dt>
              <code>{event}</code>
            </dt>
            <dd>{webhookEventTexts[event]}.</dd>
          </div>
        ))}
      </dl>
      <p>
        Each event is one POST. Answer it with any 2xx within 10 seconds and work afterwards; what is not
        taken is tried ten times within a day, always with the same <code>webhook-id</code>: do nothing when
        it comes again. 410 switches the webhook off.
      </p>
      <pre tabIndex={0} aria-label="What arrives">
        {exampleBody}
      </pre>
      <p>
        The signature follows Standard Webhooks, for which there are libraries in most languages. By hand, in
        Node, over the bytes as they came:
      </p>
      <pre tabIndex={0} aria-label="How to check a signature">
        {verifySignatureSample}
      </pre>
      <p>
        The address has to be https and to lead to the public internet. For a receiver in your own network,
        whoever runs this service sets <code>ASSETLOOM_WEBHOOKS_ALLOW_PRIVATE=true</code>.
      </p>
    </details>
  )
}
