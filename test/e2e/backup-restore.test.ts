import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { BackupManifest } from '../../adapters/keeping/backup-manifest.schema.js'
import { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { mintDecisionId } from '../../clients/http/mint-decision-id.js'
import { sha256Hex } from '../../core/hash.js'
import type { RunView } from '../../core/http/http-api.js'
import { stackStatus, startStack, type StackHandle, stopStack } from '../../infra/dev/stack.js'

// Real stacks and programs: on a busy machine they take a multiple of their usual time.
vi.setConfig({ testTimeout: 300_000 })
const folder = mkdtempSync(join(tmpdir(), 'assetloom-keeping-'))
const home = join(folder, 'home')
const backupDir = join(folder, 'backup')
const list =
  '# camp (pixel art, 32x32 unless said otherwise)\nprop: water barrel\nprop: canvas tent, open, 64x48\ntile: cracked dry mud\nprop: iron pot\n'
const longList = `# camp (pixel art, 32x32)\n${Array.from({ length: 24 }, (_, nth) => `prop: old barrel ${nth}`).join('\n')}\n`

afterAll(async () => {
  await stopStack(home)
  rmSync(folder, { recursive: true, force: true })
})

function assetloom(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['dist/clients/cli/main.js', '--home', home, ...args],
      { maxBuffer: 64 * 1024 * 1024 },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err }),
    )
  })
}

/** Runs the command and kills it when it says these words. */
async function killedAt(words: string, ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, ['dist/clients/cli/main.js', '--home', home, ...args])
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said.includes(words)) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect(signal, said).toBe('SIGKILL')
}

function clientOf(stack: StackHandle): AssetloomClient {
  const token = readFileSync(join(home, 'secrets', 'api-token'), 'utf8').trim()
  return new AssetloomClient({ baseUrl: stack.apiUrl, token, retryForMs: 60_000 })
}

/** Rows of a table in the newest snapshot. */
function rowsOf(table: string): number {
  const [snapshot] = readdirSync(join(backupDir, 'snapshots')).toSorted().toReversed()
  const manifest = JSON.parse(
    readFileSync(join(backupDir, 'snapshots', snapshot!, 'backup.json'), 'utf8'),
  ) as BackupManifest
  return manifest.database.tables.find(({ name }) => name === table)!.rows
}

async function countPermits({ databaseUrl }: StackHandle): Promise<number> {
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  try {
    const { rows } = await database.query<{ count: string }>('SELECT count(*) FROM permits')
    return Number(rows[0]?.count)
  } finally {
    await database.end()
  }
}

const start = () => startStack({ home, port: 0, mode: 'dist', detach: false })

async function submit(client: AssetloomClient, key: string, text = list): Promise<string> {
  const { projectId } = await client.ensureProject({ key, name: 'camp' })
  const body = {
    name: 'camp.txt',
    text,
    seed: 3,
    variantsPerSpec: 3,
    review: 'person' as const,
    targets: ['generic'],
  }
  return (await client.submitWishlist(projectId, body)).runId
}

