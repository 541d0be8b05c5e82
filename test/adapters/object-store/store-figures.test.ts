import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createStoreFigures } from '../../../adapters/object-store/store-figures.js'
import type { StoreKeeping } from '../../../adapters/object-store/store-keeping.js'

function keepingOf(changes: Partial<StoreKeeping>): StoreKeeping {
  return {
    place: 'here',
    list: async function* () {},
    deleteOldObject: async () => false,
    deleteTemporary: async () => {},
    mendSweep: async () => {},
    measure: async () => 7,
    freeBytes: null,
    check: async () => {},
    ...changes,
  }
}

const valuesOf = async (figures: ReturnType<typeof createStoreFigures>) =>
  Object.fromEntries((await figures.read()).map(([{ name }, [sample]]) => [name, sample?.value]))

it('a folder tells its bytes, its quota and its free disk', async () => {
  const figures = createStoreFigures(keepingOf({ freeBytes: async () => 99 }), 50)
  expect(await valuesOf(figures)).toEqual({
    assetloom_objects_bytes: 7,
    assetloom_objects_quota_bytes: 50,
    assetloom_disk_free_bytes: 99,
  })
})

it('a bucket has no disk that could be full, and a scrape does not wait until it is counted', async () => {
  let tell = (_bytes: number) => {}
  let counts = 0
  const measure = () => {
    counts += 1
    return new Promise<number>((resolve) => (tell = resolve))
  }
  const figures = createStoreFigures(keepingOf({ measure }), Infinity)
  expect(figures.figures.map(({ name }) => name)).not.toContain('assetloom_disk_free_bytes')
  expect(await valuesOf(figures)).toMatchObject({ assetloom_objects_bytes: 0 })
  await valuesOf(figures)
  tell(1_000)
  await sleep(1)
  expect(await valuesOf(figures)).toEqual({
    assetloom_objects_bytes: 1_000,
    assetloom_objects_quota_bytes: Infinity,
  })
  expect(counts).toBe(1)
})
