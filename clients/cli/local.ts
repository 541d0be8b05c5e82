/** The one file of the clients that starts programs of this machine; all else speaks HTTP. */
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { repairAsset, repairVariant } from '../../activities/repair-frozen-assets.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { describeEnvironment } from '../../adapters/config/config.schema.js'
import { startFakeComfyui } from '../../adapters/fake-comfyui/fake-comfyui.js'
import { readFakeModels } from '../../adapters/fake-comfyui/fake-models.js'
import { loadConfig } from '../../adapters/config/load-config.js'
import { createUuidMint } from '../../adapters/ids/uuid-mint.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { examineStack } from '../../adapters/keeping/examine-stack.js'
import { backUp } from '../../adapters/keeping/back-up.js'
import { backupPaths, readBackup } from '../../adapters/keeping/backup-folder.js'
import { collectGarbage } from '../../adapters/keeping/collect-garbage.js'
import { mendObjects } from '../../adapters/keeping/mend-objects.js'
import { examineBackup, restoreBackup } from '../../adapters/keeping/restore-backup.js'
import { verifyBackup } from '../../adapters/keeping/verify-backup.js'
import { benchServer } from '../../adapters/comfyui/bench-server.js'
import { createComfyHttp } from '../../adapters/comfyui/comfy-http.js'
import { examineServers } from '../../adapters/comfyui/examine-servers.js'
import { keepGraph, readGraphJson, readGraphs } from '../../adapters/comfyui/graph-files.js'
import { createGraphSource } from '../../adapters/comfyui/graph-source.js'
import { objectInfoOf } from '../../adapters/comfyui/read-server-facts.js'
import { judgeVersion } from '../../adapters/comfyui/server-version.js'
import { hashModelFiles } from '../../adapters/models/hash-model-files.js'
import { readModelCatalogue } from '../../adapters/models/read-model-catalogue.js'
import { readServerModels } from '../../adapters/models/read-server-models.js'
import { acceptCondition, saveHashedFiles } from '../../adapters/models/write-own-models.js'
import { openFilesystemObjectStore } from '../../adapters/object-store/filesystem-object-store.js'
import { openObjectStore, requireUsableStore } from '../../adapters/object-store/open-object-store.js'
import { createPostgresCatalogue } from '../../adapters/postgres/postgres-catalogue.js'
import { createPostgresPool } from '../../adapters/postgres/postgres-pool.js'
import { setProjectRetention } from '../../adapters/postgres/retention.js'
import { createProceduralProvider } from '../../adapters/procedural/procedural-provider.js'
import { createProceduralSoundProvider } from '../../adapters/procedural/sound/procedural-sound-provider.js'
import type { Catalogue } from '../../core/catalogue.js'
import { AssetloomError } from '../../core/errors.js'
import { checkModels } from '../../core/models/check-models.js'
import { guessBase } from '../../core/models/guess-base.js'
import { identifyModel } from '../../core/models/identify-model.js'
import { chooseMemoryProfile } from '../../core/models/memory-profile.js'
import { temporalTargetOf } from '../../adapters/temporal/temporal-connection.js'
import { withLock } from '../../infra/dev/exclusive-lock.mjs'
import { clearHomeLeftovers } from '../../infra/dev/home-leftovers.js'
import { daemonState, installDaemon, planDaemon, uninstallDaemon } from '../../infra/dev/install-daemon.js'
import { withHomeDatabase, withStoppedHomeDatabase } from '../../infra/dev/offline-postgres.js'
import { findPostgresBinaries } from '../../infra/dev/postgres-binaries.js'
import { refuseHomeInUse, replaceHome } from '../../infra/dev/replace-home.js'
import { checkUpgrade } from '../../infra/dev/check-upgrade.js'
import { presentStackMode } from '../../infra/dev/stack-children.js'
import { setTemporalAside } from '../../infra/dev/set-aside-temporal.js'
import { startStack, stackStatus, stopStack } from '../../infra/dev/stack.js'
import type { LocalGraphs } from './local-graphs.js'
import type { LocalComfy } from './local-comfy.js'
import type { LocalKeeping } from './local-keeping.js'
import type { LocalModels } from './local-models.js'
import type { LocalStack } from './local-stack.js'

