import type { PresenceList, SpecTagsView } from '../../core/http/review-api.js'
import type { AssignmentRow } from '../../core/review-together/assignment-ports.js'
import type { ClaimRow } from '../../core/review-together/claim-ports.js'
import type { NoteRow } from '../../core/review-together/note-ports.js'
import { fakePreviewPng } from './fake-art.js'
import type { FakeWorld } from './fake-world.js'

type Answer = { status?: number; body: unknown; headers?: Record<string, string> }
interface Call {
  readonly world: FakeWorld
  readonly body: unknown
  readonly ids: readonly string[]
}

/** What people who review together do, in the memory of the fake API. Whoever asks is called `local`. */
export interface FakeReview {
  claims: ClaimRow[]
  presences: PresenceList['presences'][number][]
  notes: NoteRow[]
  assignments: AssignmentRow[]
  /** Besides who asks. */
  members: { readonly handle: string; readonly name: string; readonly role: string }[]
  /** By the key of the spec. */
  readonly tags: Map<string, { tags: readonly string[]; version: number }>
  tagGroups: Record<string, readonly string[]>
}

const reviews = new WeakMap<FakeWorld, FakeReview>()

export function reviewOf(world: FakeWorld): FakeReview {
  const known = reviews.get(world)
  if (known !== undefined) return known
  const made: FakeReview = {
    ...{ claims: [], presences: [], notes: [], assignments: [], members: [] },
    ...{ tags: new Map(), tagGroups: {} },
  }
  reviews.set(world, made)
  return made
}

/** From now on every variant has a picture that the server prepared. */
export function servePreviews(world: FakeWorld): void {
  for (const [variantId, variant] of world.variants) {
    const url = `${variant.imageUrl}/preview`
    world.variants.set(variantId, { ...variant, previewUrl: url, thumbUrl: url })
  }
}

/** Routes of claims, presence, notes, tags, assignments and previews. */
export const reviewRoutes: readonly (readonly [RegExp, (call: Call) => Answer])[] = [
  [
    /^GET \/projects\/[^/]+\/images\/([0-9a-f]+)\/preview$/,
    ({ world, ids }) => {
      const picture = world.pictures.get(ids[0] ?? '')
      if (picture === undefined) return { status: 404, body: { status: 404, detail: 'No such image.' } }
      const body = fakePreviewPng(picture.number, picture.frames)
      return { body, headers: { 'content-type': 'image/png', 'cache-control': 'max-age=3600' } }
    },
  ],
  [
    /^GET \/me$/,
    () => ({
      body: { handle: 'local', name: 'local', mode: 'local', isInstallationOwner: true, memberships: 'all' },
    }),
  ],
  [/^GET \/runs\/[^/]+\/claims$/, ({ world }) => ({ body: { claims: reviewOf(world).claims } })],
  [/^POST \/runs\/([^/]+)\/claims$/, takeClaims],
  [
    /^DELETE \/runs\/[^/]+\/claims$/,
    ({ world }) => {
      const review = reviewOf(world)
      const left = review.claims.filter(({ handle }) => handle !== 'local')
      const released = review.claims.length - left.length
      review.claims = left
      return { body: { released } }
    },
  ],
  [
    /^(GET|PUT|DELETE) \/runs\/[^/]+\/presence$/,
    ({ world, body, ids }) => presence(world, ids[0] ?? '', body),
  ],
  [
    /^GET \/runs\/[^/]+\/specs\/[^/]+\/notes$/,
    ({ world }) => ({ body: { notes: reviewOf(world).notes.filter((note) => note.deletedAt === null) } }),
  ],
  [/^POST \/runs\/([^/]+)\/specs\/([^/]+)\/notes$/, addNote],
  [/^PUT \/runs\/[^/]+\/specs\/[^/]+\/notes\/([^/]+)$/, editNote],
  [
    /^DELETE \/runs\/[^/]+\/specs\/[^/]+\/notes\/([^/]+)$/,
    ({ world, ids }) => {
      const review = reviewOf(world)
      const deletedAt = new Date().toISOString()
      review.notes = review.notes.map((note) => (note.noteId === ids[0] ? { ...note, deletedAt } : note))
      return { body: {} }
    },
  ],
  [
    /^GET \/runs\/[^/]+\/specs\/([^/]+)\/tags$/,
    ({ world, ids }) => ({ body: tagsView(world, ids[0] ?? '') }),
  ],
  [/^PUT \/runs\/[^/]+\/specs\/([^/]+)\/tags$/, saveTags],
  [
    /^GET \/runs\/[^/]+\/tags$/,
    ({ world }) => ({
      body: { specs: [...reviewOf(world).tags.keys()].map((specKey) => tagRow(world, specKey)) },
    }),
  ],
  [
    /^GET \/runs\/[^/]+\/assignment$/,
    ({ world }) => ({ body: { assignments: reviewOf(world).assignments } }),
  ],
  [/^PUT \/runs\/([^/]+)\/assignment$/, assign],
  [
    /^GET \/projects\/[^/]+\/members$/,
    ({ world }) => ({
      body: {
        members: reviewOf(world).members.map((one) => ({
          ...one,
          ...{ source: 'member', addedBy: 'local', addedAt: new Date().toISOString() },
        })),
      },
    }),
  ],
]

