import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { mintDecisionId } from '../../clients/http/mint-decision-id.js'
import { sha256Hex } from '../../core/hash.js'
import type { RunView } from '../../core/http/http-api.js'
import { startStack, stopStack } from '../../infra/dev/stack.js'
import { noVersityMessage } from '../../infra/dev/versity-binary.mjs'
import { findS3Server, type S3Server, startS3Server } from '../support/s3-server.js'

vi.setConfig({ testTimeout: 300_000 })
const program = await findS3Server()
const server = program === null ? null : await startS3Server(program)
const folder = mkdtempSync(join(tmpdir(), 'assetloom-s3-stack-'))
const home = join(folder, 'home')
const awayMs = 6_000
const specs = 12
const list = `# camp (pixel art, 32x32)\n${Array.from({ length: specs }, (_, nth) => `prop: old barrel ${nth}`).join('\n')}\n`

afterAll(async () => {
  await stopStack(home)
  await server?.remove()
  rmSync(folder, { recursive: true, force: true })
})

async function until(
  client: AssetloomClient,
  runId: string,
  is: (run: RunView) => boolean,
): Promise<RunView> {
  const endMs = Date.now() + 150_000
  for (;;) {
    const run = await client.readRun(runId)
    if (is(run)) return run
    if (Date.now() > endMs) throw new Error(`still ${run.stage}: ${JSON.stringify(run.counts)}`)
    await sleep(100)
  }
}

describe('the built product with its objects in a bucket', () => {
  if (server === null) it('is not tested on this machine', (context) => context.skip(noVersityMessage))
  else describeProduct(server)
})

function describeProduct(there: S3Server): void {
  const bucket = there.makeBucket('art')
  const settings = {
    ASSETLOOM_S3_BUCKET: bucket,
    ASSETLOOM_S3_ENDPOINT: there.endpoint,
    ASSETLOOM_S3_REGION: there.region,
    ASSETLOOM_S3_PREFIX: 'games/camp',
  }
  const env = { ...process.env, ...settings }
  const assetloom = (args: readonly string[], changes: Readonly<Record<string, string>> = {}) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const command = ['dist/clients/cli/main.js', '--home', home, ...args]
      execFile(process.execPath, command, { env: { ...env, ...changes } }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err }),
      )
    })
  const keepKeys = (secretAccessKey: string) => {
    mkdirSync(join(home, 'secrets'), { recursive: true, mode: 0o700 })
    writeFileSync(join(home, 'secrets', 's3-access-key-id'), there.accessKeyId, { mode: 0o600 })
    writeFileSync(join(home, 'secrets', 's3-secret-access-key'), secretAccessKey, { mode: 0o600 })
  }

  it('does not start with a secret or a bucket that is wrong, and says what to correct', async () => {
    keepKeys('hunter2-hunter2')
    const wrong = await assetloom(['up', '--port', '0'])
    expect(wrong.code).not.toBe(0)
    expect(wrong.err).toMatch(/secret access key is wrong[^]*s3-secret-access-key/)
    expect(wrong.out + wrong.err).not.toMatch(/hunter2|NodeVersionSupportWarning/)
    keepKeys(there.secretAccessKey)
    const absent = await assetloom(['up', '--port', '0'], { ASSETLOOM_S3_BUCKET: 'absent' })
    expect(absent.code).not.toBe(0)
    expect(absent.err).toContain('the bucket absent is not there')
  })

  it('loses nothing while the bucket is away in the middle of a run, and shows, decides, backs up and sweeps from it', async () => {
    keepKeys(there.secretAccessKey)
    const stack = await startStack({ home, port: 0, mode: 'dist', detach: false, env })
    const token = readFileSync(join(home, 'secrets', 'api-token'), 'utf8').trim()
    const client = new AssetloomClient({ baseUrl: stack.apiUrl, token, retryForMs: 60_000 })
    const { projectId } = await client.ensureProject({ key: 'camp', name: 'camp' })
    const order = { seed: 3, variantsPerSpec: 3, review: 'person', targets: ['generic'] } as const
    const { runId } = await client.submitWishlist(projectId, { name: 'camp.txt', text: list, ...order })
    await until(client, runId, ({ counts }) => counts.variants >= 3)
    await there.kill()
    const before = (await client.readRun(runId)).counts.variants
    await sleep(awayMs)
    await there.start()
    const waiting = await until(client, runId, ({ counts }) => counts.waitingForReview === specs)
    expect(before).toBeLessThan(specs * 3)
    expect(waiting).toMatchObject({ failure: null, counts: { variants: specs * 3 } })
    const variants = await client.listVariants(runId)
    const images = await Promise.all(
      variants.map(async ({ imageUrl, sha256 }) => {
        const answer = await fetch(new URL(imageUrl, stack.apiUrl), {
          headers: { authorization: `Bearer ${token}` },
        })
        return sha256Hex(new Uint8Array(await answer.arrayBuffer())) === sha256
      }),
    )
    expect(images).toEqual(variants.map(() => true))
    for (const { specKey } of await client.listSpecs(runId)) {
      const variant = variants.find((one) => one.specKey === specKey && one.variantIndex === 0)!
      await client.decide(variant.variantId, { decisionId: mintDecisionId(), verb: 'pick' })
    }
    await until(client, runId, ({ stage }) => stage === 'done')
    const [bundle] = (await client.listBundles(runId)).bundles
    for (const { path, sha256 } of (await client.readBundle(bundle!.bundleId)).files) {
      const answer = await client.openBundleFile(bundle!.bundleId, path)
      expect(sha256Hex(new Uint8Array(await answer.arrayBuffer())), path).toBe(sha256)
    }

    expect(existsSync(join(home, 'objects'))).toBe(false)
    const keys = readdirSync(join(there.folderOf(bucket), 'games/camp/sha256'), {
      recursive: true,
      withFileTypes: true,
    }).filter((entry) => entry.isFile())
    const backup = await assetloom(['--json', 'backup', join(folder, 'backup')])
    expect(backup.code, backup.err).toBe(0)
    const { objects } = JSON.parse(backup.out) as { objects: number }
    expect(objects).toBeGreaterThan(specs * 3)
    expect(objects).toBeLessThanOrEqual(keys.length)
    expect((await assetloom(['backup', 'verify', join(folder, 'backup')])).code).toBe(0)
    const swept = await assetloom(['--json', 'gc'])
    expect(swept.code, swept.err).toBe(0)
    expect(JSON.parse(swept.out)).toMatchObject({ referenced: { count: objects }, objects: { count: 0 } })
    expect(backup.err + swept.err).not.toContain('NodeVersionSupportWarning')
    await stack.stop()
  })
}
