import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { lostActivationMessage, nativeLogFilter, temporalLogger } from '../../workers/temporal-log.js'

let lines: string[] = []
afterEach(() => {
  vi.restoreAllMocks()
  lines = []
})

function readStderr(): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

function catchStderr(): void {
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0)
}

describe("the SDK's messages", () => {
  test('come as lines of the same form, from warn on unless debug is wanted', () => {
    catchStderr()
    const cause = new Error('boom')
    for (const least of ['debug', 'info', 'warn', 'error'] as const) {
      const logger = temporalLogger('orchestrator', least)
      logger.info(`${least} info`, { sdkComponent: 'worker' })
      logger.warn(`${least} warn`, { workflowId: 'assetRun/1/2', error: cause, big: 3n, message: 'mine' })
    }
    const found = readStderr()
    expect(found.map(({ message }) => message)).toEqual([
      'debug info',
      'debug warn',
      'info warn',
      'warn warn',
    ])
    expect(found[1]).toMatchObject({
      level: 'warn',
      process: 'orchestrator',
      workflowId: 'assetRun/1/2',
      big: '3',
    })
    expect(found[1]?.['error']).toContain('boom')
  })

  test('never hold the frames of the connection, which carry the API key', () => {
    for (const least of ['debug', 'info', 'warn', 'error'] as const)
      expect(['WARN', 'ERROR']).toContain(nativeLogFilter(least).other)
  })

  test('end the process when the core has lost an activation, whatever is logged, and only then', () => {
    catchStderr()
    for (const least of ['debug', 'error'] as const) {
      const onLost = vi.fn()
      const logger = temporalLogger('orchestrator', least, onLost)
      logger.error('Extra buffered run', { sdkComponent: 'core' })
      logger.error(lostActivationMessage, { sdkComponent: 'workflow' })
      expect(onLost).not.toHaveBeenCalled()
      logger.error(lostActivationMessage, { sdkComponent: 'core' })
      expect(onLost).toHaveBeenCalledOnce()
    }
  })

  test('of a lost activation are those that the installed core writes', async () => {
    const bridge = dirname(createRequire(import.meta.url).resolve('@temporalio/core-bridge/package.json'))
    const platforms = await readdir(join(bridge, 'releases'))
    expect(platforms.length).toBeGreaterThan(0)
    const native = await readFile(join(bridge, 'releases', platforms[0]!, 'index.node'))
    expect(native.includes(lostActivationMessage)).toBe(true)
  })

  test('leave out what is said at every start of the image worker', () => {
    catchStderr()
    temporalLogger('image', 'info').warn('No workflows registered, not polling for workflow tasks')
    expect(lines).toEqual([])
  })
})
