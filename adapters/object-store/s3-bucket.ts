import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import type { S3Config } from '../config/s3-config.schema.js'
import { objectMaxBytes } from './object-bytes.js'
import { placeOf, toS3Error } from './s3-errors.js'

export interface S3Entry {
  readonly sizeBytes: number
  /** By the server's clock; whole seconds. */
  readonly modifiedAtMs: number
}

/** The part of a bucket below a prefix. Keys have no prefix here. Every failure has its mend (s3-errors.ts). */
export interface S3Bucket {
  readonly place: string
  head(key: string): Promise<S3Entry | null>
  read(key: string): Promise<{ readonly bytes: Uint8Array; readonly sizeBytes: number } | null>
  /** False when `onlyNew` is asked and there is one already, or one is being written. `sha256` in hex: the server checks. */
  write(key: string, bytes: Uint8Array, options: { sha256: string; onlyNew: boolean }): Promise<boolean>
  remove(key: string): Promise<void>
  /** All keys that begin so, with pages of a thousand. */
  list(begin: string): AsyncGenerator<S3Entry & { readonly key: string }>
  /** Throws unless the bucket is there and its keys may list it. */
  check(): Promise<void>
}

/** Whole time of a request with its attempts. */
const deadlineMs = 25_000
/** What a slow line may take in addition: 512 KiB a second. */
const bytesPerMs = 512
const readsMax = 3
const readPauseMs = 150

type Failure = Error & { readonly $metadata?: { readonly httpStatusCode?: number } }

/** Opens nothing: the first call connects. */
export function createS3Bucket(client: S3Client, config: S3Config): S3Bucket {
  const { bucket: Bucket, prefix } = config
  const within = (sizeBytes = 0) => AbortSignal.timeout(deadlineMs + Math.ceil(sizeBytes / bytesPerMs))
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw toS3Error(error, config)
    }
  }
  const named = (key: string) => ({ Bucket, Key: prefix + key })
  const askPage = async (begin: string, pageMax: number, token?: string) =>
    await client.send(
      new ListObjectsV2Command({
        ...{ Bucket, Prefix: prefix + begin, MaxKeys: pageMax },
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
      { abortSignal: within() },
    )
  const check = () => guard(async () => void (await askPage('', 1)))
  return {
    place: placeOf(config),
    check,
    head: (key) =>
      guard(async () => {
        try {
          const found = await client.send(new HeadObjectCommand(named(key)), { abortSignal: within() })
          return entryOf(found.ContentLength, found.LastModified)
        } catch (error) {
          const status = statusOf(error)
          // The answer to HEAD has no words: what is wrong, with the bucket or its keys, is asked apart.
          if (status !== undefined) await check()
          if (status !== 404) throw error
          return null
        }
      }),
    read: (key) =>
      guard(async () => await readWhole(client, named(key), within(objectMaxBytes)).catch(nullWhenMissing)),
    write: (key, bytes, { sha256, onlyNew }) =>
      guard(async () => {
        try {
          await client.send(putCommand(named(key), bytes, sha256, onlyNew), {
            abortSignal: within(bytes.length),
          })
          return true
        } catch (error) {
          // 409: another write of the same key is under way.
          if (onlyNew && [409, 412].includes(statusOf(error) ?? 0)) return false
          throw error
        }
      }),
    remove: (key) =>
      guard(
        async () => void (await client.send(new DeleteObjectCommand(named(key)), { abortSignal: within() })),
      ),
    async *list(begin) {
      let token: string | undefined
      do {
        const page = await guard(async () => await askPage(begin, 1_000, token))
        for (const { Key, Size, LastModified } of page.Contents ?? [])
          if (Key !== undefined) yield { key: Key.slice(prefix.length), ...entryOf(Size, LastModified) }
        token = page.IsTruncated === true ? page.NextContinuationToken : undefined
      } while (token !== undefined)
    },
  }
}

function putCommand(
  named: { Bucket: string; Key: string },
  bytes: Uint8Array,
  sha256: string,
  onlyNew: boolean,
): PutObjectCommand {
  return new PutObjectCommand({
    ...named,
    Body: bytes,
    ContentLength: bytes.length,
    ContentType: 'application/octet-stream',
    ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
    ...(onlyNew ? { IfNoneMatch: '*' } : {}),
  })
}

/** The SDK repeats a request that got no answer, but not one whose answer broke off. */
async function readWhole(client: S3Client, named: { Bucket: string; Key: string }, signal: AbortSignal) {
  for (let reads = 1; ; reads++) {
    const answer = await client.send(new GetObjectCommand(named), { abortSignal: signal })
    const sizeBytes = answer.ContentLength ?? 0
    try {
      return { bytes: await collect(answer.Body as Readable, sizeBytes, signal), sizeBytes }
    } catch (error) {
      if (reads >= readsMax || signal.aborted) throw error
      await sleep(readPauseMs * reads)
    }
  }
}

async function collect(body: Readable, sizeBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const tooLong = () => Object.assign(new Error('the answer took too long'), { code: 'ETIMEDOUT' })
  const stop = () => body.destroy(tooLong())
  signal.addEventListener('abort', stop)
  try {
    if (sizeBytes > objectMaxBytes) throw Object.assign(new Error('it is too large'), { code: 'EFBIG' })
    const parts: Uint8Array[] = []
    let collectedBytes = 0
    for await (const part of body as AsyncIterable<Uint8Array>) {
      collectedBytes += part.length
      if (collectedBytes > objectMaxBytes)
        throw Object.assign(new Error('it is too large'), { code: 'EFBIG' })
      parts.push(part)
    }
    return Buffer.concat(parts)
  } finally {
    signal.removeEventListener('abort', stop)
    body.destroy()
  }
}

function nullWhenMissing(error: Failure): null {
  if (error.name === 'NoSuchKey') return null
  throw error
}

function entryOf(sizeBytes = 0, modifiedAt = new Date(0)): S3Entry {
  return { sizeBytes, modifiedAtMs: modifiedAt.getTime() }
}

function statusOf(error: unknown): number | undefined {
  return (error as Failure).$metadata?.httpStatusCode
}
