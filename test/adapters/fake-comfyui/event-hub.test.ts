import { describe, expect, it } from 'vitest'
import { EventHub } from '../../../adapters/fake-comfyui/event-hub.js'
import type { WebsocketPeer } from '../../../adapters/fake-comfyui/websocket-peer.js'

/** A peer that reads only when it is let. */
function createPeer(reads = true) {
  const got: string[] = []
  const closed: (() => void)[] = []
  let release = (): void => undefined
  const read = new Promise<void>((resolve) => (release = resolve))
  const peer: WebsocketPeer = {
    sendText: async (text) => {
      if (!reads) await read
      got.push((JSON.parse(text) as { type: string }).type)
    },
    sendBinary: () => Promise.resolve(),
    onText: () => undefined,
    onClose: (listener) => void closed.push(listener),
    close: () => undefined,
    cut: () => closed.forEach((listener) => listener()),
  }
  return { peer, got, release }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the sockets of the stand-in', () => {
  it('all wait for one that does not read', async () => {
    const hub = new EventHub()
    const [deaf, reader] = [createPeer(false), createPeer()]
    hub.add('deaf', deaf.peer)
    hub.add('reader', reader.peer)
    hub.send('first', {}, null)
    hub.send('second', {}, 'reader')
    await settled()
    expect(reader.got).toEqual([])
    deaf.release()
    await settled()
    expect([deaf.got, reader.got]).toEqual([['first'], ['first', 'second']])
  })

  it('get nothing more when an older one of the same id closes, nor when they are stalled', async () => {
    const hub = new EventHub()
    const [older, newer, other] = [createPeer(), createPeer(), createPeer()]
    hub.add('same', older.peer)
    hub.add('same', newer.peer)
    hub.add('other', other.peer)
    hub.send('one', {}, 'same')
    await settled()
    older.peer.cut()
    hub.stall('other')
    hub.send('two', {}, 'same')
    hub.send('three', {}, null)
    await settled()
    expect([older.got, newer.got, other.got]).toEqual([[], ['one'], []])
  })
})
