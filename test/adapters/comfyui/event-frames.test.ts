import { expect, test } from 'vitest'
import { createComfyEvents } from '../../../adapters/comfyui/comfy-events.js'
import { readBinaryFrame, readTextFrame } from '../../../adapters/comfyui/event-frames.schema.js'

const id = '6f0c3d0e-64b1-5b0e-9d6f-2f0f0a3c7a51'
const text = (type: string, data: object) => readTextFrame(JSON.stringify({ type, data }))

test('a text frame tells what became of the prompt that it names', () => {
  const tells = (event: object) => ({ promptId: id, event })
  expect(text('execution_start', { prompt_id: id, timestamp: 1 })).toEqual(tells({ kind: 'started' }))
  expect(text('executing', { prompt_id: id, node: 3 })).toEqual(tells({ kind: 'node', node: '3' }))
  expect(text('executing', { prompt_id: id, node: null })).toEqual(tells({ kind: 'ended' }))
  expect(text('progress', { prompt_id: id, node: '3', value: 2, max: 20 })).toEqual(
    tells({ kind: 'step', node: '3', value: 2, max: 20 }),
  )
  expect(text('execution_interrupted', { prompt_id: id })).toEqual(tells({ kind: 'ended' }))
  expect(text('execution_error', { prompt_id: id, exception_type: 'OSError' })).toEqual(
    tells({ kind: 'ended' }),
  )
})

test('a text frame that says nothing of a prompt, or nothing that ends it, is passed over', () => {
  // After a reconnect one comes without a prompt; broadcasts have none at all.
  expect(text('executing', { node: '3' })).toBeNull()
  expect(text('status', { status: { exec_info: { queue_remaining: 1 } } })).toBeNull()
  expect(text('execution_error', { prompt_id: id, exception_type: 'ExecutionBlocked' })).toBeNull()
  expect(text('progress', { prompt_id: id, node: '3', value: null, max: 20 })).toBeNull()
  expect(text('crystools.monitor', { prompt_id: id })).toBeNull()
  for (const broken of ['', '{"type":', '[]', '"executing"', '{"type":"executing"}'])
    expect(readTextFrame(broken), broken).toBeNull()
})

/** A frame of big-endian words and bytes. */
function frame(words: readonly number[], ...parts: readonly (string | readonly number[])[]): ArrayBuffer {
  const head = Buffer.alloc(words.length * 4)
  for (const [at, word] of words.entries()) head.writeUInt32BE(word, at * 4)
  const rest = parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([...part])))
  return Uint8Array.from(Buffer.concat([head, ...rest])).buffer
}

const jpeg = [0xff, 0xd8, 1, 2]
const png = [0x89, 0x50, 0x4e, 0x47, 1]

test('a binary frame is a preview of either kind, by what its bytes are', () => {
  const preview = (mime: string, bytes: readonly number[]) => ({
    event: { kind: 'preview', mime, bytes: Uint8Array.from(bytes) },
  })
  expect(readBinaryFrame(frame([1, 2], png))).toEqual({ promptId: null, ...preview('image/png', png) })
  const header = JSON.stringify({ prompt_id: id, node_id: '3', image_type: 'image/png' })
  expect(readBinaryFrame(frame([4, header.length], header, jpeg))).toEqual({
    promptId: id,
    ...preview('image/jpeg', jpeg),
  })
})

test('a binary frame of another kind, cut short or with a header that lies is passed over', () => {
  expect(readBinaryFrame(frame([3, 1], 'a', png))).toBeNull()
  expect(readBinaryFrame(frame([1]))).toBeNull()
  expect(readBinaryFrame(frame([1, 1], 'GIF89a'))).toBeNull()
  expect(readBinaryFrame(frame([4, 4_000_000_000], '{}', png))).toBeNull()
  expect(readBinaryFrame(frame([4, 2], '{}', png))).toBeNull()
  expect(readBinaryFrame(frame([4, 2], '{"', png))).toBeNull()
})

test('each process has a client id of its own: the newest socket of an id takes the events of all others', () => {
  const ids = [1, 2].map(() => {
    const events = createComfyEvents({ baseUrl: 'http://127.0.0.1:9', headers: {} })
    events.close()
    return events.clientId
  })
  expect(ids[0]).not.toBe(ids[1])
})
