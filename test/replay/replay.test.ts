import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js'
import { bundleWorkflowCode, type InjectedSinks, Worker } from '@temporalio/worker'
import type { Sinks } from '@temporalio/workflow'
import { beforeAll, describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('./histories/', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
let code: string
let plain: Map<string, string>
let traced: Map<string, string>

interface StoredHistory {
  readonly events: readonly { workflowExecutionStartedEventAttributes?: object }[]
}

/** The history with the header that a traced client would have sent. */
function withTrace(history: StoredHistory): StoredHistory {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const carrier = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
  const payload = { metadata: { encoding: base64('json/plain') }, data: base64(JSON.stringify(carrier)) }
  const [start, ...rest] = history.events
  const header = { fields: { '_tracer-data': payload } }
  const attributes = { ...start?.workflowExecutionStartedEventAttributes, header }
  return { ...history, events: [{ ...start, workflowExecutionStartedEventAttributes: attributes }, ...rest] }
}

/** What became of each; one worker replays them all. */
async function replayAll(
  sinks: InjectedSinks<Sinks>,
  change: (history: StoredHistory) => StoredHistory,
): Promise<Map<string, string>> {
  const histories = names.map((name) => {
    const stored = JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as StoredHistory
    return { workflowId: name, history: historyFromJSON(change(stored)) }
  })
  const outcomes = new Map<string, string>()
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: { code }, sinks },
    histories,
  ))
    outcomes.set(workflowId, error === undefined ? 'replayed' : `${error.name}: ${error.message}`)
  return outcomes
}

beforeAll(async () => {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))
  const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error }
  const workflowInterceptorModules = ['work-ids', 'trace-context'].map((name) =>
    fileURLToPath(new URL(`../../workflows/${name}.ts`, import.meta.url)),
  )
  ;({ code } = await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules, logger: quiet }))
  plain = await replayAll({}, (history) => history)
  const tracing = { spanEnded: { fn: () => undefined, callDuringReplay: false } }
  traced = await replayAll({ tracing }, withTrace)
}, 180_000)

describe('stored histories', () => {
  it('are there for every workflow type', () => {
    const types = new Set(names.map((name) => name.split('.')[0]))
    expect(types).toEqual(
      new Set([
        ...['asset-run', 'atlas-run', 'bundle-run', 'chain-run', 'production-run', 'wishlist-run'],
        'webhook-delivery-run',
      ]),
    )
  })

  it.each(names)('replay without a difference: %s', (name) => {
    expect(plain.get(name)).toBe('replayed')
  })

  it.each(names)('replay as if they had been traced from their start: %s', (name) => {
    expect(traced.get(name)).toBe('replayed')
  })

  it('come from a bundle without zod and without Node modules', () => {
    expect(code.length).toBeGreaterThan(100_000)
    expect(code).not.toContain('ZodError')
    expect(code).not.toMatch(/require\(["'](?:node:)?(?:fs|crypto|http)["']\)/)
  })
})
