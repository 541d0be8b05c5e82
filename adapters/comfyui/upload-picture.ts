import type { ComfyRunner } from '../../core/comfyui/comfy-work.js'
import { AssetloomError } from '../../core/errors.js'
import { sha256Hex } from '../../core/hash.js'
import type { ComfyHost } from './comfy-host.js'

/** Ours among the server's inputs, so that a person can tell and delete them. */
const subfolder = 'assetloom'
/** Of a name: 128 bits of the content's SHA-256. */
const nameDigits = 32
/** As much as the server takes by itself. */
const uploadBytesMax = 100 * 1024 ** 2
/** Names that are remembered; what is forgotten is looked for on the server. */
const rememberedMax = 2_000

/**
 * ComfyRunner.upload of one server. One upload at a time: variants that begin from the same picture arrive together, and
 * the second one finds it there. What the server has is compared byte by byte, since it takes whatever arrives and fails
 * only when a node reads it.
 */
export function createUploads(host: ComfyHost): ComfyRunner['upload'] {
  const names = new Map<string, string>()
  let last: Promise<unknown> = Promise.resolve()
  return async (png, { signal, again = false }) => {
    const sha256 = sha256Hex(png)
    const turn = last.then(async () => {
      signal.throwIfAborted()
      const known = again ? undefined : names.get(sha256)
      if (known !== undefined) return known
      const name = await bring(host, png, `${sha256.slice(0, nameDigits)}.png`, signal)
      names.set(sha256, name)
      const [oldest] = names.keys()
      if (names.size > rememberedMax && oldest !== undefined) names.delete(oldest)
      return name
    })
    last = turn.catch(() => undefined)
    return await turn
  }
}

async function bring(host: ComfyHost, bytes: Uint8Array, name: string, signal: AbortSignal): Promise<string> {
  if (bytes.length > uploadBytesMax)
    throw new AssetloomError(
      'InvalidInput',
      `a picture of ${bytes.length} bytes is too large to begin from`,
      'begin from a smaller picture',
      { sizeBytes: bytes.length },
    )
  await host.ask(async () => await host.abilities(signal), signal)
  const isThere = async (filename: string, folder: string): Promise<boolean> => {
    const file = { filename, subfolder: folder, type: 'input' as const }
    const found = await host.ask(async () => await host.http.view(file, uploadBytesMax, signal), signal)
    return found !== null && Buffer.from(found).equals(bytes)
  }
  if (await isThere(name, subfolder)) return `${subfolder}/${name}`
  // Another file of this name, such as half of an upload that broke off, makes the server choose the name.
  const put = { name, subfolder, bytes, mime: 'image/png' }
  const sent = await host.ask(async () => await host.http.uploadInput(put, signal), signal)
  if (!(await isThere(sent.name, sent.subfolder)))
    throw new AssetloomError(
      'ProviderFailed',
      `${host.http.origin} did not keep a picture that was uploaded to it`,
      'see that the disk of that ComfyUI has room; it may be tried again',
      { kind: 'bad-upload' },
    )
  return sent.subfolder === '' ? sent.name : `${sent.subfolder}/${sent.name}`
}
