import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseServerSentEvents } from '../../clients/http/parse-server-sent-events.js'

async function parse(text: string, cuts: readonly number[] = []): Promise<unknown[]> {
  const bytes = new TextEncoder().encode(text)
  async function* chunks() {
    let from = 0
    for (const cut of [...cuts].map((one) => one % (bytes.length + 1)).sort((a, b) => a - b)) {
      yield bytes.slice(from, cut)
      from = cut
    }
    yield bytes.slice(from)
  }
  const events = []
  for await (const event of parseServerSentEvents(chunks())) events.push(event)
  return events
}

describe('parseServerSentEvents', () => {
  it('reads ids, names, data of several lines and comments', async () => {
    expect(await parse(': here\n\nid: 4\nevent: tick\ndata: a\ndata: b\n\ndata:c\r\n\r\n')).toEqual([
      { id: null, event: 'comment', data: 'here' },
      { id: '4', event: 'tick', data: 'a\nb' },
      { id: null, event: 'message', data: 'c' },
    ])
  })

  it('drops a message that the connection cut off', async () => {
    expect(await parse('data: whole\n\nid: 9\ndata: ha')).toEqual([
      { id: null, event: 'message', data: 'whole' },
    ])
  })

  it('gives the same messages wherever the bytes are cut', async () => {
    const text = 'id: 1\ndata: {"name":"Kaktus über Öl"}\n\n: beat\n\nid: 2\ndata: x\n\n'
    const whole = await parse(text)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(200), { maxLength: 12 }), async (cuts) => {
        expect(await parse(text, cuts)).toEqual(whole)
      }),
    )
  })

  it('refuses a message without end', async () => {
    await expect(parse(`data: ${'x'.repeat(1_000_001)}`)).rejects.toThrow(RangeError)
  })
})
