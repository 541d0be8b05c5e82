import { z } from 'zod'
import { parseComfyJson } from './comfy-json.js'

/** What a frame of the socket says of one prompt. It only ever shows progress: the truth is read by HTTP. */
export type PromptEvent =
  | { readonly kind: 'started' }
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'step'; readonly node: string | null; readonly value: number; readonly max: number }
  | { readonly kind: 'preview'; readonly mime: 'image/jpeg' | 'image/png'; readonly bytes: Uint8Array }
  /** It is over, however: worth asking for its state. */
  | { readonly kind: 'ended' }

/** `promptId` null = the frame does not say (a preview of the older kind). */
export interface ServerFrame {
  readonly promptId: string | null
  readonly event: PromptEvent
}

const textCharsMax = 4 * 1024 ** 2
const previewBytesMax = 4 * 1024 ** 2

const textFrame = z.object({
  type: z.string(),
  data: z
    .object({
      prompt_id: z.string().nullish(),
      node: z.union([z.string(), z.number()]).nullish(),
      value: z.number().nullish(),
      max: z.number().nullish(),
      exception_type: z.string().nullish(),
    })
    .loose(),
})
const previewMetadata = z.object({ prompt_id: z.string(), image_type: z.string().nullish() })

/** A text frame; null for those that say nothing of a prompt, are too long or cannot be read. */
export function readTextFrame(text: string): ServerFrame | null {
  if (text.length > textCharsMax) return null
  const found = textFrame.safeParse(valueOf(text))
  if (!found.success) return null
  const { type, data } = found.data
  const promptId = data.prompt_id ?? null
  // After a reconnect one `executing` comes without a prompt; it cannot be told whose it is.
  if (promptId === null) return null
  switch (type) {
    case 'execution_start':
      return { promptId, event: { kind: 'started' } }
    case 'executing':
      return {
        promptId,
        event: data.node == null ? { kind: 'ended' } : { kind: 'node', node: String(data.node) },
      }
    case 'progress':
      if (data.value == null || data.max == null) return null
      return {
        promptId,
        event: {
          kind: 'step',
          node: data.node == null ? null : String(data.node),
          value: data.value,
          max: data.max,
        },
      }
    case 'execution_error':
      return data.exception_type === 'ExecutionBlocked' ? null : { promptId, event: { kind: 'ended' } }
    case 'execution_success':
    case 'execution_interrupted':
      return { promptId, event: { kind: 'ended' } }
    default:
      return null
  }
}

/**
 * A binary frame: big-endian type, then for 1 a format (1 JPEG, 2 PNG) and the picture, for 4 the length of a JSON header,
 * that header and the picture. Null for others.
 */
export function readBinaryFrame(data: ArrayBuffer): ServerFrame | null {
  const frame = Buffer.from(data)
  if (frame.length < 8 || frame.length > previewBytesMax) return null
  const type = frame.readUInt32BE(0)
  if (type === 1) return previewOf(null, frame.subarray(8))
  if (type !== 4) return null
  const end = 8 + frame.readUInt32BE(4)
  if (end > frame.length) return null
  const header = previewMetadata.safeParse(valueOf(frame.toString('utf8', 8, end)))
  return header.success ? previewOf(header.data.prompt_id, frame.subarray(end)) : null
}

/** The kind of picture is what its bytes say. */
function previewOf(promptId: string | null, bytes: Buffer): ServerFrame | null {
  const mime =
    bytes[0] === 0xff && bytes[1] === 0xd8
      ? 'image/jpeg'
      : bytes.toString('latin1', 1, 4) === 'PNG'
        ? 'image/png'
        : null
  return mime === null ? null : { promptId, event: { kind: 'preview', mime, bytes: new Uint8Array(bytes) } }
}

function valueOf(text: string): unknown {
  try {
    return parseComfyJson(text)
  } catch {
    return undefined
  }
}
