/** Until the server has them: what to use instead. */
export function WebhooksPart() {
  return (
    <p class="dim">
      This server sends no webhooks yet. Programs follow <code>GET /api/v1/events</code> with an API key.
    </p>
  )
}
