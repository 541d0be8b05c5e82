import { expect, test } from 'vitest'
import { observeProvider, observeStore } from '../../../adapters/metrics/observed-ports.js'
import { AssetloomError } from '../../../core/errors.js'
import type { WorkMeter } from '../../../core/work-meter.js'
import { createMemoryObjectStore } from '../../support/memory-object-store.js'

function openMeter() {
  const seen: unknown[][] = []
  const meter: WorkMeter = {
    observePaint: (provider, seconds) => void seen.push(['paint', provider, seconds >= 0]),
    countPaintFailure: (provider, type) => void seen.push(['paint failed', provider, type]),
    observeStore: (operation, seconds, bytes) => void seen.push([operation, seconds >= 0, bytes]),
    countStoreFailure: (operation, type) => void seen.push([`${operation} failed`, type]),
  }
  return { seen, meter }
}

test('a store that is observed stores and gives the same bytes, and each call is measured', async () => {
  const { seen, meter } = openMeter()
  const store = observeStore(createMemoryObjectStore(), { meter, log: () => undefined })
  const bytes = new Uint8Array([1, 2, 3])
  const { sha256, sizeBytes } = await store.put(bytes)
  expect(sizeBytes).toBe(3)
  expect(await store.get(sha256)).toEqual(bytes)
  expect(await store.has(sha256)).toBe(true)
  expect(seen).toEqual([
    ['put', true, 3],
    ['get', true, 3],
    ['has', true, 0],
  ])
})

test('a refusal of the store is counted, told with its mend, and thrown on as it is', async () => {
  const { seen, meter } = openMeter()
  const told: unknown[] = []
  const full = new AssetloomError('StoreFull', 'no room', 'make room')
  const store = observeStore(
    { ...createMemoryObjectStore(), put: () => Promise.reject(full) },
    { meter, log: (level, message, fields) => void told.push([level, message, fields]) },
  )
  await expect(store.put(new Uint8Array(7))).rejects.toBe(full)
  expect(seen).toEqual([['put failed', 'StoreFull']])
  expect(told).toEqual([
    [
      'warn',
      'object store: no room',
      { operation: 'put', type: 'StoreFull', hint: 'make room', sizeBytes: 7 },
    ],
  ])
})

test('a painter that is observed is measured by its name, whether it paints or fails', async () => {
  const { seen, meter } = openMeter()
  const painted = { png: new Uint8Array(), width: 1, height: 1, placeholder: true }
  let fails = false
  const provider = observeProvider(
    {
      name: 'brush',
      version: '1',
      paint: () => (fails ? Promise.reject(new Error('dry')) : Promise.resolve(painted)),
    },
    { meter },
  )
  const request = {} as Parameters<typeof provider.paint>[0]
  const { signal } = new AbortController()
  expect(await provider.paint(request, 1, signal)).toBe(painted)
  fails = true
  await expect(provider.paint(request, 2, signal)).rejects.toThrow('dry')
  expect(seen).toEqual([
    ['paint', 'brush', true],
    ['paint failed', 'brush', 'Unexpected'],
  ])
})
