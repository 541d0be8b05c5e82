import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js'
import { bundleWorkflowCode, Worker } from '@temporalio/worker'
import { beforeAll, describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('./histories/', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
let code: string

beforeAll(async () => {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))
  const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error: console.error }
  ;({ code } = await bundleWorkflowCode({ workflowsPath, logger: quiet }))
})

describe('stored histories', () => {
  it('are there for every workflow type', () => {
    const types = new Set(names.map((name) => name.split('.')[0]))
    expect(types).toEqual(new Set(['asset-run', 'atlas-run', 'bundle-run', 'production-run', 'wishlist-run']))
  })

  it.each(names)('replay without a difference: %s', async (name) => {
    const history = historyFromJSON(JSON.parse(readFileSync(`${folder}${name}`, 'utf8')))
    await Worker.runReplayHistory({ workflowBundle: { code } }, history)
  })

  it('come from a bundle without zod and without Node modules', () => {
    expect(code.length).toBeGreaterThan(100_000)
    expect(code).not.toContain('ZodError')
    expect(code).not.toMatch(/require\(["'](?:node:)?(?:fs|crypto|http)["']\)/)
  })
})
