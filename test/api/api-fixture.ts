import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:http'
import type { Express } from 'express'
import { afterEach } from 'vitest'
import type { ApiDeps, ApiLimits } from '../../api/api-deps.js'
import { createApp } from '../../api/app.js'
import { answerUpgrades, cutUpgraded } from '../../api/websocket-upgrade.js'
import type { MakingProvenance } from '../../core/generation/generation-route.js'
import { hashOf } from '../../core/hash.js'
import type { Problem, WishlistAccepted } from '../../core/http/http-api.js'
import { idPrefixes, type IdKind, type IdMint } from '../../core/ids.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { LogLevel } from '../../core/log.js'
import type { ProjectRow, VariantRow } from '../../core/ports.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'
import { createMemoryObjectStore, type MemoryObjectStore } from '../support/memory-object-store.js'
import {
  createScriptedGateway,
  type GatewayScript,
  type ScriptedGateway,
} from '../support/scripted-gateway.js'

export const token = 'test-token-of-32-characters-or-so'

export interface Answer<T = Record<string, unknown>> {
  readonly status: number
  readonly headers: Headers
  readonly body: T & Omit<Problem, 'status'>
}

export interface LoggedLine {
  readonly level: LogLevel
  readonly message: string
  readonly [name: string]: unknown
}

export interface TestApi {
  readonly url: string
  readonly app: Express
  readonly catalogue: Catalogue
  readonly gateway: ScriptedGateway
  readonly store: MemoryObjectStore
  readonly logs: LoggedLine[]
  readonly clock: { nowMs: number }
  /** Wakes the event streams of a project. */
  notify(projectId: string): void
  get<T>(path: string, headers?: Record<string, string>): Promise<Answer<T>>
  post<T>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>
}

const open: Server[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(close))
})

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  cutUpgraded(server)
  await new Promise((resolve) => server.close(resolve))
}

/** The real app on a free port, over a catalogue and a store in memory; closed after the test. */
export async function startApi(
  options: { script?: GatewayScript; limits?: Partial<ApiLimits>; deps?: Partial<ApiDeps> } = {},
): Promise<TestApi> {
  const ids = createIds()
  const catalogue = createMemoryCatalogue({ ids })
  const gateway = createScriptedGateway(catalogue, options.script)
  const store = createMemoryObjectStore()
  const listeners = new Set<(projectId: string) => void>()
  const logs: LoggedLine[] = []
  const clock = { nowMs: Date.UTC(2026, 0, 1) }
  const app = createApp({
    catalogue,
    store,
    gateway,
    ids,
    token,
    temporalUiUrl: 'http://localhost:8233',
    version: '0.0.0-test',
    now: () => clock.nowMs,
    webRoot: null,
    checkAnswers: true,
    subscribe: (onProject) => {
      listeners.add(onProject)
      return () => listeners.delete(onProject)
    },
    limits: { deliverDeadlineMs: 500, readyDeadlineMs: 200, figuresFreshMs: 0, ...options.limits },
    log: (level, message, fields) => void logs.push({ level, message, ...fields }),
    ...options.deps,
  })
  const server = createServer(app)
  answerUpgrades(server, app)
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const bearer = { authorization: `Bearer ${token}` }
  return {
    url,
    app,
    catalogue,
    gateway,
    store,
    logs,
    clock,
    notify: (projectId) => listeners.forEach((listener) => listener(projectId)),
    get: (path, headers) => send(`${url}${path}`, { headers: { ...bearer, ...headers } }),
    post: (path, body, headers) =>
      send(`${url}${path}`, {
        method: 'POST',
        headers: {
          ...bearer,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  }
}

/** One request; JSON answers are parsed, others are `{}`. */
export async function send<T>(url: string, init: RequestInit = {}): Promise<Answer<T>> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const body = (isJson && text !== '' ? JSON.parse(text) : {}) as T & Omit<Problem, 'status'>
  return { status: response.status, headers: response.headers, body }
}

export function createIds(): IdMint {
  return { mint: (kind: IdKind) => `${idPrefixes[kind]}_${randomUUID()}` }
}

/** A PNG signature and a body of its own for every name: enough for routes that only pass bytes on. */
export function fakePng(name: string): Uint8Array {
  return new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Buffer.from(name)])
}

export interface Stage {
  readonly project: ProjectRow
  readonly runId: string
  readonly wishlistRevisionId: string
  readonly variants: VariantRow[]
}

