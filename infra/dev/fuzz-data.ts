import { setTimeout as sleep } from 'node:timers/promises'

const waitMs = 120_000
const stepMs = 500

interface Access {
  readonly apiUrl: string
  readonly token: string
}

/**
 * Something to find for the fuzzer: a project with a list that waits for a person and one that became a bundle, with
 * documents, notes and a webhook. Without it most requests would end at "there is no such run".
 */
export async function makeFuzzData(access: Access): Promise<void> {
  const { projectId } = await send<{ projectId: string }>(access, 'POST', '/projects', {
    ...{ key: 'fuzz', name: 'Fuzz' },
  })
  const project = `/projects/${projectId}`
  const listed = (name: string, review: string) =>
    send<{ runId: string }>(access, 'POST', `${project}/wishlists`, {
      ...{ name, review, text: 'prop: barrel, 16x16\nprop: lamp, 16x16', variantsPerSpec: 2 },
    })
  await listed('waits.txt', 'person')
  const { runId } = await listed('done.txt', 'auto')
  await send(access, 'PUT', `${project}/documents/mood.md`, { text: '# Mood\nWarm light.' })
  await send(access, 'POST', `${project}/webhooks`, {
    ...{ url: 'https://hooks.invalid/assetloom', events: ['runFinished'] },
  })
  await untilDone(access, runId)
  await send(access, 'POST', `/runs/${runId}/bundles`, { targets: ['generic'] })
}

async function untilDone(access: Access, runId: string): Promise<void> {
  const deadlineMs = Date.now() + waitMs
  for (;;) {
    const { stage } = await send<{ stage: string }>(access, 'GET', `/runs/${runId}`)
    if (stage === 'done') return
    if (Date.now() > deadlineMs)
      throw new Error(`The run that the fuzzer should find is still ${stage} after ${waitMs / 1000} s.`)
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
