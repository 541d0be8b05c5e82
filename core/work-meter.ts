/** What adapters tell of their work; times in seconds, sizes in bytes, failures by AssetloomError type. */
export interface WorkMeter {
  readonly observePaint: (provider: string, seconds: number) => void
  readonly countPaintFailure: (provider: string, type: string) => void
  readonly observeStore: (operation: StoreOperation, seconds: number, sizeBytes: number) => void
  readonly countStoreFailure: (operation: StoreOperation, type: string) => void
}

export type StoreOperation = 'put' | 'get' | 'has'
