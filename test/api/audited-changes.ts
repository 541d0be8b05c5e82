import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { proposeSpecs } from '../../activities/propose-specs.js'
import { hashOf } from '../../core/hash.js'
import { projectContentId } from '../../core/bundle/project-content-id.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import { createRaster } from '../../core/raster/raster.js'
import type { LanguageModel } from '../../core/refinement/refinement-ports.js'
import { createIds, finishAsset } from './api-fixture.js'
import { sendAs, variantsOf, type AuditedChange, type AuditScene } from './audit-fixture.js'
import type { InvitationLink } from './sign-in-fixture.js'

const hook = { url: 'https://example.com/hook', events: ['runFinished'] }
const list = { name: 'list.txt', text: 'prop: chest\nprop: bell\ngizmo: iron crank' }
const mint = createIds()

/** A list of words that says `gizmo`, which no rule knows, so that a model may propose something. */
async function startList(scene: AuditScene): Promise<Record<string, string>> {
  const { api, ids } = scene
  const projectId = ids['projectId'] ?? ''
  const answer = await sendAs(
    scene,
    { method: 'post', path: '/projects/{projectId}/wishlists' },
    { ...list, name: `list-${mint.mint('job').slice(-6)}.txt` },
  )
  const { runId, wishlistRevisionId } = answer.body as { runId: string; wishlistRevisionId: string }
  const revision = await api.catalogue.intake.loadRevision(projectId, wishlistRevisionId)
  await api.catalogue.intake.saveRefinement({ ...revision, ...refineOrder(revision) })
  await api.catalogue.runs.setStage(runId, 'generating')
  const proposal = { lines: [3], assetType: 'prop', name: 'iron crank', prompt: 'iron crank of a sluice' }
  const languageModel: LanguageModel = {
    name: 'tiny',
    complete: async () => ({ text: JSON.stringify({ proposals: [proposal] }), isCutOff: false }),
  }
  const propose = proposeSpecs({ catalogue: api.catalogue, languageModel })
  await propose({ projectId, wishlistRevisionId, openLines: [3] })
  return { runId }
}

async function redPng(): Promise<Uint8Array> {
  const raster = createRaster(8, 8)
  for (let at = 4; at < raster.data.length; at += 4) raster.data.set([200, 40, 40, 255], at)
  return await sharpImageCodec.encodePng(raster)
}

/** A variant of the review with its newest version, as a decision names it. */
async function seen({ api, variants }: AuditScene, specKey: string, index = 0) {
  const of = variants.filter((variant) => variant.specKey === specKey)[index]!
  const page = await api.catalogue.review.listVariants({ runId: of.runId, specKey, limit: 10 })
  const { variantId, version } = page.variants.find((one) => one.variantId === of.variantId)!
  return { variantId, expectedVersion: version }
}

const decisionOf = (of: 'results' | 'decision') => (answer: never) => {
  const body = answer as { decisionId?: string; results?: { decisionId: string | null }[] }
  return {
    decisionId: (of === 'results' ? body.results?.[0]?.decisionId : body.decisionId) ?? 'none',
  }
}

/** Lists, runs and specs. */
const lists: Readonly<Record<string, AuditedChange>> = {
  submitWishlist: {
    body: () => list,
    after: ({ runId }: { runId: string }) => ({ listRunId: runId }),
    ...{ action: 'run.startWishlistRun', on: 'listRunId' },
  },
  generateAsset: {
    body: () => ({ prompt: 'health potion, red', category: 'item', project: 'desert' }),
    after: ({ runId }: { runId: string }) => ({ oneRunId: runId }),
    ...{ action: 'run.startWishlistRun', on: 'oneRunId' },
  },
  editSpecs: {
    before: startList,
    body: () => ({ edits: [{ key: 'chest', set: { variants: 3 } }] }),
    after: ({ runId }: { runId: string }) => ({ editedRunId: runId }),
    ...{ action: 'run.startWishlistRun', on: 'editedRunId' },
  },
  declineProposals: {
    before: startList,
    body: () => ({ keys: ['iron-crank'] }),
    ...{ action: 'proposal.declined', on: 'runId' },
  },
  acceptProposals: {
    before: startList,
    body: () => ({ keys: ['iron-crank'] }),
    after: ({ runId }: { runId: string }) => ({ acceptedRunId: runId }),
    ...{ action: 'run.startWishlistRun', on: 'acceptedRunId' },
  },
  pauseRun: { action: 'run.pauseRun', on: 'runId' },
  resumeRun: { action: 'run.resumeRun', on: 'runId' },
  approveOverage: { action: 'overage.changed', on: 'runId' },
  cancelRun: { action: 'run.cancelRun', on: 'runId' },
  uploadArt: {
    body: redPng,
    after: ({ sha256 }: { sha256: string }) => ({ sha256 }),
    ...{ action: 'upload.added', on: 'sha256' },
  },
  importArt: {
    body: ({ ids }) => ({
      ...{ name: 'stone', author: 'Ada', licence: 'CC0' },
      files: [{ key: 'stone', type: 'prop', file: 'stone.png', sha256: ids['sha256'] }],
    }),
    after: ({ runId }: { runId: string }) => ({ importRunId: runId }),
    ...{ action: 'run.startWishlistRun', on: 'importRunId' },
  },
  submitJob: {
    body: () => ({ type: 'generate', input: { prompt: 'an old oak' }, project: 'desert' }),
    after: ({ jobId }: { jobId: string }) => ({ jobId }),
    ...{ action: 'job.startChain', on: 'jobId' },
  },
  cancelJob: { action: 'job.cancelChain', on: 'jobId' },
}

