import { Client, Connection } from '@temporalio/client'

export interface TemporalTarget {
  /** `host:port` of the frontend. */
  readonly address: string
  readonly namespace: string
}

/**
 * A client whose connection is made on first use: the API has to start, and to accept decisions, while Temporal is
 * away. gRPC reconnects by itself.
 */
export function createTemporalClient({ address, namespace }: TemporalTarget): Client {
  return new Client({ connection: Connection.lazy({ address }), namespace })
}
