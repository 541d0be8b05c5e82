import type { OutboxTabs, OutboxNews } from '../decision-outbox.js'

const name = 'assetloom.decisions'

/** The tabs of this browser that show this page: by turns through its locks, told through its channel. */
export function browserTabs(): OutboxTabs {
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
  // Locks are there only where the page came over TLS or from this machine.
  const locks = 'locks' in navigator ? navigator.locks : null
  return {
    ...(locks === null ? {} : { takeTurns: (work) => locks.request(name, work) }),
    ...(channel === null
      ? {}
      : {
          channel: {
            post: (news) => channel.postMessage(news),
            listen: (listener) => {
              channel.onmessage = (event: MessageEvent<OutboxNews>) => listener(event.data)
            },
          },
        }),
  }
}