/** What people do with a review. */
const reviews: Readonly<Record<string, AuditedChange>> = {
  assignReview: {
    // The review's run again, after those of other lists.
    before: async ({ variants }) => ({ runId: variants[0]!.runId }),
    body: () => ({ handle: 'ada', specKeys: ['barrel', 'lamp'] }),
    ...{ action: 'assignment.added', on: 'runId' },
  },
  takeClaims: { body: () => ({ count: 3 }), ...{ action: 'claim.added', on: 'runId' } },
  releaseClaims: { action: 'claim.removed', on: 'runId' },
  addNote: {
    before: async () => ({ specKey: 'barrel' }),
    body: () => ({ text: 'more rust, please' }),
    after: ({ noteId }: { noteId: string }) => ({ noteId }),
    ...{ action: 'note.added', on: 'noteId' },
  },
  editNote: { body: () => ({ text: 'less rust' }), action: 'note.changed', on: 'noteId' },
  deleteNote: { action: 'note.changed', on: 'noteId' },
  saveSpecTags: {
    before: async (scene) => ({ specKey: 'lamp', specId: variantsOf(scene, 'lamp')[0]!.specId }),
    body: () => ({ tags: ['night'], expectedVersion: 0 }),
    ...{ action: 'specTags.added', on: 'specId' },
  },
  decide: {
    before: async (scene) => ({ variantId: variantsOf(scene, 'barrel')[0]!.variantId }),
    body: () => ({ verb: 'approve', expectedVersion: 0 }),
    after: decisionOf('decision'),
    ...{ action: 'decision.approve', on: 'decisionId' },
  },
  decideManyVariants: {
    before: async (scene) => {
      const rejected = await Promise.all([seen(scene, 'lamp'), seen(scene, 'lamp', 1)])
      return { rejected: JSON.stringify(rejected) }
    },
    body: ({ ids }) => ({
      groupId: 'turned-down',
      decisions: (JSON.parse(ids['rejected'] ?? '[]') as object[]).map((one) => ({
        ...{ ...one, verb: 'reject', reason: 'too dark' },
      })),
    }),
    after: decisionOf('results'),
    ...{ action: 'decision.reject', on: 'decisionId' },
  },
  regenerateRejected: {
    body: () => ({ specKeys: ['lamp'], changes: { prompt: 'a brighter lamp' } }),
    after: decisionOf('results'),
    ...{ action: 'decision.regenerate', on: 'decisionId' },
  },
  approveBest: {
    body: () => ({ groupId: 'best', specKeys: ['crate'] }),
    after: decisionOf('results'),
    ...{ action: 'decision.pick', on: 'decisionId' },
  },
  undoDecisionGroup: {
    before: async () => ({ groupName: 'best' }),
    after: decisionOf('results'),
    ...{ action: 'decision.withdraw', on: 'decisionId' },
  },
  reopenSpec: {
    before: async ({ api, variants }) => {
      const { runId, specRevisionId } = variants.find(({ specKey }) => specKey === 'tent')!
      await api.catalogue.runs.setSpecClosed(runId, specRevisionId, true)
      return { specKey: 'tent' }
    },
    ...{ action: 'run.reopenAssetRun', on: 'runId' },
  },
  reproduceVariant: {
    after: ({ jobId }: { jobId: string }) => ({ reproduction: jobId }),
    ...{ action: 'job.startChain', on: 'reproduction' },
  },
}