interface StageOptions {
  readonly specKeys?: readonly string[]
  readonly variantsPerSpec?: number
  readonly key?: string
  readonly bytesOf?: (name: string) => Uint8Array
  /** How every variant was made. */
  readonly provenance?: MakingProvenance
}

/** A project with a refined run of `specKeys`, each with `variantsPerSpec` scored variants whose bytes are stored. */
export async function stageReview(
  api: TestApi,
  {
    specKeys = ['barrel'],
    variantsPerSpec = 3,
    key = 'desert',
    bytesOf = fakePng,
    provenance,
  }: StageOptions = {},
): Promise<Stage> {
  const { catalogue } = api
  const project = await catalogue.projects.ensure({ key, name: key })
  const { projectId } = project
  const text = specKeys.map((specKey) => `prop: ${specKey}`).join('\n')
  const accepted = await api.post<WishlistAccepted>(`/api/v1/projects/${projectId}/wishlists`, {
    name: 'props.txt',
    text,
  })
  const { runId, wishlistRevisionId } = accepted.body
  await catalogue.intake.saveRefinement({
    projectId,
    wishlistRevisionId,
    runId,
    specs: specKeys.map((specKey, index) => specOf(specKey, index + 1, variantsPerSpec)),
    problems: [],
    notes: [],
  })
  await catalogue.runs.setStage(runId, 'generating')
  const variants: VariantRow[] = []
  const { specs } = await catalogue.runs.readSpecs(runId, 0, 500)
  for (const { specId, specKey, specRevisionId } of specs) {
    const jobs = Array.from({ length: variantsPerSpec }, (_, variantIndex) => ({
      jobId: hashOf({ runId, specRevisionId, variantIndex }),
      projectId,
      runId,
      specId,
      specRevisionId,
      round: 1,
      variantIndex,
      seed: '0123456789abcdef',
    }))
    await catalogue.generation.reserve({ projectId, runId, specRevisionId, cap: 1000, jobs, costMicros: 0 })
    for (const job of jobs) {
      const bytes = bytesOf(`${specKey}-${job.variantIndex}`)
      const { sha256 } = await api.store.put(bytes)
      await catalogue.generation.beginExecution(job.jobId)
      variants.push(
        await catalogue.generation.complete({
          ...paintedOf(sha256),
          ...(provenance ? { provenance } : {}),
          job,
        }),
      )
    }
    await catalogue.generation.release({ projectId, runId, specRevisionId })
    const scores = variants
      .filter((variant) => variant.specRevisionId === specRevisionId)
      .map(({ variantId }, index) => ({ variantId, score: 0.9 - index / 10, checks: [] }))
    await catalogue.generation.saveScores({ projectId, runId, specRevisionId, scores })
    await catalogue.runs.setSpecStage({ runId, specRevisionId, stage: 'reviewing', round: 1 })
  }
  return { project, runId, wishlistRevisionId, variants }
}

function paintedOf(sha256: string) {
  return {
    sha256,
    width: 64,
    height: 64,
    provider: 'procedural',
    providerVersion: '1',
    placeholder: true,
    promptHash: hashOf('prompt'),
    costMicros: 0,
    paintMs: 12,
  }
}

function specOf(key: string, line: number, variants: number): AssetSpec {
  return {
    key,
    assetType: 'prop',
    category: 'prop',
    prompt: { positive: `a wooden ${key}`, negative: '' },
    size: { width: 32, height: 32 },
    pivot: { x: 0.5, y: 1 },
    seamless: false,
    background: 'transparent',
    variants,
    palette: [],
    outlinePx: 1,
    light: 'upper-left',
    provider: 'procedural',
    tags: [],
    source: { file: 'props.txt', line, text: `prop: ${key}` },
  }
}

/** Finishes an approved variant: its asset version is in the library. */
export async function finishAsset(api: TestApi, variant: VariantRow): Promise<void> {
  const { projectId, runId, specId, specRevisionId, specKey, variantId, sha256 } = variant
  await api.catalogue.library.saveAssetVersion({
    projectId,
    runId,
    specId,
    specRevisionId,
    specKey,
    variantId,
    sha256,
    sizeBytes: 20,
    width: 32,
    height: 32,
    trim: { x: 0, y: 0, width: 32, height: 32 },
    processing: { backgroundRemoval: null, scale: 1, palette: [], steps: [] },
  })
  await api.catalogue.runs.setSpecStage({ runId, specRevisionId, stage: 'done', round: 1 })
}
