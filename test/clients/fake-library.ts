import { createHash } from 'node:crypto'
import { createUploadExaminer } from '../../adapters/import/examine-upload.js'
import { AssetloomError } from '../../core/errors.js'
import type { Problem, RunDifference } from '../../core/http/http-api.js'
import type {
  DeploymentView,
  ImportBody,
  LibraryAssetView,
  LibraryPage,
  TraceView,
  UploadView,
} from '../../core/http/library-api.js'
import { framesOf } from '../../core/spec/spec-frames.js'
import { submitList } from './fake-wishlists.js'
import type { FakeRun, FakeWorld } from './fake-world.js'

type Answer = { status?: number; body: unknown }
interface Call {
  readonly world: FakeWorld
  readonly query: URLSearchParams
  readonly body: unknown
  readonly ids: readonly string[]
}
type SpecView = FakeRun['specs'][number]

/** What was handed in, by project and hash, what was ordered of it, and what was told of games. */
export interface FakeLibrary {
  readonly uploads: Map<string, UploadView>
  readonly imports: ImportBody[]
  readonly differences: Map<string, RunDifference>
  readonly deployments: DeploymentView[]
}

const libraries = new WeakMap<FakeWorld, FakeLibrary>()
const examine = createUploadExaminer()

export function libraryOf(world: FakeWorld): FakeLibrary {
  const known = libraries.get(world)
  if (known !== undefined) return known
  const made = { uploads: new Map(), imports: [], differences: new Map(), deployments: [] }
  libraries.set(world, made)
  return made
}

export const libraryRoutes: readonly (readonly [RegExp, (call: Call) => Answer | Promise<Answer>])[] = [
  [/^POST \/projects\/([^/]+)\/uploads$/, upload],
  [/^POST \/projects\/([^/]+)\/imports$/, order],
  [/^GET \/runs\/([^/]+)\/difference$/, difference],
  [/^GET \/projects\/([^/]+)\/library$/, search],
  [/^GET \/assets\/([^/]+)$/, show],
  [/^GET \/trace\/([^/]+)$/, trace],
]

