import { AssetloomError } from '../errors.js'
import { webhookLimits } from './webhook-limits.js'

export function tooManyWebhooks(): AssetloomError {
  const { webhooksMax } = webhookLimits
  return new AssetloomError(
    'Conflict',
    `a project has at most ${webhooksMax} webhooks`,
    'Remove one that nothing uses.',
  )
}

export function offConflict(): AssetloomError {
  return new AssetloomError(
    'Conflict',
    'the webhook is switched off',
    'Switch it on first: Go on in the settings, webhook resume, or PUT it with isActive true.',
  )
}

export function pendingConflict(): AssetloomError {
  return new AssetloomError(
    'Conflict',
    'this is being delivered',
    'Wait until it has ended; the list of deliveries says when the next try is.',
  )
}