export const localStack: LocalStack = {
  async start(input) {
    // Run from the sources, the stack runs from the sources too.
    const mode = fileURLToPath(import.meta.url).endsWith('.ts') ? 'source' : 'dist'
    const env = { ...process.env, ...input.env }
    // Each process would tell it in its own log, and the stack would run without a picture to be seen.
    if ((await stackStatus(input.home)).state !== 'up')
      await requireUsableStore(loadConfig({ ...env, ASSETLOOM_HOME: input.home }))
    return startStack({ ...input, mode, env })
  },

  stop: (home) => stopStack(home),

  checkUpgrade: (address) => checkUpgrade({ address, mode: presentStackMode(), env: process.env }),

  async status(home) {
    const status = await stackStatus(home)
    const isUp = status.state === 'up'
    return {
      state: status.state,
      running: isUp || status.state === 'starting' || status.state === 'stopping',
      apiUrl: isUp ? (status.apiUrl ?? null) : null,
      temporalAddress: isUp ? (status.temporalAddress ?? null) : null,
      temporalUiUrl: isUp ? (status.temporalUiUrl ?? null) : null,
      metricsUrls: isUp ? (status.metricsUrls ?? {}) : {},
      parts: status.processes,
      outdated: status.outdated ?? [],
    }
  },

  async findPostgres() {
    const found = findPostgresBinaries()
    return `embedded ${found.packageVersion}`
  },

  async examine(home) {
    const { state, databaseUrl, temporalAddress } = await stackStatus(home)
    if (state !== 'up' || databaseUrl === undefined || temporalAddress === undefined) return null
    const config = loadConfig({ ...process.env, ASSETLOOM_HOME: home })
    const { objectStoreMaxBytes } = config
    const { keeping } = await openObjectStore(config)
    const temporal = temporalTargetOf({ ...config, temporalAddress })
    return await examineStack({ databaseUrl, temporal, keeping, objectStoreMaxBytes })
  },
}

/** Two backups into one folder would remove each other's beginnings. */
const folderWaitMs = 5_000

