import type { DiskFaults } from '../object-store/filesystem-object-store.js'

const putWord = /^store-put-error-(\d{1,2})$/
const getWord = /^store-get-truncated-(\d{1,2})$/
const seedWord = /^seed-(\d{1,9})$/

/**
 * A bad disk, from the words of ASSETLOOM_FAULTS: `store-put-error-30` fails 30 % of all writes with EIO,
 * `store-get-truncated-30` cuts 30 % of all reads short, `seed-7` chooses which (default 1). Undefined without such
 * words.
 */
export function readFaultyDisk(faults: string | null): DiskFaults | undefined {
  const words = (faults ?? '').split(',').map((word) => word.trim())
  const numberOf = (pattern: RegExp) => {
    const found = words.map((word) => pattern.exec(word)?.[1]).find((text) => text !== undefined)
    return found === undefined ? undefined : Number(found)
  }
  const putPercent = numberOf(putWord) ?? 0
  const getPercent = numberOf(getWord) ?? 0
  if (putPercent + getPercent === 0) return undefined
  const random = createRandom(numberOf(seedWord) ?? 1)
  return {
    beforeSync() {
      if (random() * 100 >= putPercent) return
      throw Object.assign(new Error('EIO: i/o error, write (as asked by store-put-error)'), { code: 'EIO' })
    },
    afterRead: (bytes) =>
      random() * 100 >= getPercent ? bytes : bytes.subarray(0, Math.floor(bytes.length * random())),
  }
}

/** Numbers from 0 to 1 by a linear congruential generator (constants of Numerical Recipes): the same for a seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
