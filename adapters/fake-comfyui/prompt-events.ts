import type { EventHub } from './event-hub.js'
import type { HistoryMessage } from './prompt-queue.js'
import { previewFrame, type Preview } from './preview-frame.js'

interface NodeProgress {
  readonly value: number
  readonly max: number
  readonly state: 'running' | 'finished' | 'error'
}

/**
 * What one prompt tells while it runs. With a client id all goes to that client; without one only progress, previews and
 * an interruption go out, and those to everybody.
 */
export class PromptEvents {
  readonly messages: HistoryMessage[] = []
  private readonly hub: EventHub
  private readonly promptId: string
  private readonly sid: string | null
  private readonly nodes = new Map<string, NodeProgress>()

  constructor(hub: EventHub, promptId: string, sid: string | null) {
    this.hub = hub
    this.promptId = promptId
    this.sid = sid
  }

  /** Start, cached, success, error, interrupted: kept in the history too. */
  message(type: string, data: Readonly<Record<string, unknown>>, toAll = false): void {
    const full = { ...data, timestamp: Date.now() }
    this.messages.push([type, full])
    if (this.sid !== null || toAll) this.hub.send(type, full, this.sid)
  }

  executing(node: string | null): void {
    if (this.sid === null) return
    const data =
      node === null
        ? { node, prompt_id: this.promptId }
        : { node, display_node: node, prompt_id: this.promptId }
    this.hub.send('executing', data, this.sid)
  }

  executed(node: string, output: unknown): void {
    if (this.sid !== null)
      this.hub.send('executed', { node, display_node: node, output, prompt_id: this.promptId }, this.sid)
  }

  started(node: string): void {
    this.set(node, { value: 0, max: 1, state: 'running' })
  }

  finished(node: string): void {
    const max = this.nodes.get(node)?.max ?? 1
    this.set(node, { value: max, max, state: 'finished' })
  }

  /** A preview with metadata comes before `progress`, one without after it. */
  progress(node: string, value: number, max: number, jpeg: Uint8Array | null): void {
    this.set(node, { value, max, state: 'running' })
    const data = { value, max, prompt_id: this.promptId, node }
    const preview: Preview | null = jpeg === null ? null : { jpeg, nodeId: node, promptId: this.promptId }
    if (preview !== null && this.hub.wantsMetadata(this.sid))
      this.hub.sendBinary((has) => previewFrame(preview, has), this.sid)
    this.hub.send('progress', data, this.sid)
    if (preview !== null && !this.hub.wantsMetadata(this.sid))
      this.hub.sendBinary((has) => previewFrame(preview, has), this.sid)
  }

  private set(node: string, progress: NodeProgress): void {
    this.nodes.set(node, progress)
    const nodes = Object.fromEntries(
      [...this.nodes].map(([id, told]) => [
        id,
        {
          ...told,
          ...{
            node_id: id,
            prompt_id: this.promptId,
            display_node_id: id,
            parent_node_id: null,
            real_node_id: id,
          },
        },
      ]),
    )
    this.hub.send('progress_state', { prompt_id: this.promptId, nodes }, this.sid)
  }
}