export const localKeeping: LocalKeeping = {
  async backUp({ home, dir, keep, appVersion, onProgress, signal }) {
    const { manifest, copied, removed } = await withLock(
      join(resolve(dir), 'backup.lock'),
      { waitMs: folderWaitMs },
      () =>
        withHomeDatabase(home, process.env, async (databaseUrl) =>
          backUp({
            store: await openHomeStore(home),
            ...{ databaseUrl, home, dir, keep, appVersion, onProgress, signal },
            settings: plainSettings(),
            now: () => new Date(),
          }),
        ),
    )
    const { snapshot, at, objects, database } = manifest
    return {
      ...{ dir: resolve(dir), snapshot, at, copied, removedSnapshots: removed },
      tables: database.tables.length,
      rows: database.tables.reduce((sum, { rows }) => sum + rows, 0),
      objects: objects.count,
      sizeBytes: objects.sizeBytes,
      unreadable: objects.unreadable,
    }
  },

  async verifyBackup({ dir, snapshot, onProgress }) {
    const report = await verifyBackup({ dir, onProgress, ...(snapshot === undefined ? {} : { snapshot }) })
    const { manifest, objects, sizeBytes, problems } = report
    const tables = manifest.database.tables.length
    return {
      dir: resolve(dir),
      snapshot: manifest.snapshot,
      at: manifest.at,
      tables,
      objects,
      sizeBytes,
      problems,
    }
  },

  async restore({ home, dir, snapshot, replace, onProgress }) {
    const options = { home, env: process.env, replace, now: () => new Date(), onProgress }
    refuseHomeInUse(options)
    const manifest = await examineBackup({ dir, onProgress, ...(snapshot === undefined ? {} : { snapshot }) })
    const { result, movedAside } = await replaceHome(options, async (draftHome, databaseUrl) => {
      const store = await openHomeStore(draftHome)
      return await restoreBackup({ dir, manifest, databaseUrl, store, home: draftHome, onProgress })
    })
    return {
      ...{ home: resolve(home), snapshot: manifest.snapshot, at: manifest.at, movedAside },
      rows: manifest.database.tables.reduce((sum, { rows }) => sum + rows, 0),
      objects: result.objects,
      migrated: result.migrated,
      unreadable: manifest.objects.unreadable,
    }
  },

  async collectGarbage({ home, run, graceHours, signal }) {
    const now = () => new Date()
    const { keeping } = await openHome(home)
    const graceMs = graceHours * 3_600_000
    const report = await withHomeDatabase(home, process.env, (databaseUrl) =>
      collectGarbage({ databaseUrl, keeping, graceMs, run, now, signal }),
    )
    const { removed, setAside } = await clearHomeLeftovers(home, { run, now })
    return { ...report, home: resolve(home), files: removed, setAside }
  },

  async setRetention({ home, projectKey, unchosenDays, keepRejected }) {
    return await withHomeDatabase(home, process.env, async (databaseUrl) => {
      const pool = createPostgresPool({ connectionString: databaseUrl, connectionsMax: 1 })
      try {
        return await setProjectRetention(pool, projectKey, {
          ...(unchosenDays === undefined ? {} : { unchosenDays }),
          ...(keepRejected === undefined ? {} : { keepRejected }),
        })
      } finally {
        await pool.end()
      }
    })
  },

  async rebuild({ home, backupDir, run, onProgress }) {
    const backupStore =
      backupDir === null
        ? null
        : await openFilesystemObjectStore({
            root: backupPaths(backupDir, (await readBackup(backupDir)).snapshot).objectsDir,
          })
    const codec = sharpImageCodec
    const painter = createProceduralProvider({ codec, faults: false })
    const synthesiser = createProceduralSoundProvider()
    const makers = {
      ...{ codec, soundCodec: createSoundCodec() },
      providers: new Map([[painter.name, painter]]),
      soundProviders: new Map([[synthesiser.name, synthesiser]]),
    }
    const work = async (databaseUrl: string) => {
      const store = await openHomeStore(home)
      const portsOf = (catalogue: Catalogue) => ({ catalogue, store, ...makers })
      const mended = await mendObjects({
        ...{ databaseUrl, store, backupStore, run, onProgress, deterministicProviders: [painter.name] },
        openCatalogue: (pool) => createPostgresCatalogue(pool, { ids: createUuidMint() }),
        repair: {
          variant: (catalogue, variant) => repairVariant(portsOf(catalogue), variant),
          asset: (catalogue, found) => repairAsset(portsOf(catalogue), found),
        },
      })
      return { ...mended, temporalAside: await setTemporalAside(home, { run, now: () => new Date() }) }
    }
    const done = await (run ? withStoppedHomeDatabase : withHomeDatabase)(home, process.env, work)
    return { ...done, run, home: resolve(home) }
  },

  async installDaemon({ home, scope, print }) {
    const files = planDaemon(home, scope, process.env)
    const steps = print ? [] : await installDaemon(files, scope)
    const { name, unitFile, unit, environmentFile } = files
    return { name, unitFile, unit, environmentFile, steps }
  },

  uninstallDaemon: ({ home, scope }) => uninstallDaemon(planDaemon(home, scope, process.env), scope),

  async daemonState({ home, scope }) {
    const files = planDaemon(home, scope, process.env)
    return { name: files.name, state: await daemonState(files, scope) }
  },
}

export const localModels: LocalModels = {
  read: (home) => readModelCatalogue(home),
  ...{ acceptCondition, findServers },

  async checkServer({ url, catalogue, signal }) {
    const http = createComfyHttp({ baseUrl: url, headers: comfyHeaders(url) })
    try {
      const { system, devices } = await http.systemStats(signal)
      const memory = chooseMemoryProfile({
        vramTotal: devices[0]?.vram_total ?? 0,
        ramTotal: system.ram_total,
        deviceName: devices[0]?.name ?? '',
      })
      const report = checkModels(catalogue, await readServerModels(http, catalogue, signal))
      return { url, version: system.comfyui_version, memory, report }
    } finally {
      await http.close()
    }
  },

  async hashFolder({ home, dir, known, onProgress, signal }) {
    const files = await hashModelFiles(dir, { known, onProgress, signal })
    return { files, savedTo: await saveHashedFiles(home, files) }
  },
}

/** Servers with many node packs describe them in some megabytes. */
const serverAnswerBytesMax = 64 * 1024 ** 2

