import { AssetloomError } from '../../core/errors.js'
import type { CatalogueEvent } from '../../core/events.js'
import { terminalRunStages, type RunStage } from '../../core/run-options.js'
import { offConflict, pendingConflict, tooManyWebhooks } from '../../core/webhooks/webhook-conflicts.js'
import { webhookLimits } from '../../core/webhooks/webhook-limits.js'
import {
  webhookEvents,
  type DeliveryRow,
  type ToldEvent,
  type WebhookCatalogue,
  type WebhookEvent,
  type WebhookRow,
} from '../../core/webhooks/webhook-ports.js'
import { addOutbox, isoNow, type MemoryState, type Mutable } from './memory-catalogue-state.js'

interface MemoryWebhook extends Mutable<WebhookRow> {
  secret: string
  former: { secret: string; untilMs: number } | null
}

interface MemoryDelivery extends Mutable<DeliveryRow> {
  readonly told: ToldEvent
}

/** The catalogue's state with its webhooks; the newest delivery last. */
interface WebhookState extends MemoryState {
  readonly hooks: Map<string, MemoryWebhook>
  readonly deliveries: MemoryDelivery[]
}

function publicRow({ secret: _secret, former: _former, ...row }: MemoryWebhook): WebhookRow {
  return structuredClone(row)
}

function deliveryRow({ told: _told, ...row }: MemoryDelivery): DeliveryRow {
  return structuredClone(row)
}

function toldType({ type, data }: CatalogueEvent): WebhookEvent | null {
  if (type === 'runStageChanged')
    return terminalRunStages.includes(data['stage'] as RunStage) ? 'runFinished' : null
  return (webhookEvents as readonly string[]).includes(type) ? (type as WebhookEvent) : null
}

function addDelivery(state: WebhookState, hook: MemoryWebhook, told: ToldEvent): DeliveryRow {
  const delivery: MemoryDelivery = {
    ...{ deliveryId: state.ids.mint('webhookDelivery'), webhookId: hook.webhookId, event: told.event },
    ...{ eventSeq: told.seq, state: 'pending', round: 1, tries: 0, lastStatus: null, lastFailure: null },
    ...{ lastTryAt: null, nextTryAt: isoNow(state), createdAt: isoNow(state), endedAt: null, told },
  }
  state.deliveries.push(delivery)
  return queue(state, delivery)
}

function queue(state: WebhookState, delivery: MemoryDelivery): DeliveryRow {
  const { deliveryId, round, told } = delivery
  const message = { kind: 'deliverWebhook', projectId: told.projectId, deliveryId, round } as const
  addOutbox(state, message, `deliverWebhook/${deliveryId}/${round}`)
  return deliveryRow(delivery)
}

/** As the trigger on events does it. */
function tellWebhooks(state: WebhookState, event: CatalogueEvent): void {
  const { projectId, runId, seq, at, data } = event
  const type = toldType(event)
  if (type === null) return
  for (const hook of state.hooks.values())
    if (hook.projectId === projectId && hook.isActive && hook.events.includes(type))
      addDelivery(state, hook, { event: type, at, projectId, runId, seq, data })
}

/** Webhooks without a database. */
export function createMemoryWebhooks(memory: MemoryState): WebhookCatalogue {
  const state: WebhookState = { ...memory, hooks: new Map(), deliveries: [] }
  memory.eventListeners.push((event) => tellWebhooks(state, event))
  const find = (projectId: string, webhookId: string) => {
    const hook = state.hooks.get(webhookId)
    return hook?.projectId === projectId ? hook : undefined
  }
  const change = (projectId: string, webhookId: string, more: Partial<MemoryWebhook>) => {
    const hook = find(projectId, webhookId)
    return hook === undefined ? null : publicRow(Object.assign(hook, more))
  }
  return {
    create: async ({ projectId, settings, secret, createdBy }) => {
      if (!state.projects.has(projectId)) throw new AssetloomError('NotFound', `no project ${projectId}`, '')
      const all = [...state.hooks.values()].filter((one) => one.projectId === projectId)
      if (all.length >= webhookLimits.webhooksMax) throw tooManyWebhooks()
      const at = isoNow(state)
      const hook: MemoryWebhook = {
        ...{ webhookId: state.ids.mint('webhook'), projectId, ...structuredClone(settings), createdBy },
        ...{ offReason: null, createdAt: at, secretChangedAt: at, secret, former: null },
      }
      state.hooks.set(hook.webhookId, hook)
      return publicRow(hook)
    },
    list: async (projectId) =>
      [...state.hooks.values()].filter((one) => one.projectId === projectId).map(publicRow),
    find: async (projectId, webhookId) => {
      const hook = find(projectId, webhookId)
      return hook ? publicRow(hook) : null
    },
    update: async (projectId, webhookId, settings) =>
      change(projectId, webhookId, { ...settings, ...(settings.isActive ? { offReason: null } : {}) }),
    remove: async (projectId, webhookId) => {
      if (!find(projectId, webhookId)) return false
      const rest = state.deliveries.filter((one) => one.webhookId !== webhookId)
      state.deliveries.splice(0, Infinity, ...rest)
      return state.hooks.delete(webhookId)
    },
    rotateSecret: async (projectId, webhookId, { secret, overlapMs }) => {
      const old = find(projectId, webhookId)?.secret ?? ''
      const former = { secret: old, untilMs: state.now() + overlapMs }
      return change(projectId, webhookId, { secret, former, secretChangedAt: isoNow(state) })
    },
    switchOff: async (projectId, webhookId, offReason) => {
      if (find(projectId, webhookId)?.isActive) change(projectId, webhookId, { isActive: false, offReason })
    },
    ...createMemoryDeliveries(state, find),
  }
}