async function until(
  client: AssetloomClient,
  runId: string,
  is: (run: RunView) => boolean,
): Promise<RunView> {
  const endMs = Date.now() + 120_000
  for (;;) {
    const run = await client.readRun(runId)
    if (is(run)) return run
    if (Date.now() > endMs) throw new Error(`still ${run.stage}: ${JSON.stringify(run.counts)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const reviewed = (run: RunView) => run.counts.waitingForReview === 4
const done = (run: RunView) => run.stage === 'done'

async function decide(
  client: AssetloomClient,
  runId: string,
  spec: number,
  index: number,
  verb: 'pick' | 'reject',
) {
  const { specKey } = (await client.listSpecs(runId))[spec]!
  const variant = (await client.listVariants(runId, specKey)).find((one) => one.variantIndex === index)!
  const reason = verb === 'reject' ? { reason: 'the silhouette is unclear' } : {}
  return await client.decide(variant.variantId, { decisionId: mintDecisionId(), verb, ...reason })
}

/** Every file but manifest.json, which holds ids and times. */
async function bundleHash(client: AssetloomClient, runId: string): Promise<string> {
  const [bundle] = (await client.listBundles(runId)).bundles
  const { files } = await client.readBundle(bundle!.bundleId)
  const lines = files
    .filter(({ path }) => path !== 'manifest.json')
    .map((file) => `${file.path} ${file.sha256}`)
  return `${files.length} files ${sha256Hex(lines.toSorted().join('\n'))}`
}

async function bundleFiles(client: AssetloomClient, runId: string) {
  const [bundle] = (await client.listBundles(runId)).bundles
  return (await client.readBundle(bundle!.bundleId)).files
}

const objectFile = (sha256: string) =>
  join(home, 'objects', 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256)

const reviewState = async (client: AssetloomClient, runId: string) =>
  (await client.listVariants(runId))
    .map(({ variantId, version, verdict, sha256 }) => `${variantId} ${version} ${verdict} ${sha256}`)
    .toSorted()

async function killAllAndWipe(): Promise<void> {
  const { processes } = await stackStatus(home)
  const ordered = processes.toSorted((a) => (a.name === 'supervisor' ? -1 : 1))
  for (const { pid, alive } of ordered) if (alive) process.kill(pid, 'SIGKILL')
  await vi.waitFor(
    async () => expect((await stackStatus(home)).processes.filter(({ alive }) => alive)).toEqual([]),
    { timeout: 20_000 },
  )
  rmSync(home, { recursive: true, force: true })
}

describe('backup and restore on the built product', () => {
  it('a home that is wiped in the middle of a review comes back: same review, pending decisions applied once, same bytes', async () => {
    let stack = await start()
    let client = clientOf(stack)
    const plain = await submit(client, 'uninterrupted')
    await until(client, plain, reviewed)
    for (const [spec, index] of [1, 0, 2, 0].entries()) await decide(client, plain, spec, index, 'pick')
    await until(client, plain, done)
    const expected = await bundleHash(client, plain)

    const kept = await submit(client, 'kept')
    await until(client, kept, reviewed)
    await decide(client, kept, 0, 1, 'pick')
    await decide(client, kept, 2, 0, 'reject')
    // Another run is generating, with permits, while the backup is made.
    const busy = await submit(client, 'busy', longList)
    await until(client, busy, (run) => run.counts.variants > 3)
    // Nobody applies decisions now: this one is accepted and waits in the outbox.
    const orchestrator = (await stackStatus(home)).processes.find(({ name }) => name === 'orchestrator')!.pid
    process.kill(orchestrator, 'SIGSTOP')
    const pending = await decide(client, kept, 1, 0, 'pick')
    expect(pending.state).toBe('pending')
    const before = await reviewState(client, kept)

    const first = await assetloom('backup', backupDir, '--json')
    expect(first.code, first.err).toBe(0)
    expect(rowsOf('permits')).toBeGreaterThan(0)
    expect(rowsOf('outbox')).toBeGreaterThan(0)
    expect(existsSync(join(home, 'run', 'last-backup.json'))).toBe(true)
    expect((await assetloom('backup', 'verify', backupDir)).code).toBe(0)

    // A backup that is killed leaves the one before as it was.
    await killedAt('table assets', 'backup', backupDir)
    expect((await assetloom('backup', 'verify', backupDir)).code).toBe(0)

    await killAllAndWipe()
    expect(existsSync(home)).toBe(false)
    // So does a restore: what it left is cleared by the next one.
    await killedAt('table assets', 'restore', backupDir)
    expect(existsSync(home)).toBe(false)
    const restored = await assetloom('restore', backupDir, '--json')
    expect(restored.code, restored.err).toBe(0)
    const refused = await assetloom('restore', backupDir)
    expect(refused.code).toBe(5)
    expect(refused.err).toContain('--replace')

    stack = await start()
    client = clientOf(stack)
    expect((await client.readRun(plain)).stage).toBe('done')
    expect(await bundleHash(client, plain)).toBe(expected)
    await vi.waitFor(
      async () => expect((await client.readDecision(pending.decisionId)).state).toBe('applied'),
      { timeout: 60_000, interval: 200 },
    )
    const applied = await client.listVariants(kept, (await client.listSpecs(kept))[1]!.specKey)
    const after = await reviewState(client, kept)
    expect(after.filter((line) => !applied.some(({ variantId }) => line.startsWith(variantId)))).toEqual(
      before.filter((line) => !applied.some(({ variantId }) => line.startsWith(variantId))),
    )
    for (const variant of applied)
      expect((await client.listDecisions(variant.variantId)).decisions).toHaveLength(1)
    await decide(client, kept, 2, 2, 'pick')
    await decide(client, kept, 3, 0, 'pick')
    await until(client, kept, done)
    expect(await bundleHash(client, kept)).toBe(expected)
    // The run that was generating goes on to its review, and no permit of a dead holder is left.
    await until(client, busy, (run) => run.counts.waitingForReview === 24)
    await vi.waitFor(async () => expect(await countPermits(stack)).toBe(0), { timeout: 30_000 })
    await stack.stop()

    const replaced = await assetloom('restore', backupDir, '--replace', '--json')
    expect(replaced.code, replaced.err).toBe(0)
    const { movedAside } = JSON.parse(replaced.out) as { movedAside: string }
    expect(readdirSync(movedAside)).toContain('postgres')
    rmSync(movedAside, { recursive: true, force: true })
  })

  it('rebuild makes lost pictures again and queues their bundles; a file found lost at download mends itself', async () => {
    let stack = await start()
    let client = clientOf(stack)
    const [run] = (await client.listRuns()).runs.filter(({ stage }) => stage === 'done')
    const runId = run!.runId
    const expected = await bundleHash(client, runId)
    const variants = await client.listVariants(runId)
    const files = await bundleFiles(client, runId)
    await stack.stop()

    // A variant, and of the bundle a frame, the atlas page and the contact sheet.
    const hit = [variants.find(({ verdict }) => verdict === 'notChosen')!.sha256]
    for (const one of [/^images\//, /^atlases\/.*png$/, /contact-sheet/])
      hit.push(files.find(({ path }) => one.test(path))!.sha256)
    for (const sha256 of hit.slice(1)) writeFileSync(objectFile(sha256), 'damaged')
    rmSync(objectFile(hit[0]!))
    const dry = await assetloom('rebuild', '--dry-run', '--json')
    expect(dry.code, dry.err).toBe(0)
    expect(JSON.parse(dry.out)).toMatchObject({ damaged: 4, remade: 2, restored: 0, lost: [] })
    expect(existsSync(objectFile(hit[0]!))).toBe(false)
    const done = await assetloom('rebuild', '--json')
    expect(done.code, done.err).toBe(0)
    const said = JSON.parse(done.out) as { bundles: string[]; temporalAside: string[] }
    expect(said).toMatchObject({ damaged: 4, remade: 2, lost: [] })
    expect(said.bundles.length).toBeGreaterThan(0)
    expect(said.temporalAside.length).toBeGreaterThan(0)

    stack = await start()
    client = clientOf(stack)
    const published = async () =>
      expect((await client.listBundles(runId)).bundles.map(({ state }) => state)).toEqual(['published'])
    await vi.waitFor(published, { timeout: 90_000, interval: 200 })
    expect(await bundleHash(client, runId)).toBe(expected)
    for (const sha256 of hit) expect(sha256Hex(readFileSync(objectFile(sha256)))).toBe(sha256)

    // While all runs: the download itself finds it and waits for the bundle to be built again.
    const page = files.find(({ path }) => /^atlases\/.*png$/.test(path))!
    rmSync(objectFile(page.sha256))
    const [bundle] = (await client.listBundles(runId)).bundles
    const response = await client.openBundleFile(bundle!.bundleId, page.path)
    expect(sha256Hex(new Uint8Array(await response.arrayBuffer()))).toBe(page.sha256)
    await vi.waitFor(published, { timeout: 60_000, interval: 200 })
    await stack.stop()
    const garbage = await assetloom('gc', '--json')
    expect(garbage.code, garbage.err).toBe(0)
    expect(JSON.parse(garbage.out)).toMatchObject({ run: false, objects: { count: 0 } })
  })
})
