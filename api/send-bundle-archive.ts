import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import type { BundleFileRow, BundleRow } from '../core/bundle-ports.js'
import { sha256Hex, hashOf } from '../core/hash.js'
import type { ApiContext } from './api-deps.js'
import { askRebuild, damaged, readBundleBytes } from './bundle-bytes.js'
import { problem } from './problem.js'
import { answersFromCache, type Asked } from './send-bytes.js'
import { writeZip, zipLimits, zipSize, type ZipEntry } from './zip-archive.js'

/** Objects that are looked for at once before the first byte is sent. */
const looksAtOnce = 16
const nameMax = 60

export interface BundleArchiveInput {
  readonly bundle: BundleRow
  readonly files: readonly BundleFileRow[]
  /** Of the list that it was made of. */
  readonly listName: string
}

/**
 * Sends all files of a bundle as one zip archive, in the order of their paths; the same bundle is the same bytes. What is
 * lost is found before the first byte is sent and answers 503; what turns out to be damaged later breaks the answer off,
 * which its Content-Length shows.
 */
export async function sendBundleArchive(
  deps: ApiContext,
  { bundle, files, listName }: BundleArchiveInput,
  asked: Asked,
  response: Response,
): Promise<void> {
  if (bundle.state !== 'published') throw notReady(bundle)
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
  const entries = sorted.map(({ path, sha256, sizeBytes }): ZipEntry => ({
    ...{ path, sizeBytes },
    read: () => readBundleBytes(deps, bundle, sha256),
  }))
  const sizeBytes = zipSize(entries)
  if (entries.length > zipLimits.entries) throw tooLarge(bundle)
  const tag = `"${hashOf(sorted)}"`
  response.set({ ETag: tag, 'Cache-Control': 'private, no-cache' })
  if (answersFromCache(asked, response, tag)) return
  await findLost(deps, bundle, sorted)
  response.set({
    'Content-Type': 'application/zip',
    'Content-Length': String(sizeBytes),
    'Content-Disposition': `attachment; filename="${fileNameOf(listName, bundle)}"`,
  })
  if (asked.method === 'HEAD') {
    response.end()
    return
  }
  await pipeline(Readable.from(writeZip(entries)), response).catch((error: unknown) => {
    // Whoever went away needs no answer; for everybody else the connection ends before the archive does.
    if (!isGone(error))
      deps.log('warn', 'an archive broke off', { bundleId: bundle.bundleId, error: String(error) })
  })
}

async function findLost(deps: ApiContext, bundle: BundleRow, files: readonly BundleFileRow[]): Promise<void> {
  const hashes = [...new Set(files.map(({ sha256 }) => sha256))]
  for (let at = 0; at < hashes.length; at += looksAtOnce) {
    const few = hashes.slice(at, at + looksAtOnce)
    const found = await Promise.all(few.map((sha256) => deps.store.has(sha256)))
    const lost = few.find((_, place) => found[place] === false)
    if (lost !== undefined) throw await askRebuild(deps, bundle, lost)
  }
}

function notReady({ state, publishedAt, failure, runId }: BundleRow) {
  if (state === 'building' && publishedAt !== null) return damaged()
  return problem(
    409,
    'bundle-not-published',
    state === 'failed'
      ? `This bundle failed: ${failure ?? 'nobody knows why'}.`
      : 'This bundle is still being made.',
    state === 'failed'
      ? `Ask for it again: POST /api/v1/runs/${runId}/bundles`
      : 'Wait for its event "bundlePublished", or ask for the bundle until its state is "published".',
  )
}

function tooLarge({ runId }: BundleRow) {
  return problem(
    409,
    'archive-too-large',
    'This bundle has more files than one archive may have: 65,534.',
    `Fetch it into a folder: npx assetloom export --run ${runId} --out DIR`,
  )
}

/** `salt-road-generic-0123abcd.zip`: plain letters, for every system that it is unpacked on. */
function fileNameOf(listName: string, { target, contentId }: BundleRow): string {
  const plain = listName
    .replace(/\.\w{1,5}$/, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, nameMax)
  return `${plain === '' ? 'bundle' : plain}-${target}-${sha256Hex(contentId).slice(0, 8)}.zip`
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
