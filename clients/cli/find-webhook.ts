import type { ListedWebhook } from '../../core/webhooks/webhook-ports.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { CliError } from './cli-error.js'
import { findProject } from './find-project.js'

/** A webhook, and what calls about it need. */
export interface FoundWebhook {
  readonly client: AssetloomClient
  readonly webhook: ListedWebhook
  /** As the options of a command that is written on. */
  readonly named: string
  readonly params: { readonly projectId: string; readonly webhookId: string }
}

/**
 * The webhook of a project with this id or this address. Throws CliError: notFound, or usage for an address that
 * several have.
 */
export async function findWebhook(
  client: AssetloomClient,
  project: string,
  named: string,
): Promise<FoundWebhook> {
  const { projectId } = await findProject(client, project)
  const { webhooks } = await client.call('listWebhooks', { params: { projectId } })
  const found = webhooks.filter(({ webhookId, url }) => webhookId === named || url === named)
  const [webhook, other] = found
  if (webhook === undefined)
    throw new CliError(
      'notFound',
      `Project ${project} has no webhook ${named}.`,
      `Those that it has: npx assetloom webhook list --project ${project}`,
    )
  if (other !== undefined)
    throw new CliError(
      'usage',
      `${found.length} webhooks have this address.`,
      `Name one by its id: ${found.map(({ webhookId }) => webhookId).join(', ')}`,
    )
  const { webhookId } = webhook
  return { client, webhook, named: `${webhookId} --project ${project}`, params: { projectId, webhookId } }
}