/** Bundles and what is told of them. */
const bundles: Readonly<Record<string, AuditedChange>> = {
  requestBundles: {
    before: async (scene) => {
      await finishAsset(scene.api, variantsOf(scene, 'barrel')[0]!)
      return {}
    },
    body: () => ({ targets: ['generic'] }),
    ...{ action: 'run.startBundleRun', on: 'runId' },
  },
  tellDeployment: {
    before: async ({ api, ids: { projectId = '', runId = '' } }) => {
      const [bundle] = await api.catalogue.bundles.freeze({
        ...{ projectId, runId, targets: ['generic'], start: false },
        contentIdOf: projectContentId(projectId),
      })
      const manifest = hashOf('manifest')
      await api.catalogue.bundles.saveFiles(bundle!.contentId, [
        { path: 'manifest.json', sha256: manifest, sizeBytes: 1 },
      ])
      return { deploymentId: mint.mint('deployment'), manifest }
    },
    body: ({ ids: { deploymentId, manifest } }) => ({
      ...{ deploymentId, bundle: manifest, game: 'dusk' },
      files: [{ path: 'desert/barrel.png', sha256: hashOf('png'), key: 'barrel' }],
    }),
    ...{ action: 'deployment.added', on: 'deploymentId' },
  },
  undoDeployment: { action: 'deployment.changed', on: 'deploymentId' },
  saveExportProfile: {
    before: async () => ({ name: 'retro-x2' }),
    body: () => ({ target: 'pixi', scale: 2 }),
    ...{ action: 'exportProfile.added', on: 'name' },
  },
  removeExportProfile: { action: 'exportProfile.removed', on: 'name' },
}

/** Projects, their settings and documents, and who is told of them. */
const projects: Readonly<Record<string, AuditedChange>> = {
  saveSettings: {
    body: () => ({ settings: { artDirection: 'bold' }, expectedRevision: 0 }),
    after: ({ revision }: { revision: number }) => ({ revision: String(revision) }),
    ...{ action: 'settings.changed', on: 'revision' },
  },
  putDocument: {
    before: async () => ({ name: 'lore.md' }),
    body: () => ({ text: 'Once there was a desert.' }),
    ...{ action: 'document.added', on: 'name' },
  },
  removeDocument: { action: 'document.changed', on: 'name' },
  createWebhook: {
    body: () => hook,
    after: ({ webhook }: { webhook: { webhookId: string } }) => ({ webhookId: webhook.webhookId }),
    ...{ action: 'webhook.added', on: 'webhookId' },
  },
  putWebhook: {
    body: () => ({ ...hook, description: 'chat', isActive: true }),
    ...{ action: 'webhook.changed', on: 'webhookId' },
  },
  rotateWebhookSecret: { action: 'webhook.changed', on: 'webhookId' },
  testWebhook: {
    after: ({ deliveryId }: { deliveryId: string }) => ({ deliveryId }),
    ...{ action: 'webhookDelivery.added', on: 'deliveryId' },
  },
  redeliverWebhook: {
    before: async ({ api, ids: { deliveryId = '', projectId = '' } }) => {
      await api.catalogue.webhooks.noteTry({
        ...{ projectId, deliveryId, round: 1, state: 'failed', tryNumber: 1 },
        ...{ status: 500, failure: 'it said 500', nextTryInMs: null },
      })
      return {}
    },
    ...{ action: 'webhookDelivery.changed', on: 'deliveryId' },
  },
  removeWebhook: { action: 'webhook.removed', on: 'webhookId' },
  ensureProject: {
    body: () => ({ key: 'copy', name: 'Copy' }),
    after: ({ projectId }: { projectId: string }) => ({ copyId: projectId }),
    ...{ action: 'project.added', on: 'copyId' },
  },
  importProject: {
    before: async (scene) => {
      const { api, ids } = scene
      const papers = await api.catalogue.projects.ensure({ key: 'papers', name: 'Papers' })
      const document = { projectId: papers.projectId, name: 'rules.md', text: 'No rust.', addedBy: 'ada' }
      await api.catalogue.documents.put(document)
      const { body } = await api.get<{ texts: object }>(`/api/v1/projects/${papers.projectId}/export`)
      return {
        texts: JSON.stringify(body.texts),
        ofReview: ids['projectId'] ?? '',
        projectId: ids['copyId'] ?? '',
      }
    },
    body: ({ ids }) => ({ texts: JSON.parse(ids['texts'] ?? '{}') as object }),
    ...{ action: 'project.imported', on: 'copyId' },
  },
}

