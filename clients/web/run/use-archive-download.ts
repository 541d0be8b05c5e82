import { useRef, useState } from 'preact/hooks'
import type { BundleView } from '../../../core/http/http-api.js'
import { BackendUnavailableError } from '../../http/api-error.js'
import { openBundleArchive } from '../../http/bundle-archive.js'
import { useApp } from '../app/app-context.js'

/** Received pieces are given to the browser in parts of this size, so that the page does not hold all of it. */
const partBytes = 8_000_000
/** People see no more than this many figures a second. */
const tellEveryMs = 150
/** Long after the browser took it over. */
const keepUrlMs = 60_000

export interface Progress {
  readonly doneBytes: number
  readonly totalBytes: number
}

export interface ArchiveDownload {
  /** null = none goes on. */
  readonly progress: Progress | null
  readonly failure: unknown
  /** Of the download that was finished last. */
  readonly fileName: string | null
  readonly start: () => void
  readonly stop: () => void
}

/** Fetches the archive of a bundle and hands it to the browser's downloads when it is whole. */
export function useArchiveDownload({ bundleId, files }: BundleView): ArchiveDownload {
  const { client } = useApp()
  const [progress, setProgress] = useState<Progress | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [fileName, setFileName] = useState<string | null>(null)
  const running = useRef<AbortController | null>(null)
  const start = () => {
    const stopping = new AbortController()
    running.current = stopping
    const expected = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    setFailure(null)
    setProgress({ doneBytes: 0, totalBytes: expected })
    const { signal } = stopping
    openBundleArchive(client, bundleId, signal)
      .then(async (archive) => {
        const totalBytes = archive.sizeBytes ?? expected
        const blob = await collect(archive.body, totalBytes, (doneBytes) =>
          setProgress({ doneBytes, totalBytes }),
        )
        handOver(blob, archive.fileName)
        setFileName(archive.fileName)
      })
      .catch((error: unknown) => {
        if (!signal.aborted) setFailure(error)
      })
      .finally(() => {
        if (running.current === stopping) setProgress(null)
      })
  }
  const stop = () => {
    running.current?.abort()
    running.current = null
    setProgress(null)
  }
  return { progress, failure, fileName, start, stop }
}

/** All of a stream as one blob. Throws BackendUnavailableError where it breaks off. */
async function collect(
  body: ReadableStream<Uint8Array>,
  totalBytes: number,
  tell: (doneBytes: number) => void,
): Promise<Blob> {
  const parts: Blob[] = []
  let piece: BlobPart[] = []
  let pieceBytes = 0
  let doneBytes = 0
  let toldAtMs = 0
  const reader = body.getReader()
  for (;;) {
    const { value } = await reader.read().catch((cause: unknown) => {
      throw brokenOff(cause)
    })
    if (value === undefined) break
    piece.push(value as Uint8Array<ArrayBuffer>)
    pieceBytes += value.length
    doneBytes += value.length
    if (pieceBytes >= partBytes) {
      parts.push(new Blob(piece))
      piece = []
      pieceBytes = 0
    }
    if (Date.now() - toldAtMs >= tellEveryMs) {
      toldAtMs = Date.now()
      tell(doneBytes)
    }
  }
  if (doneBytes !== totalBytes) throw brokenOff(undefined)
  return new Blob([...parts, ...piece], { type: 'application/zip' })
}

function brokenOff(cause: unknown): Error {
  const error = new BackendUnavailableError(
    'The download broke off before its end.',
    'Try again. If it does so again, a file may be damaged and is being made anew: wait a few seconds.',
  )
  error.cause = cause
  return error
}

function handOver(blob: Blob, fileName: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), keepUrlMs)
}
