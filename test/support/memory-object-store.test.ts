import { describe } from 'vitest'
import { describeObjectStore } from '../adapters/object-store/object-store-conformance.js'
import { createMemoryObjectStore } from './memory-object-store.js'

describe('the store in memory', () => {
  describeObjectStore(async (maxBytes) => {
    const store = createMemoryObjectStore(maxBytes === undefined ? {} : { maxBytes })
    return { store, corrupt: store.corrupt, lose: store.lose }
  })
})
