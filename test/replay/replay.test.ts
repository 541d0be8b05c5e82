import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js'
import { bundleWorkflowCode, Worker } from '@temporalio/worker'
import { beforeAll, describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('./histories/', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
let code: string

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

beforeAll(async () => {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))
  const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error }
  const workflowInterceptorModules = ['work-ids', 'trace-context'].map((name) =>
    fileURLToPath(new URL(`../../workflows/${name}.ts`, import.meta.url)),
  )
  ;({ code } = await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules, logger: quiet }))
})

describe('stored histories', () => {
  it('are there for every workflow type', () => {
    const types = new Set(names.map((name) => name.split('.')[0]))
    expect(types).toEqual(
      new Set(['asset-run', 'atlas-run', 'bundle-run', 'chain-run', 'production-run', 'wishlist-run']),
    )
  })

  it.each(names)('replay without a difference: %s', async (name) => {
    const history = historyFromJSON(JSON.parse(readFileSync(`${folder}${name}`, 'utf8')))
    await Worker.runReplayHistory({ workflowBundle: { code } }, history)
  })

  it.each(names)('replay as if they had been traced from their start: %s', async (name) => {
    const history = historyFromJSON(
      withTrace(JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as StoredHistory),
    )
    const sinks = { tracing: { spanEnded: { fn: () => undefined, callDuringReplay: false } } }
    await Worker.runReplayHistory({ workflowBundle: { code }, sinks }, history)
  })

  it('come from a bundle without zod and without Node modules', () => {
    expect(code.length).toBeGreaterThan(100_000)
    expect(code).not.toContain('ZodError')
    expect(code).not.toMatch(/require\(["'](?:node:)?(?:fs|crypto|http)["']\)/)
  })
})
