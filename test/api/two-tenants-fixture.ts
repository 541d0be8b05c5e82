import { roles, type Role } from '../../core/access/principal.js'
import { sha256Hex } from '../../core/hash.js'
import type { VariantRow } from '../../core/ports.js'
import { createIds, stageReview, type TestApi } from './api-fixture.js'
import { join, startStudio, type InvitationLink, type Person } from './sign-in-fixture.js'

/** Everything that a path may name of one team's project. */
export interface Tenant {
  readonly ids: Readonly<Record<string, string>>
  /** The key of its one spec: no answer to the other team may hold it. */
  readonly secret: string
}

export interface Tenants {
  readonly api: TestApi
  readonly own: Tenant
  readonly foreign: Tenant
  /** People of the own project, one a role; none of them is in the other. */
  readonly members: Readonly<Record<Role, Person>>
}

/** Two teams with a run, variants, a decision, an asset, a bundle, a job, a key and an invitation each. */
export async function stageTenants(): Promise<Tenants> {
  const limits = { wrongSecretsPerMinute: 1_000, writesPerMinute: 10_000 }
  const api = await startStudio({ limits })
  const own = await stageTenant(api, 'desert', 'cactus')
  const foreign = await stageTenant(api, 'forest', 'toadstool')
  const { projectId = '' } = own.ids
  const people: [Role, Person][] = []
  for (const role of roles) people.push([role, await join(api, projectId, role, `the-${role}`)])
  return { api, own, foreign, members: Object.fromEntries(people) as Record<Role, Person> }
}

async function stageTenant(api: TestApi, key: string, specKey: string): Promise<Tenant> {
  const { catalogue } = api
  const ids = createIds()
  const stage = await stageReview(api, {
    key,
    specKeys: [specKey],
    bytesOf: (name) => Buffer.from(`${key} ${name}`),
  })
  const { project, runId, wishlistRevisionId, variants } = stage
  const { projectId } = project
  const [variant] = variants
  const decisionId = ids.mint('decision')
  const scope = { projectId, runId, specRevisionId: variant!.specRevisionId }
  const message = { decisionId, verb: 'approve' as const, variantId: variant!.variantId, expectedVersion: 0 }
  await catalogue.review.requestDecision({ ...scope, message: { ...message, reviewer: 'local' } })
  await catalogue.review.recordDecisions({
    ...{ ...scope, specId: variant!.specId },
    decisions: [
      {
        ...{ decisionId, variantId: variant!.variantId, version: 1, verb: 'approve', verdict: 'approved' },
        ...{ reason: null, note: null, reviewer: 'local' },
      },
    ],
  })
  const asset = await catalogue.library.saveAssetVersion(finished(variant!, specKey))
  const [bundle] = await catalogue.bundles.freeze({
    ...{ projectId, runId, targets: ['generic'], contentIdOf: () => sha256Hex(key), start: false },
  })
  const jobId = ids.mint('job')
  await catalogue.chains.submit({
    ...{ projectId, chainId: jobId },
    steps: [{ jobId, parentJobId: null, position: '1', type: 'generate', input: {}, notes: [] }],
  } as never)
  const { body: made } = await api.post<{ apiKey: { keyId: string } }>(
    `/api/v1/projects/${projectId}/api-keys`,
    {
      ...{ name: 'ci', role: 'viewer', expiresInDays: 1 },
    },
  )
  const { body: link } = await api.post<InvitationLink>('/api/v1/invitations', {
    ...{ name: 'Guest', role: 'viewer', projectId },
  })
  const webhook = await catalogue.webhooks.create({
    settings: { url: 'https://example.com/', events: ['runFinished'], description: '', isActive: true },
    ...{ projectId, secret: 'whsec_', createdBy: 'ana' },
  })
  const delivery = await catalogue.webhooks.sendTest(projectId, webhook.webhookId)
  return {
    secret: specKey,
    ids: {
      ...{ projectId, runId, wishlistRevisionId, decisionId, jobId, specKey },
      ...{ deploymentId: ids.mint('deployment'), noteId: ids.mint('note'), revision: '1' },
      ...{ variantId: variant!.variantId, sha256: variant!.sha256, specId: variant!.specId },
      ...{ assetId: asset.assetId, bundleId: bundle?.bundleId ?? '' },
      ...{ apiKeyId: made.apiKey.keyId, invitationId: link.invitation.invitationId },
      ...{ webhookId: webhook.webhookId, deliveryId: delivery?.deliveryId ?? '' },
    },
  }
}

function finished(variant: VariantRow, specKey: string) {
  const { projectId, runId, specId, specRevisionId, variantId, sha256 } = variant
  return {
    ...{
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
    },
    trim: { x: 0, y: 0, width: 32, height: 32 },
    processing: { backgroundRemoval: null, scale: 1, palette: [], steps: [] },
  }
}