export const localGraphs: LocalGraphs = {
  read: (home) => readGraphs({ home }),
  readExport: readGraphJson,
  keep: keepGraph,

  async readFamilies(home) {
    const { catalogue } = await readModelCatalogue(home)
    return (checkpoint) => {
      const { entry, by } = identifyModel(catalogue, 'checkpoints', checkpoint)
      return (by === 'other' ? null : entry?.base) ?? guessBase(checkpoint)?.base ?? null
    }
  },

  findServers,

  async askServer({ url, signal }) {
    const http = createComfyHttp({ baseUrl: url, headers: comfyHeaders(url) })
    try {
      const version = (await http.systemStats(signal)).system.comfyui_version
      const objectInfo = objectInfoOf(await http.objectInfo(signal))
      const { origin } = new URL(url)
      return { from: origin, version, warning: versionWarning(version, origin), objectInfo }
    } finally {
      await http.close()
    }
  },

  async readServerFile(path) {
    const answer = await readGraphJson(path, serverAnswerBytesMax)
    const objectInfo = typeof answer === 'object' && answer !== null ? objectInfoOf({ ...answer }) : null
    // A graph is an object of objects too, but none of them has outputs.
    if (objectInfo !== null && [...objectInfo.values()].some(({ outputs }) => outputs.length > 0))
      return { from: path, version: null, warning: null, objectInfo }
    throw new AssetloomError(
      'InvalidInput',
      `${path} is no answer of GET /object_info.`,
      'Get it from a ComfyUI: curl http://127.0.0.1:8188/object_info > FILE',
    )
  },
}

export const localComfy: LocalComfy = {
  async start({ modelsFile, ...options }) {
    const models = modelsFile === undefined ? {} : { models: await readFakeModels(modelsFile) }
    return await startFakeComfyui({ ...options, ...models })
  },

  async examine(env) {
    const { comfyui } = loadConfig(env)
    return await examineServers(comfyui?.urls ?? [], comfyui?.headers ?? {})
  },

  findServers,

  async bench({ home, ...input }) {
    return await benchServer({
      ...{
        ...input,
        headers: comfyHeaders(input.url),
        minVersion: process.env['COMFYUI_MIN_VERSION'] || null,
      },
      ...{ graphs: createGraphSource({ home }), models: (await readModelCatalogue(home)).catalogue },
      codec: sharpImageCodec,
      log: (level, message) => {
        if (level === 'warn' || level === 'error') input.onProgress(message)
      },
    })
  },
}

/** Addresses of the ComfyUIs that the running stack of a home works with. */
async function findServers(home: string): Promise<readonly string[]> {
  const { state, databaseUrl } = await stackStatus(home)
  if (state !== 'up' || databaseUrl === undefined) return []
  const pool = createPostgresPool({ connectionString: databaseUrl, connectionsMax: 1 })
  try {
    const hosts = await createPostgresCatalogue(pool, { ids: createUuidMint() }).gpuHosts.list()
    return hosts.filter(({ isAlive }) => isAlive).map(({ address }) => address)
  } finally {
    await pool.end()
  }
}

/** A version that workers refuse can be looked at all the same. */
function versionWarning(version: string, origin: string): string | null {
  try {
    return judgeVersion(version, process.env['COMFYUI_MIN_VERSION'] || null, origin)
  } catch (error) {
    if (error instanceof AssetloomError) return `${error.message}: ${error.hint}`
    throw error
  }
}

/** What the proxy before a configured ComfyUI wants. They are secrets: a server that is only typed never gets them. */
function comfyHeaders(url: string): Readonly<Record<string, string>> {
  const { comfyui } = loadConfig()
  const isConfigured = comfyui?.urls.some((one) => new URL(one).origin === new URL(url).origin) === true
  return isConfigured ? comfyui.headers : {}
}

/** Without its quota: what is brought back has to fit. */
async function openHomeStore(home: string) {
  return (await openHome(home)).store
}

async function openHome(home: string) {
  const config = loadConfig({ ...process.env, ASSETLOOM_HOME: home })
  return await openObjectStore({ ...config, objectStoreMaxBytes: Infinity })
}

/** What the service was set to, for a person who restores it elsewhere. Addresses may hold passwords. */
function plainSettings(): Record<string, string> {
  const secret = /KEY|TOKEN|SECRET|PASSWORD|URL/
  const found: Record<string, string> = {}
  for (const { name } of describeEnvironment()) {
    const value = process.env[name]
    if (value !== undefined && value !== '' && !secret.test(name)) found[name] = value
  }
  return found
}
