import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** One line of a recording. */
export interface TranscriptLine {
  readonly t: number
  readonly kind: string
  readonly n?: number
  readonly method?: string
  readonly path?: string
  readonly json?: unknown
  readonly status?: number
  readonly body?: unknown
  readonly content_type?: string | null
  readonly client?: string
  readonly data?: { readonly type: string; readonly data: Readonly<Record<string, unknown>> }
  readonly text?: string
}

export const transcriptsMissing =
  'NOT RUN: the recordings of a real ComfyUI are not here. Set ASSETLOOM_SHARED_DIR to the folder that holds comfyui/transcripts.'

/** The folder of shared files, or null. */
export function findSharedComfyui(): string | null {
  const root = process.env['ASSETLOOM_SHARED_DIR'] ?? resolve(import.meta.dirname, '../../../../shared')
  const folder = join(root, 'comfyui')
  return existsSync(join(folder, 'transcripts')) ? folder : null
}

export function readTranscript(folder: string, scenario: string): TranscriptLine[] {
  const text = readFileSync(join(folder, 'transcripts', scenario, 'transcript.jsonl'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TranscriptLine)
}
