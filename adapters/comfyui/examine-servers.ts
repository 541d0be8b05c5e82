import { createComfyHttp } from './comfy-http.js'

/** What a ComfyUI answered when it was asked whether it is there. */
export interface ServerAnswer {
  readonly address: string
  /** null = it did not answer. */
  readonly version: string | null
  /** Why not, or empty. */
  readonly failure: string
}

const askTimeoutMs = 3_000

/** Asks each server for its version, all at once. Never throws. */
export async function examineServers(
  urls: readonly string[],
  headers: Readonly<Record<string, string>>,
): Promise<ServerAnswer[]> {
  return await Promise.all(
    urls.map(async (address) => {
      const http = createComfyHttp({
        ...{ baseUrl: address, headers },
        ...{ connectTimeoutMs: askTimeoutMs, timeoutMs: askTimeoutMs },
      })
      try {
        const { system } = await http.systemStats()
        return { address, version: system.comfyui_version, failure: '' }
      } catch (error) {
        const failure = error instanceof Error ? error.message : String(error)
        return { address, version: null, failure }
      } finally {
        await http.close()
      }
    }),
  )
}
