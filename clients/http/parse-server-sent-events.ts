/** One message of a `text/event-stream` body. */
export interface ServerSentEvent {
  readonly id: string | null
  readonly event: string
  readonly data: string
}

/** A message larger than this is not one of ours: stop instead of filling the memory. */
const messageMaxChars = 1_000_000

/**
 * Splits a stream of bytes into messages as the HTML standard says ("Server-sent events", 9.2.6): fields by line,
 * a blank line ends a message, lines that begin with a colon are comments. Comments come out as event `comment`, so
 * that a reader sees the server's heartbeat. Throws a RangeError for a message above 1,000,000 characters.
 */
export async function* parseServerSentEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder()
  let rest = ''
  let message = emptyMessage()
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true })
    if (rest.length > messageMaxChars) throw new RangeError('an event is longer than 1,000,000 characters')
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') {
        if (message.data.length > 0) yield finish(message)
        message = emptyMessage()
      } else if (line.startsWith(':')) {
        yield { id: null, event: 'comment', data: line.slice(1).trim() }
      } else readField(message, line)
    }
  }
}

interface OpenMessage {
  id: string | null
  event: string
  data: string[]
}

function emptyMessage(): OpenMessage {
  return { id: null, event: 'message', data: [] }
}

function finish(message: OpenMessage): ServerSentEvent {
  return { id: message.id, event: message.event, data: message.data.join('\n') }
}

function readField(message: OpenMessage, line: string): void {
  const colon = line.indexOf(':')
  const name = colon < 0 ? line : line.slice(0, colon)
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
  if (name === 'id') message.id = value
  else if (name === 'event') message.event = value
  else if (name === 'data') message.data.push(value)
}
