import { setTimeout as sleep } from 'node:timers/promises'
import type { ComfyWork } from '../../core/comfyui/comfy-work.js'
import type { OutputFile } from './comfy-answers.schema.js'
import type { ComfyHost } from './comfy-host.js'
import { examineFile } from './examine-file.js'

export type FetchedOutput =
  | { readonly state: 'whole'; readonly bytes: Uint8Array; readonly mime: string }
  /** Deleted before it was fetched, or never written. */
  | { readonly state: 'missing' }
  | { readonly state: 'unusable'; readonly why: string }

/** A picture of 8192 by 8192 pixels has some 150 MB at worst, as long music has as WAV. */
const outputBytesMax = 192 * 1024 ** 2
const readsMax = 4

/**
 * The bytes of a server's file, seen to be whole and of the kind that was ordered. A file that ends too early is read
 * again a few times (a proxy may have cut it, a full disk not). Throws Unavailable when the server stays away.
 */
export async function fetchOutput(
  host: ComfyHost,
  work: Pick<ComfyWork, 'output'>,
  file: OutputFile,
  signal: AbortSignal,
): Promise<FetchedOutput> {
  for (let reads = 1; ; reads++) {
    const bytes = await host.ask(async () => await host.http.view(file, outputBytesMax, signal), signal)
    if (bytes === null) return { state: 'missing' }
    const finding = examineFile(bytes, work.output.kind)
    if ('mime' in finding) return { state: 'whole', bytes, mime: finding.mime }
    if (reads === readsMax) return { state: 'unusable', why: `${file.filename}: ${finding.wrong}` }
    await sleep(host.timings.retryMs, undefined, { signal })
  }
}

/** Endings of stock nodes that save; ComfyUI names a file `<prefix>_<counter of five digits>_.<ending>`. */
const endingByClass: Readonly<Record<string, string>> = {
  SaveImage: 'png',
  SaveAnimatedPNG: 'png',
  SaveAnimatedWEBP: 'webp',
  SaveAudio: 'flac',
  SaveAudioMP3: 'mp3',
  SaveAudioOpus: 'opus',
}

/**
 * The file that a prompt writes, told from its unique prefix: the first of its name in the output folder. Null for a node
 * whose naming is not known.
 */
export function predictedFileOf(
  work: Pick<ComfyWork, 'graph' | 'output'>,
  prefix: string,
): OutputFile | null {
  const ending = endingByClass[work.graph[work.output.node]?.class_type ?? '']
  return ending === undefined
    ? null
    : { filename: `${prefix}_00001_.${ending}`, subfolder: '', type: 'output' }
}