type DeliveryMethods =
  | 'deliveries'
  | 'lastDeliveries'
  | 'findDelivery'
  | 'redeliver'
  | 'sendTest'
  | 'readOrder'
  | 'noteTry'
  | 'listOverdue'

function createMemoryDeliveries(
  state: WebhookState,
  findHook: (projectId: string, webhookId: string) => MemoryWebhook | undefined,
): Pick<WebhookCatalogue, DeliveryMethods> {
  const all = state.deliveries
  const find = (projectId: string, deliveryId: string) =>
    all.find((one) => one.deliveryId === deliveryId && one.told.projectId === projectId)
  return {
    deliveries: async ({ projectId, webhookId, limit, beforeNo = Infinity }) =>
      all
        .map((one, index) => ({ one, deliveryNo: index + 1 }))
        .filter(({ one, deliveryNo }) => one.webhookId === webhookId && deliveryNo < beforeNo)
        .filter(({ one }) => one.told.projectId === projectId)
        .toReversed()
        .slice(0, limit)
        .map(({ one, deliveryNo }) => ({ deliveryNo, delivery: deliveryRow(one) })),
    lastDeliveries: async (projectId) => {
      const own = all.filter(({ told }) => told.projectId === projectId)
      return [...new Map(own.map((one) => [one.webhookId, deliveryRow(one)])).values()]
    },
    findDelivery: async (projectId, webhookId, deliveryId) => {
      const found = find(projectId, deliveryId)
      return found?.webhookId === webhookId ? deliveryRow(found) : null
    },
    redeliver: async (projectId, webhookId, deliveryId) => {
      const found = find(projectId, deliveryId)
      const hook = findHook(projectId, webhookId)
      if (found?.webhookId !== webhookId || !hook) return null
      if (!hook.isActive) throw offConflict()
      if (found.state === 'pending') throw pendingConflict()
      Object.assign(found, { state: 'pending', round: found.round + 1, tries: 0, endedAt: null })
      found.nextTryAt = isoNow(state)
      return queue(state, found)
    },
    sendTest: async (projectId, webhookId) => {
      const hook = findHook(projectId, webhookId)
      if (!hook) return null
      if (!hook.isActive) throw offConflict()
      const at = isoNow(state)
      return addDelivery(state, hook, { event: 'test', at, projectId, runId: null, seq: null, data: {} })
    },
    readOrder: async (projectId, deliveryId) => {
      const found = find(projectId, deliveryId)
      const hook = found && findHook(projectId, found.webhookId)
      if (!found || !hook) return null
      const { url, isActive, secret, former } = hook
      const old = former !== null && former.untilMs > state.now() ? [former.secret] : []
      return { delivery: deliveryRow(found), url, isActive, secrets: [secret, ...old], told: found.told }
    },
    noteTry: async ({ projectId, deliveryId, round, ...note }) => {
      const found = find(projectId, deliveryId)
      if (found?.round !== round || found.state !== 'pending') return
      const { nextTryInMs } = note
      found.state = note.state
      found.tries = Math.max(found.tries, note.tryNumber)
      found.lastStatus = note.status
      found.lastFailure = note.failure
      found.lastTryAt = isoNow(state)
      found.nextTryAt = nextTryInMs === null ? null : new Date(state.now() + nextTryInMs).toISOString()
      found.endedAt = note.state === 'pending' ? null : isoNow(state)
    },
    listOverdue: async (limit, overdueMs) =>
      all
        .filter(({ state: now, nextTryAt }) => now === 'pending' && nextTryAt !== null)
        .filter(({ nextTryAt }) => Date.parse(nextTryAt ?? '') < state.now() - overdueMs)
        .toSorted((one, other) => (one.nextTryAt ?? '').localeCompare(other.nextTryAt ?? ''))
        .slice(0, limit)
        .map(({ told: { projectId }, deliveryId, round, tries }) => ({
          ...{ projectId, deliveryId, round, tries },
        })),
  }
}
