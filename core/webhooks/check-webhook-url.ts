import { webhookLimits } from './webhook-limits.js'

export interface UrlObjection {
  readonly message: string
  readonly hint: string
}

/** Whether a host, as `URL.hostname` has it, is this machine by name or address. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/**
 * What keeps an address from being a webhook's; null = nothing that can be seen from its text. `httpOnLoopback`: plain
 * HTTP may go to this machine. Where a name leads is judged when it is resolved, at each try.
 */
export function checkWebhookUrl(url: string, httpOnLoopback: boolean): UrlObjection | null {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const hint = 'Give an address like https://example.com/hooks/assetloom.'
  if (parsed === null || url.length > webhookLimits.urlCharsMax)
    return { message: `is no address of at most ${webhookLimits.urlCharsMax} characters`, hint }
  if (parsed.username !== '' || parsed.password !== '')
    return { message: 'has a user or password in it', hint: 'Check the signature instead.' }
  if (parsed.hash !== '') return { message: 'has a fragment (#), which is never sent', hint: 'Leave it out.' }
  if (parsed.protocol === 'https:') return null
  if (parsed.protocol !== 'http:') return { message: 'does not begin with https://', hint }
  if (httpOnLoopback && isLoopbackHost(parsed.hostname)) return null
  return {
    message: 'is plain HTTP',
    hint: 'Use https. http works to this machine alone, in local mode with ASSETLOOM_WEBHOOKS_ALLOW_PRIVATE=true.',
  }
}