/** Who may come in. */
const access: Readonly<Record<string, AuditedChange>> = {
  createLoginLink: {
    before: async ({ ids }) => ({ nothing: '', projectId: ids['ofReview'] ?? '' }),
    ...{ as: 'token', action: 'loginLink.added', on: 'nothing' },
  },
  createOwnerInvitation: {
    body: () => ({ name: 'Cleo' }),
    after: ({ invitation }: InvitationLink) => ({ invitationId: invitation.invitationId }),
    ...{ action: 'invitation.added', on: 'invitationId' },
  },
  revokeInvitation: { action: 'invitation.changed', on: 'invitationId' },
  createInvitation: {
    body: ({ ids: { projectId } }) => ({ name: 'Bo', projectId, role: 'viewer' }),
    after: ({ invitation, url }: InvitationLink) => ({ invitationId: invitation.invitationId, url }),
    ...{ action: 'invitation.added', on: 'invitationId' },
  },
  putMember: {
    before: async ({ api, ids: { url = '' }, openBrowser }) => {
      await openBrowser({ url })
      const bo = await api.catalogue.access.users.find('bo')
      return { handle: 'bo', userId: bo?.userId ?? '' }
    },
    body: () => ({ role: 'editor' }),
    ...{ action: 'member.changed', on: 'userId' },
  },
  removeMember: { action: 'member.removed', on: 'userId' },
  changeUser: { body: () => ({ disabled: true }), action: 'user.changed', on: 'handle' },
  createApiKey: {
    body: () => ({ name: 'ci', role: 'viewer', expiresInDays: 1 }),
    after: ({ apiKey }: { apiKey: { keyId: string } }) => ({ apiKeyId: apiKey.keyId }),
    ...{ action: 'apiKey.added', on: 'apiKeyId' },
  },
  revokeApiKey: { action: 'apiKey.changed', on: 'apiKeyId' },
  createSignInLink: {
    before: async () => ({ handle: 'ada' }),
    body: () => ({}),
    after: ({ invitation, url }: InvitationLink) => ({ invitationId: invitation.invitationId, url }),
    ...{ action: 'invitation.added', on: 'invitationId' },
  },
  renameSession: {
    before: async (scene) => await openSecondBrowser(scene),
    body: () => ({ name: 'The old laptop' }),
    ...{ action: 'session.changed', on: 'sessionId' },
  },
  revokeSession: { action: 'session.changed', on: 'sessionId' },
  signOut: {
    before: async (scene) => await ownSession(scene),
    ...{ action: 'session.changed', on: 'sessionId' },
  },
}

async function openSecondBrowser({ api, ids: { url = '' }, openBrowser }: AuditScene) {
  const cookie = await openBrowser({ url })
  const [session] = await sessionsOf(api, cookie)
  return { sessionId: session?.sessionId ?? '' }
}

async function ownSession({ api, cookie }: AuditScene) {
  const [session] = await sessionsOf(api, cookie)
  return { sessionId: session?.sessionId ?? '' }
}

async function sessionsOf(api: AuditScene['api'], cookie: string) {
  const response = await fetch(`${api.url}/api/v1/sessions`, { headers: { cookie } })
  const { sessions } = (await response.json()) as { sessions: { sessionId: string; isCurrent: boolean }[] }
  return sessions.filter(({ isCurrent }) => isCurrent)
}

/** Every mutating operation whose act the audit log tells, in an order in which each finds what it needs. */
export const auditedChanges: Readonly<Record<string, AuditedChange>> = {
  ...lists,
  ...reviews,
  ...bundles,
  ...projects,
  ...access,
}

/** Operations that are no reading by their method and are not told, with the reason. */
export const untoldOperations: Readonly<Record<string, string>> = {
  diffWishlist: 'It reads: the list is in the body, and nothing is kept.',
  estimateWishlist: 'It reads: the list is in the body, and nothing is kept.',
  renewClaims: 'The page sends it while somebody is at work; that a claim was taken and given back is told.',
  sayPresence: 'Where somebody looks is in no table and is nobody else’s to keep.',
  leavePresence: 'Where somebody looks is in no table and is nobody else’s to keep.',
}