function takeClaims({ world, body, ids }: Call): Answer {
  const review = reviewOf(world)
  const run = world.runs.find((one) => one.view.runId === ids[0])
  const { count = 20 } = body as { count?: number }
  const taken = new Set(review.claims.map(({ specKey }) => specKey))
  const now = new Date().toISOString()
  const claims = (run?.specs ?? [])
    .filter((spec) => spec.stage === 'reviewing' && !taken.has(spec.specKey))
    .slice(0, count)
    .map(({ specKey, specRevisionId }) => ({
      ...{ specKey, specRevisionId, handle: 'local', claimedAt: now, leaseUntil: now },
    }))
  review.claims.push(...claims)
  if (run !== undefined) world.emit(run.view.projectId, run.view.runId, 'claimsChanged', {})
  return { body: { claims } }
}

function presence(world: FakeWorld, method: string, body: unknown): Answer {
  const review = reviewOf(world)
  const others = review.presences.filter(({ handle }) => handle !== 'local')
  const { specKey = null } = (body ?? {}) as { specKey?: string | null }
  const own = { handle: 'local', name: 'local', specKey, seenAt: new Date().toISOString() }
  if (method !== 'GET') review.presences = method === 'PUT' ? [...others, own] : others
  return { body: { presences: review.presences, keepMs: 40_000 } }
}

function addNote({ world, body, ids }: Call): Answer {
  const { noteId = world.mint('nte'), text, variantId = null } = body as Partial<NoteRow> & { text: string }
  const run = world.runs.find((one) => one.view.runId === ids[0])
  const spec = run?.specs.find((one) => one.specKey === ids[1])
  const note: NoteRow = {
    ...{ noteId, text, variantId, author: 'local', runId: ids[0] ?? '', former: [] },
    ...{ projectId: run?.view.projectId ?? '', specRevisionId: spec?.specRevisionId ?? '' },
    ...{ createdAt: new Date().toISOString(), editedAt: null, deletedAt: null },
  }
  const { notes } = reviewOf(world)
  if (!notes.some((one) => one.noteId === noteId)) notes.push(note)
  return { status: 201, body: note }
}

function editNote({ world, body, ids }: Call): Answer {
  const { text } = body as { text: string }
  const { notes } = reviewOf(world)
  const at = notes.findIndex(({ noteId }) => noteId === ids[0])
  const note = notes[at]
  if (note?.author !== 'local')
    return {
      status: 403,
      body: { status: 403, title: 'not-your-note', detail: 'Only its author changes it.' },
    }
  const replacedAt = new Date().toISOString()
  const former = [...note.former, { text: note.text, replacedAt }]
  notes[at] = { ...note, text, former, editedAt: replacedAt }
  return { body: notes[at] }
}

function assign({ world, body, ids }: Call): Answer {
  const { handle, specKeys } = body as { handle: string | null; specKeys?: string[] }
  const review = reviewOf(world)
  const run = world.runs.find((one) => one.view.runId === ids[0])
  const keys: readonly (string | null)[] = specKeys ?? [null]
  const left = review.assignments.filter((one) => specKeys !== undefined && !keys.includes(one.specKey))
  const given = { assignedBy: 'local', assignedAt: new Date().toISOString() }
  review.assignments = [
    ...left,
    ...(handle === null ? [] : keys.map((specKey) => ({ specKey, handle, ...given }))),
  ]
  if (run !== undefined) world.emit(run.view.projectId, run.view.runId, 'reviewAssigned', {})
  return { body: { assignments: review.assignments } }
}

function tagRow(world: FakeWorld, specKey: string) {
  const { tags, version } = reviewOf(world).tags.get(specKey) ?? { tags: [], version: 0 }
  return { specId: specKey, specKey, tags, version, taggedBy: null, taggedAt: null, former: null }
}

function tagsView(world: FakeWorld, specKey: string): SpecTagsView {
  return { ...tagRow(world, specKey), own: [], groups: reviewOf(world).tagGroups }
}

function saveTags({ world, body, ids }: Call): Answer {
  const specKey = ids[0] ?? ''
  const { tags, expectedVersion } = body as { tags: string[]; expectedVersion: number }
  const { version } = tagsView(world, specKey)
  if (version !== expectedVersion)
    return {
      status: 409,
      body: { status: 409, title: 'conflict', detail: 'Somebody else tagged it meanwhile.' },
    }
  reviewOf(world).tags.set(specKey, { tags, version: version + 1 })
  const run = world.runs.find((one) => one.specs.some((spec) => spec.specKey === specKey))
  if (run !== undefined) world.emit(run.view.projectId, run.view.runId, 'tagsChanged', {})
  return { body: tagsView(world, specKey) }
}
