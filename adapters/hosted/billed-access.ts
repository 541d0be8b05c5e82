import type { PriceTable } from '../../core/generation/price-table.schema.js'

/** How a service is reached. */
export interface HostedService {
  readonly baseUrl: string
  /** For one answer; milliseconds. */
  readonly timeoutMs: number
}

/** One that bills what it makes, by a price table. */
export interface BilledService extends HostedService {
  /** null = it is asked without one. */
  readonly apiKey: string | null
  readonly prices: PriceTable
}

/** Holds connections until it is closed. */
export interface Closable {
  close(): Promise<void>
}
