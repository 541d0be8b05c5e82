import { extname } from 'node:path'
import type { Response, Router } from 'express'
import { AssetloomError } from '../../core/errors.js'
import {
  listBundles,
  readBundle,
  readBundleArchive,
  readBundleFile,
  requestBundles,
} from '../../core/http/contracts/bundles-contracts.schema.js'
import { findBundleTarget } from '../../core/bundle/find-bundle-target.js'
import { judgeRelease, type ReleaseObjection } from '../../core/bundle/judge-release.js'
import { emptyCatalogue } from '../../core/models/merge-catalogue.js'
import type { NamedProfile } from '../../core/bundle/export-profile.schema.js'
import { projectContentId } from '../../core/bundle/project-content-id.js'
import type { BundleList, BundleView } from '../../core/http/http-api.js'
import type { BundleKind, BundleRow } from '../../core/bundle-ports.js'
import type { ApiContext } from '../api-deps.js'
import { readBundleBytes } from '../bundle-bytes.js'
import { namesTag } from '../entity-tag.js'
import { requireRun } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { notFound, problem } from '../problem.js'
import { sendBundleArchive } from '../send-bundle-archive.js'

export function addBundleRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(listBundles, async ({ params }, response) => {
      const { runId } = await requireRun(catalogue, params.runId)
      response.json({ bundles: await catalogue.bundles.listOfRun(runId) } satisfies BundleList)
    }),
    operation(requestBundles, async ({ params, body }, response) => {
      const { runId, projectId } = await requireRun(catalogue, params.runId)
      const profile = 'profile' in body ? await findProfile(catalogue, projectId, body.profile) : undefined
      const wanted = checkTargets('targets' in body ? body.targets : profile ? [profile.target] : [])
      const bundles = await startBundles(deps, {
        projectId,
        runId,
        targets: wanted,
        kind: body.kind,
        profile,
      })
      const isReady = bundles.every((bundle) => bundle.state === 'published')
      response
        .status(isReady ? 200 : 202)
        .location(`/api/v1/runs/${runId}/bundles`)
        .json({ bundles } satisfies BundleList)
    }),
    operation(readBundle, async ({ params }, response) => {
      const found = await catalogue.bundles.find(params.bundleId)
      if (!found) throw notFound('bundle')
      response.json({ ...found.bundle, files: found.files } satisfies BundleView)
    }),
    operation(readBundleFile, async ({ params, headers }, response) => {
      const found = await catalogue.bundles.find(params.bundleId)
      // Only a path that the bundle lists is served, and from the store by its hash: `..` has nothing to climb.
      const { path } = params
      const file = found?.files.find((one) => one.path === path)
      if (!found || !file) throw notFound('file in this bundle')
      const etag = `"${file.sha256}"`
      setFileHeaders(response, path, etag)
      if (namesTag(headers['If-None-Match'] ?? '', etag)) {
        response.status(304).end()
        return
      }
      const bytes = await readBundleBytes(deps, found.bundle, file.sha256).catch((error: unknown) => {
        // The tag is of what is not sent.
        response.removeHeader('ETag')
        throw error
      })
      response.send(Buffer.from(bytes))
    }),
    operation(readBundleArchive, async ({ params, headers, request }, response) => {
      const found = await catalogue.bundles.find(params.bundleId)
      if (!found) throw notFound('bundle')
      const { bundle, files } = found
      const { wishlistName: listName } = await requireRun(catalogue, bundle.runId)
      await sendBundleArchive(
        deps,
        { bundle, files, listName },
        { method: request.method, headers },
        response,
      )
    }),
  ])
}

/** The targets without repetitions. Throws InvalidInput for one that cannot be made. */
export function checkTargets(targets: readonly string[]): string[] {
  return [...new Set(targets.map((target) => findBundleTarget(target).name))]
}

interface BundleOrder {
  readonly projectId: string
  readonly runId: string
  readonly targets: readonly string[]
  readonly kind: BundleKind | undefined
  readonly profile: NamedProfile | undefined
}

async function findProfile(
  { bundles }: ApiContext['catalogue'],
  projectId: string,
  name: string,
): Promise<NamedProfile> {
  const rows = await bundles.listProfiles(projectId)
  const row = rows.find((one) => one.name === name)
  if (row !== undefined) return { ...row.profile, name }
  const there = rows.map((one) => one.name).join(', ')
  throw problem(
    404,
    'not-found',
    `This project has no export profile "${name}".`,
    there === '' ? 'Make one: npx assetloom profile set NAME --target TARGET' : `There are: ${there}.`,
  )
}

async function startBundles({ catalogue, readModels }: ApiContext, order: BundleOrder): Promise<BundleRow[]> {
  const { projectId, runId, targets, kind, profile } = order
  await refuseEmptySet(catalogue, order)
  const models = kind === 'release' ? await readModels() : emptyCatalogue
  const objections: ReleaseObjection[] = []
  try {
    // Freezing writes the outbox rows that start the bundles, in the same transaction; the orchestrator worker sends them.
    return await catalogue.bundles.freeze({
      ...{ projectId, runId, targets, start: true },
      contentIdOf: projectContentId(projectId, kind, profile),
      ...(kind === undefined ? {} : { kind }),
      ...(profile === undefined ? {} : { profile }),
      ...(kind === 'release'
        ? { judge: (assets, specs) => refuseRelease(objections, judgeRelease(assets, specs, models)) }
        : {}),
    })
  } catch (error) {
    if (objections.length === 0) throw error
    throw problem(
      409,
      'release-refused',
      `This run cannot be released: ${objections.length} ${objections.length === 1 ? 'thing is' : 'things are'} in the way.`,
      'Each objection names its next step; then ask for the release again.',
      { objections },
    )
  }
}

/** Ends the freeze, so that nothing is kept of a release that is refused. `kept` tells the caller why. */
function refuseRelease(kept: ReleaseObjection[], objections: readonly ReleaseObjection[]): void {
  kept.splice(0, kept.length, ...objections)
  if (objections.length > 0)
    throw new AssetloomError('Conflict', 'the run cannot be released', 'see the objections')
}

async function refuseEmptySet(
  catalogue: ApiContext['catalogue'],
  { runId, kind }: BundleOrder,
): Promise<void> {
  const { assets, specs } = await catalogue.runs.counts(runId)
  if (kind !== undefined && specs === 0)
    throw problem(
      409,
      'no-specs',
      'This run has no specs: its list is not read yet, or nothing in it was understood.',
      'Wait until the list is refined (npx assetloom run list), or look at what was rejected: npx assetloom wishlist list',
    )
  if (kind === undefined && assets === 0)
    throw problem(
      409,
      'nothing-approved',
      `None of the ${specs} assets of this run is approved and finished yet.`,
      'Approve at least one variant and wait until it is finished.',
    )
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
