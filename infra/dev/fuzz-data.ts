import { setTimeout as sleep } from 'node:timers/promises'
import type { FuzzNames } from './fuzz-options.js'

const waitMs = 120_000
const stepMs = 500

interface Access {
  readonly apiUrl: string
  readonly token: string
}
interface Listed {
  readonly variants: readonly { readonly variantId: string }[]
}
interface Library {
  readonly items: readonly { readonly assetId: string }[]
}
interface Bundles {
  readonly bundles: readonly { readonly bundleId: string }[]
}

/**
 * Something to find for the fuzzer: a project with a list that waits for a person and one that became a bundle, a
 * document, a note and a webhook. Without it most requests would end at "there is no such run". Returns what can be named.
 */
export async function makeFuzzData(access: Access): Promise<FuzzNames> {
  const ask = <Answer>(method: string, path: string, body?: object) =>
    send<Answer>(access, method, path, body)
  const { projectId } = await ask<{ projectId: string }>('POST', '/projects', { key: 'fuzz', name: 'Fuzz' })
  const project = `/projects/${projectId}`
  const list = { text: 'prop: barrel, 16x16\nprop: lamp, 16x16', variantsPerSpec: 2 }
  const submit = (name: string, review: string) =>
    ask<{ runId: string }>('POST', `${project}/wishlists`, { ...list, name, review })
  const waiting = await submit('waits.txt', 'person')
  const made = await submit('done.txt', 'auto')
  await ask('PUT', `${project}/documents/mood.md`, { text: '# Mood\nWarm light.' })
  const { webhook } = await ask<{ webhook: { webhookId: string } }>('POST', `${project}/webhooks`, {
    ...{ url: 'https://hooks.invalid/assetloom', events: ['runFinished'] },
  })
  await untilStage(access, made.runId, 'done')
  await untilStage(access, waiting.runId, 'reviewing')
  const { bundles } = await ask<Bundles>('POST', `/runs/${made.runId}/bundles`, { targets: ['generic'] })
  const { variants } = await ask<Listed>('GET', `/runs/${waiting.runId}/variants`)
  const { items } = await ask<Library>('GET', `${project}/library`)
  return {
    projectId: [projectId],
    runId: [waiting.runId, made.runId],
    specKey: ['barrel', 'lamp'],
    variantId: variants.map(({ variantId }) => variantId),
    bundleId: bundles.map(({ bundleId }) => bundleId),
    assetId: items.map(({ assetId }) => assetId),
    webhookId: [webhook.webhookId],
    name: ['mood.md'],
  }
}

async function untilStage(access: Access, runId: string, wanted: string): Promise<void> {
  const deadlineMs = Date.now() + waitMs
  for (;;) {
    const { stage } = await send<{ stage: string }>(access, 'GET', `/runs/${runId}`)
    if (stage === wanted) return
    if (Date.now() > deadlineMs)
      throw new Error(`A run that the fuzzer should find as ${wanted} is ${stage} after ${waitMs / 1000} s.`)
    await sleep(stepMs)
  }
}

async function send<Answer>(
  { apiUrl, token }: Access,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const response = await fetch(`${apiUrl}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text) as Answer
}
