import { extname } from 'node:path'
import type { Response, Router } from 'express'
import { AssetloomError } from '../../core/errors.js'
import { findBundleTarget } from '../../core/bundle/find-bundle-target.js'
import { projectContentId } from '../../core/bundle/project-content-id.js'
import type { BundleList, BundleView } from '../../core/http/http-api.js'
import type { BundleRow } from '../../core/bundle-ports.js'
import type { ApiContext } from '../api-deps.js'
import { idempotent } from '../idempotency.js'
import { projectOfRun, requireRun } from '../lookup.js'
import { notFound, problem } from '../problem.js'
import { parseBody } from '../request-bodies.schema.js'
import { pathId, pathText, resource } from '../resource.js'

export function addBundleRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  resource(router, '/runs/:runId/bundles', {
    async get(request, response) {
      const { runId } = await requireRun(catalogue, pathId(request, 'runId', 'run'))
      response.json({ bundles: await catalogue.bundles.listOfRun(runId) } satisfies BundleList)
    },
    post: idempotent(
      deps,
      (request) => projectOfRun(catalogue, request),
      async (request, response) => {
        const { runId, projectId } = await requireRun(catalogue, pathId(request, 'runId', 'run'))
        const targets = checkTargets(parseBody('requestBundles', request.body).targets)
        const bundles = await startBundles(deps, projectId, runId, targets)
        const isReady = bundles.every((bundle) => bundle.state === 'published')
        response
          .status(isReady ? 200 : 202)
          .location(`/api/v1/runs/${runId}/bundles`)
          .json({ bundles } satisfies BundleList)
      },
    ),
  })

  resource(router, '/bundles/:bundleId', {
    async get(request, response) {
      const found = await catalogue.bundles.find(pathId(request, 'bundleId', 'bundle'))
      if (!found) throw notFound('bundle')
      response.json({ ...found.bundle, files: found.files } satisfies BundleView)
    },
  })

  resource(router, '/bundles/:bundleId/files/*path', {
    async get(request, response) {
      const found = await catalogue.bundles.find(pathId(request, 'bundleId', 'bundle'))
      // Only a path that the bundle lists is served, and from the store by its hash: `..` has nothing to climb.
      const path = pathText(request, 'path')
      const file = found?.files.find((one) => one.path === path)
      if (!found || !file) throw notFound('file in this bundle')
      const etag = `"${file.sha256}"`
      setFileHeaders(response, path, etag)
      if (request.headers['if-none-match'] === etag) {
        response.status(304).end()
        return
      }
      response.send(await readOrRebuild(deps, found.bundle, file.sha256, response))
    },
  })
}

/** A file whose bytes are lost or damaged can be made again: its bundle is queued, and the client comes back. */
async function readOrRebuild(
  { catalogue, store, log }: ApiContext,
  { contentId, bundleId }: BundleRow,
  sha256: string,
  response: Response,
): Promise<Buffer> {
  try {
    return Buffer.from(await store.get(sha256))
  } catch (error) {
    const isLost =
      error instanceof AssetloomError && (error.type === 'CorruptObject' || error.type === 'MissingObject')
    if (!isLost) throw error
    response.removeHeader('ETag')
    if (await catalogue.bundles.rebuild(contentId))
      log('warn', 'a file of a bundle is lost or damaged; the bundle is built again', { bundleId, sha256 })
    throw problem(
      503,
      'bundle-damaged',
      'A file of this bundle was lost or damaged in the store. The bundle is being built again.',
      'Try again in a few seconds. If the bundle fails instead: npx assetloom rebuild --from BACKUP',
      {},
      { 'Retry-After': '2' },
    )
  }
}

/** The targets without repetitions. Throws InvalidInput for one that cannot be made. */
export function checkTargets(targets: readonly string[]): string[] {
  return [...new Set(targets.map((target) => findBundleTarget(target).name))]
}

async function startBundles(
  { catalogue }: ApiContext,
  projectId: string,
  runId: string,
  targets: readonly string[],
): Promise<BundleRow[]> {
  const { assets, specs } = await catalogue.runs.counts(runId)
  if (assets === 0)
    throw problem(
      409,
      'nothing-approved',
      `None of the ${specs} assets of this run is approved and finished yet.`,
      'Approve at least one variant and wait until it is finished.',
    )
  // Freezing writes the outbox rows that start the bundles, in the same transaction; the orchestrator worker sends them.
  return await catalogue.bundles.freeze({
    projectId,
    runId,
    targets,
    contentIdOf: projectContentId(projectId),
    start: true,
  })
}

const contentTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ogg': 'audio/ogg',
}

/** A page of a bundle runs no script and belongs to no origin: its text came from a wishlist. */
const bundlePagePolicy = "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'"

function setFileHeaders(response: Response, path: string, etag: string): void {
  response.set({
    'Content-Type': contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'Content-Security-Policy': bundlePagePolicy,
    'Cache-Control': 'private, no-cache',
    ETag: etag,
  })
}
