/** The stand-in for a ComfyUI as a process of a stack: its options as JSON in the first argument. */
import { startFakeComfyui, type FakeComfyOptions } from '../adapters/fake-comfyui/fake-comfyui.js'

/** A prompt that runs dies with it, as with the real one. */
const endLimitMs = 3_000

const comfy = await startFakeComfyui(JSON.parse(process.argv[2] ?? '{}') as FakeComfyOptions)
process.stderr.write(`${new Date().toISOString()} the stand-in for a ComfyUI serves ${comfy.url}\n`)
let isEnding = false
for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(event, () => void end())
process.send?.({ type: 'ready' })

async function end(): Promise<void> {
  if (isEnding) return
  isEnding = true
  setTimeout(() => process.exit(1), endLimitMs).unref()
  await comfy.close()
  process.exit(0)
}
