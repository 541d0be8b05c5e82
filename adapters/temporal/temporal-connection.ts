import { Client, Connection } from '@temporalio/client'

/** Where Temporal is and how it is spoken to. */
export interface TemporalTarget {
  /** `host:port` of the frontend. */
  readonly address: string
  readonly namespace: string
  /** Default: false, or true with an API key. */
  readonly tls?: boolean
  /** Sent as a bearer token with every call; null = none. */
  readonly apiKey?: string | null
}

/** The settings of adapters/config that say how Temporal is reached. */
export interface TemporalSettings {
  readonly temporalAddress: string
  readonly temporalNamespace: string
  readonly temporalTls: boolean
  readonly temporalApiKey: string | null
}

/** The target that a process was configured for. */
export function temporalTargetOf(config: TemporalSettings): TemporalTarget {
  return {
    address: config.temporalAddress,
    namespace: config.temporalNamespace,
    tls: config.temporalTls,
    apiKey: config.temporalApiKey,
  }
}

/** Options of a connection of the client and of the workers alike: both have to arrive at the same server. */
export function connectionOptions({ address, tls, apiKey }: TemporalTarget): {
  address: string
  tls: boolean
  apiKey?: string
} {
  // Said in full: left out, the SDK would turn TLS on by itself with a key and off without one.
  const isEncrypted = tls ?? Boolean(apiKey)
  return { address, tls: isEncrypted, ...(apiKey ? { apiKey } : {}) }
}

/**
 * A client whose connection is made on first use: the API has to start, and to accept decisions, while Temporal is
 * away. gRPC reconnects by itself.
 */
export function createTemporalClient(target: TemporalTarget): Client {
  return new Client({
    connection: Connection.lazy(connectionOptions(target)),
    namespace: target.namespace,
  })
}