async function upload({ world, body, ids: [projectId = ''] }: Call): Promise<Answer> {
  const bytes = body as Buffer
  try {
    const { picture, ...facts } = await examine(bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const view = { projectId, sha256, sizeBytes: bytes.length, createdAt: now(), ...facts, picture }
    libraryOf(world).uploads.set(`${projectId} ${sha256}`, view)
    return { status: 201, body: view }
  } catch (error) {
    if (!(error instanceof AssetloomError)) throw error
    return problem(422, error.message, error.hint)
  }
}

/** A list with a line a file; each has to be an upload that lets its frames be cut, as far as sizes tell. */
function order({ world, body, ids: [projectId = ''] }: Call): Answer {
  const given = body as ImportBody
  const { uploads, imports, differences } = libraryOf(world)
  const problems = given.files.flatMap(({ file, sha256, frames = [] }, index) => {
    const missing = [sha256, ...frames.flatMap((frame) => frame.sha256 ?? [])].some(
      (one) => !uploads.has(`${projectId} ${one}`),
    )
    const { width, height } = uploads.get(`${projectId} ${sha256}`) ?? { width: 0, height: 0 }
    const isTall = frames.length === 0 && Math.max(width ?? 0, height ?? 0) > 1024
    const message = missing ? 'it was not uploaded to this project' : isTall ? 'it is too large' : null
    return message === null ? [] : [{ file, line: index + 1, message, hint: 'Mend it.' }]
  })
  if (problems.length > 0) return problem(422, 'It cannot be imported.', 'Mend it.', { problems })
  imports.push(given)
  const text = given.files.map(({ key, type }) => `${type}: ${key.replaceAll('-', ' ')}\n`).join('')
  const { review = 'person' } = given
  const answer = submitList(world, projectId, { name: `${given.name}.txt`, text, review })
  if (answer.created) differences.set(answer.runId, { difference: answer.difference ?? null })
  return { status: answer.created ? 202 : 200, body: answer }
}

function difference({ world, ids: [runId = ''] }: Call): Answer {
  return { body: libraryOf(world).differences.get(runId) ?? { difference: null } }
}

function search({ world, query, ids: [projectId] }: Call): Answer {
  const words = (query.get('q') ?? '').split(' ').filter((word) => word !== '')
  const found = finished(world)
    .filter(({ run, spec }) => {
      const isMeant = run.view.projectId === projectId && words.every((word) => spec.specKey.includes(word))
      return isMeant && [null, spec.assetType].includes(query.get('type'))
    })
    .sort((a, b) => (a.spec.specKey < b.spec.specKey ? -1 : 1))
    .filter(({ spec }) => spec.specKey > (query.get('cursor') ?? ''))
  const page = found.slice(0, Number(query.get('limit') ?? 100))
  const items = page.map(({ run, spec }): LibraryPage['items'][number] => {
    const asset = assetOf(world, run, spec)
    const [version] = asset.versions
    const { assetVersionId, width, height, sha256, look, score, provider, placeholder } = version!
    const { seed, runId, variantId, imageUrl, finishedAt } = version!
    return {
      ...{ assetId: asset.assetId, assetVersionId, projectId: asset.projectId, key: asset.key },
      ...{ type: asset.type, prompt: asset.prompt, tags: asset.tags, width, height, sha256, look, score },
      ...{ provider, placeholder, origin: 'software', seed, runId, variantId, imageUrl, finishedAt },
      ...{ version: 1, versions: 1, sameBytesAs: [] },
    }
  })
  const nextCursor = found.length > page.length ? (page.at(-1)?.spec.specKey ?? null) : null
  return { body: { items, nextCursor } satisfies LibraryPage }
}

function show({ world, ids: [assetId] }: Call): Answer {
  const found = finished(world).find(({ spec }) => idOf(spec) === assetId)
  return found === undefined ? missing('asset') : { body: assetOf(world, found.run, found.spec) }
}

function trace({ world, query, ids: [name] }: Call): Answer {
  const project = world.projects.find(({ key }) => key === query.get('project'))
  const variant = [...world.variants.values()].find((one) => one.variantId === name || one.sha256 === name)
  const all = world.runs.flatMap((run) => run.specs.map((spec) => ({ run, spec })))
  const found = all.find(({ run, spec }) =>
    variant === undefined
      ? idOf(spec) === name || (run.view.projectId === project?.projectId && spec.specKey === name)
      : spec.specId === variant.specId,
  )
  if (found === undefined) return missing('asset')
  const { run, spec } = found
  const { projectId, runId, wishlistRevisionId, createdAt: at } = run.view
  const asset = spec.finishedVariantId === null ? null : assetOf(world, run, spec)
  const made = [...world.variants.values()].filter(({ specId }) => specId === spec.specId)
  const steps: TraceView['steps'] = [
    { at, kind: 'listed', id: wishlistRevisionId, data: { list: run.view.wishlistName, runId } },
    ...made.map(({ variantId, seed, sha256, provider }) => ({
      ...{ at, kind: 'generated' as const, id: variantId, data: { seed, sha256, provider } },
    })),
    ...(asset?.versions[0]?.decisions ?? []).map(({ decisionId, verb, verdict, reviewer }) => ({
      ...{ at, kind: 'decided' as const, id: decisionId, data: { verb, verdict, reviewer } },
    })),
    ...(asset?.deployments ?? []).map(({ deploymentId, game, target, bundleId }) => ({
      ...{ at, kind: 'deployed' as const, id: deploymentId, data: { game, target, bundleId } },
    })),
  ]
  const subject = {
    ...{ projectId, specId: spec.specId, key: spec.specKey },
    ...{ assetId: asset?.assetId ?? null, variantId: variant?.variantId ?? null },
  }
  const projectKey = world.projects.find((one) => one.projectId === projectId)?.key ?? ''
  return { body: { subject, projectKey, steps } satisfies TraceView }
}

function finished(world: FakeWorld): { readonly run: FakeRun; readonly spec: SpecView }[] {
  return world.runs.flatMap((run) =>
    run.specs.filter((spec) => spec.finishedVariantId !== null).map((spec) => ({ run, spec })),
  )
}

const idOf = (spec: SpecView): string => spec.specId.replace('spc', 'ast')

function assetOf(world: FakeWorld, run: FakeRun, spec: SpecView): LibraryAssetView {
  const { projectId, runId } = run.view
  const variant = world.variants.get(spec.finishedVariantId ?? '')!
  const { variantId, sha256, provider, providerVersion, placeholder, seed, score, verdict, imageUrl } =
    variant
  const deployments = libraryOf(world)
    .deployments.filter(({ files }) => files.some(({ key }) => key === spec.specKey))
    .map((one) => ({ ...one, files: one.files.length }))
  return {
    ...{ assetId: idOf(spec), projectId, specId: spec.specId, key: spec.specKey },
    ...{ type: spec.assetType as LibraryAssetView['type'], prompt: spec.prompt, tags: [], deployments },
    versions: [
      {
        ...{ assetVersionId: idOf(spec).replace('ast', 'asv'), version: 1, variantId, runId, verdict },
        ...{ specRevisionId: spec.specRevisionId, sha256, sizeBytes: 9, look: null, imageUrl },
        ...{ width: spec.size.width * framesOf(spec).length, height: spec.size.height },
        ...{ provider, providerVersion, placeholder, seed, score, finishedAt: now() },
        processing: { backgroundRemoval: null, scale: 16, palette: [], steps: ['reduce'] },
        decisions: world.decisions.filter((one) => one.variantId === variantId),
      },
    ],
  }
}

function problem(status: number, detail: string, hint: string, more: Partial<Problem> = {}): Answer {
  const type = 'urn:assetloom:problem:planned'
  return { status, body: { type, title: 'Not usable', status, detail, hint, ...more } }
}

const missing = (what: string) => problem(404, `There is no such ${what}.`, 'Check the name.')

function now(): string {
  return new Date().toISOString()
}
