/** What is asked of a ComfyUI to tell which models it has. Every method throws Unavailable where it gives no answer. */
export interface ModelLister {
  /** File names of a folder; empty for a folder that the server does not know. */
  models(folder: string, signal?: AbortSignal): Promise<readonly string[]>
  /** Header of a safetensors file; null where it has none. */
  modelMetadata(folder: string, file: string, signal?: AbortSignal): Promise<Record<string, unknown> | null>
}
