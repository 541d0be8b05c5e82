import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import type { S3Config } from '../../../adapters/config/s3-config.schema.js'
import { objectKey } from '../../../adapters/object-store/object-path.js'
import { createS3Bucket, type S3Bucket } from '../../../adapters/object-store/s3-bucket.js'
import { createS3Client } from '../../../adapters/object-store/s3-client.js'
import { s3Keeping } from '../../../adapters/object-store/s3-keeping.js'
import { createS3ObjectStore } from '../../../adapters/object-store/s3-object-store.js'
import { sweepMark } from '../../../adapters/object-store/sweep-mark.js'
import { hashOf, sha256Hex } from '../../../core/hash.js'
import { noVersityMessage } from '../../../infra/dev/versity-binary.mjs'
import { findS3Server, type S3Server, startS3Server } from '../../support/s3-server.js'
import { describeObjectStore } from './object-store-conformance.js'

const program = await findS3Server()
const server = program === null ? null : await startS3Server(program)
afterAll(async () => await server?.remove())

let buckets = 0
let homes = 0
const folder = mkdtempSync(join(tmpdir(), 'assetloom-s3-homes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A home with these keys in its files. */
function homeWith(keys: { readonly accessKeyId?: string; readonly secretAccessKey?: string }): string {
  const home = join(folder, `home-${++homes}`)
  mkdirSync(join(home, 'secrets'), { recursive: true })
  const { accessKeyId, secretAccessKey } = keys
  if (accessKeyId !== undefined) writeFileSync(join(home, 'secrets', 's3-access-key-id'), `${accessKeyId}\n`)
  if (secretAccessKey !== undefined)
    writeFileSync(join(home, 'secrets', 's3-secret-access-key'), `${secretAccessKey}\n`)
  return home
}
const text = (words: string) => new TextEncoder().encode(words)

describe('the store in a bucket of a real S3 server', () => {
  if (server === null) it('is not tested on this machine', (context) => context.skip(noVersityMessage))
  else describeBucket(server)
})

function describeBucket(there: S3Server): void {
  const goodHome = homeWith(there)
  const configOf = (changes: Partial<S3Config> = {}): S3Config => ({
    bucket: changes.bucket ?? there.makeBucket(`objects-${++buckets}`),
    ...{ endpoint: there.endpoint, region: there.region, prefix: '', forcePathStyle: true },
    ...changes,
  })
  const bucketOf = async (config: S3Config, home = goodHome) =>
    createS3Bucket(await createS3Client(config, home), config)
  const storeOf = async (config: S3Config, maxBytes?: number) =>
    createS3ObjectStore(await bucketOf(config), maxBytes)
  const fileOf = ({ bucket, prefix }: S3Config, sha256: string) =>
    join(there.folderOf(bucket), prefix, objectKey(sha256))
  const flipBit = async (path: string) => {
    const bytes = await readFile(path)
    bytes[0] = (bytes[0] as number) ^ 1
    await writeFile(path, bytes)
  }

  describeObjectStore(async (maxBytes) => {
    const config = configOf({ prefix: 'game/one/' })
    return {
      store: await storeOf(config, maxBytes),
      corrupt: async (sha256) => await flipBit(fileOf(config, sha256)),
      lose: async (sha256) => await rm(fileOf(config, sha256)),
    }
  })

  it('keeps its objects below its prefix, in the places that a folder has for them', async () => {
    const config = configOf()
    const one = await bucketOf({ ...config, prefix: 'game/one/' })
    const two = await bucketOf({ ...config, prefix: 'game/on/' })
    const { sha256 } = await createS3ObjectStore(one).put(text('barrel'))
    expect(await readFile(join(there.folderOf(config.bucket), 'game/one', objectKey(sha256)), 'utf8')).toBe(
      'barrel',
    )
    expect(await createS3ObjectStore(two).has(sha256)).toBe(false)
    await expect(createS3ObjectStore(two).get(sha256)).rejects.toMatchObject({ type: 'MissingObject' })
    const listed = async (bucket: S3Bucket) =>
      (await everyOne(s3Keeping(bucket).list())).map(({ sha256: hash }) => hash)
    expect(await listed(one)).toEqual([sha256])
    expect(await listed(two)).toEqual([])
  })

  it('takes the same bytes from twenty processes at once', async () => {
    const config = configOf()
    const stores = await Promise.all(Array.from({ length: 20 }, async () => await storeOf(config)))
    const puts = await Promise.all(stores.map(async (store) => await store.put(text('same'))))
    expect(new Set(puts.map(({ sha256 }) => sha256)).size).toBe(1)
    expect(Buffer.from(await stores[0]!.get(puts[0]!.sha256)).toString()).toBe('same')
  })

  it('replaces what was cut off, and leaves what is sound as it is', async () => {
    const config = configOf()
    const store = await storeOf(config)
    const { sha256 } = await store.put(text('barrel'))
    const path = fileOf(config, sha256)
    const bucket = await bucketOf(config)
    const before = await bucket.head(objectKey(sha256))
    await store.put(text('barrel'))
    expect(await bucket.head(objectKey(sha256))).toEqual(before)
    await writeFile(path, 'bar')
    await expect(store.get(sha256)).rejects.toMatchObject({ type: 'CorruptObject' })
    await store.put(text('barrel'))
    expect(await readFile(path, 'utf8')).toBe('barrel')
  })

  it('never overwrites by a write that is for a new object, and the server refuses bytes of another hash', async () => {
    const bucket = await bucketOf(configOf())
    const [mine, others] = [text('mine'), text('others')]
    const write = async (bytes: Uint8Array, sha256: string, onlyNew: boolean) =>
      await bucket.write('a', bytes, { sha256, onlyNew })
    expect(await write(mine, sha256Hex(mine), true)).toBe(true)
    expect(await write(others, sha256Hex(others), true)).toBe(false)
    await expect(write(others, sha256Hex(mine), false)).rejects.toMatchObject({ type: 'Unavailable' })
    expect(Buffer.from((await bucket.read('a'))!.bytes).toString()).toBe('mine')
  })

  it('says which setting is wrong, with the mend', async () => {
    const config = configOf()
    const failureOf = async (wrong: S3Config, home = goodHome) => {
      const bucket = await bucketOf(wrong, home)
      const store = createS3ObjectStore(bucket)
      const failures = await Promise.all(
        [bucket.check(), store.put(text('x')), store.get(hashOf('x')), store.has(hashOf('x'))].map((work) =>
          work.then(
            () => 'worked',
            (error: { type: string; message: string; hint: string }) =>
              `${error.type}: ${error.message} | ${error.hint}`,
          ),
        ),
      )
      expect(new Set(failures).size, failures.join('\n')).toBe(1)
      return failures[0]
    }
    expect(await failureOf(config, homeWith({ ...there, secretAccessKey: 'hunter2' }))).toMatch(
      /^Unavailable: .*secret access key is wrong \| .*s3-secret-access-key/,
    )
    expect(await failureOf(config, homeWith({ ...there, accessKeyId: 'nobody' }))).toMatch(
      /access key is refused.*\| .*s3-access-key-id/,
    )
    const absent = { ...config, bucket: 'absent' }
    expect(await failureOf(absent)).toMatch(/the bucket absent is not there \| .*aws s3 mb s3:\/\/absent/)
    expect(await failureOf({ ...config, region: 'us-west-9' })).toMatch(/ASSETLOOM_S3_REGION/)
    const nowhere = { ...config, endpoint: 'http://127.0.0.1:1' }
    expect(await failureOf(nowhere)).toMatch(/127\.0\.0\.1:1 does not answer.*\| .*ASSETLOOM_S3_ENDPOINT/)
  })

  it('is told when half of the keys is missing, and never asks with other ones then', async () => {
    const half = bucketOf(configOf(), homeWith({ accessKeyId: 'me' }))
    await expect(half).rejects.toMatchObject({
      type: 'InvalidInput',
      message: expect.stringMatching(/s3-access-key-id is there without .*s3-secret-access-key/),
    })
  })

  it('has every object or none when the server is killed in the middle of a put, and goes on when it is back', async () => {
    const config = configOf()
    const store = await storeOf(config)
    const before = await store.put(text('before'))
    const bytes = new Uint8Array(24 * 1024 * 1024).map((_, index) => index % 251)
    // A wire that stops in the middle of the bytes, so that the server is killed while it has a part of them.
    const wire = await openSlowWire(Number(new URL(there.endpoint).port), 4 * 1024 * 1024)
    const slow = await storeOf({ ...config, endpoint: wire.endpoint })
    const cut = slow.put(bytes).then(
      () => 'stored',
      (error: { type: string }) => error.type,
    )
    await wire.isFull
    await there.kill()
    wire.cut()
    expect(await cut).toBe('Unavailable')
    await expect(store.put(bytes)).rejects.toMatchObject({ type: 'Unavailable' })
    await there.start()
    expect(await store.has(sha256Hex(bytes))).toBe(false)
    expect(await store.put(bytes)).toEqual({ sha256: sha256Hex(bytes), sizeBytes: bytes.length })
    expect(Buffer.compare(await store.get(sha256Hex(bytes)), bytes)).toBe(0)
    expect(Buffer.from(await store.get(before.sha256)).toString()).toBe('before')
  })

  it('lists more than one page', async () => {
    const config = configOf()
    const bucket = await bucketOf(config)
    const names = Array.from({ length: 1_003 }, (_, nth) => `${nth}`)
    mkdirSync(join(there.folderOf(config.bucket), 'many'))
    for (const name of names) writeFileSync(join(there.folderOf(config.bucket), 'many', name), name)
    const found = (await everyOne(bucket.list('many/'))).map(({ key }) => key.slice('many/'.length))
    expect(found.toSorted()).toEqual(names.toSorted())
  })

  describe('a sweep', () => {
    const future = () => Date.now() + 60_000

    it('deletes what is old, keeps what is younger than its cutoff, and leaves no mark', async () => {
      const config = configOf()
      const bucket = await bucketOf(config)
      const { sha256 } = await createS3ObjectStore(bucket).put(text('old'))
      const keeping = s3Keeping(bucket)
      const [thing] = await everyOne(keeping.list())
      expect(thing).toMatchObject({ sha256, sizeBytes: 3, isTemporary: false })
      expect(await keeping.deleteOldObject(thing!, Date.now() - 60_000)).toBe(false)
      expect(await createS3ObjectStore(bucket).has(sha256)).toBe(true)
      expect(await keeping.measure()).toBe(3)
      expect(await keeping.deleteOldObject(thing!, future())).toBe(true)
      expect(await createS3ObjectStore(bucket).has(sha256)).toBe(false)
      expect(await everyOne(bucket.list(''))).toEqual([])
    })

    it('that has an object in its hand makes a put of it wait, and the bytes are there afterwards', async () => {
      const bucket = await bucketOf(configOf())
      const store = createS3ObjectStore(bucket)
      const { sha256 } = await store.put(text('again'))
      // As deleteOldObject does it, with a put between the look at the age and the deletion.
      const mark = sweepMark(sha256)
      await bucket.write(mark, text('m'), { sha256: sha256Hex('m'), onlyNew: false })
      let isStored = false
      const storing = store.put(text('again')).then(() => (isStored = true))
      await sleep(700)
      expect(isStored).toBe(false)
      await bucket.remove(objectKey(sha256))
      await bucket.remove(mark)
      await storing
      expect(Buffer.from(await store.get(sha256)).toString()).toBe('again')
    })

    it('that was killed leaves marks that the next one takes away', async () => {
      const bucket = await bucketOf(configOf())
      await bucket.write(sweepMark(hashOf('x')), text('m'), { sha256: sha256Hex('m'), onlyNew: false })
      await s3Keeping(bucket).mendSweep()
      expect(await everyOne(bucket.list(''))).toEqual([])
    })
  })
}

async function everyOne<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = []
  for await (const item of items) found.push(item)
  return found
}

/** A way to a loopback port that lets `bytesMax` through and then holds what comes, until it is cut. */
async function openSlowWire(port: number, bytesMax: number) {
  const { createConnection } = await import('node:net')
  const sockets: Socket[] = []
  let passedBytes = 0
  let tellFull = () => {}
  const isFull = new Promise<void>((resolve) => (tellFull = resolve))
  const relay = createServer((near) => {
    const far = createConnection(port, '127.0.0.1')
    sockets.push(near, far)
    for (const socket of [near, far]) socket.on('error', () => {})
    far.pipe(near)
    near.on('data', (chunk) => {
      passedBytes += chunk.length
      if (passedBytes > bytesMax) {
        near.pause()
        tellFull()
      } else far.write(chunk)
    })
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const address = relay.address() as { port: number }
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    isFull,
    cut() {
      relay.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
