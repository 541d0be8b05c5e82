import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type WorkflowClientInterceptor,
} from '@temporalio/client'

/** gRPC's status for a server that cannot be reached, and for one that just goes down. */
const unavailableCode = 14
/** One more attempt is enough for a connection that was closed politely; a server that is away is not waited for. */
const attemptsWhenUnavailableMax = 2
/** gRPC's own 1 s to 120 s would leave a client blind for minutes after Temporal came back. */
const reconnectMinMs = 200
const reconnectMaxMs = 2_000

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
 * away. gRPC reconnects by itself. Calls to a server that is away fail at once rather than at their deadline: who has
 * something to send keeps it in the outbox and sends it again.
 */
export function createTemporalClient(
  target: TemporalTarget,
  interceptors: readonly WorkflowClientInterceptor[] = [],
): Client {
  const { retryableDecider, delayFunction } = defaultGrpcRetryOptions()
  const retry = makeGrpcRetryInterceptor({
    delayFunction,
    retryableDecider: (attempt, status) =>
      retryableDecider(attempt, status) &&
      (status.code !== unavailableCode || attempt < attemptsWhenUnavailableMax),
  })
  return new Client({
    connection: Connection.lazy({
      ...connectionOptions(target),
      interceptors: [retry],
      channelArgs: {
        'grpc.initial_reconnect_backoff_ms': reconnectMinMs,
        'grpc.max_reconnect_backoff_ms': reconnectMaxMs,
      },
    }),
    namespace: target.namespace,
    ...(interceptors.length > 0 ? { interceptors: { workflow: [...interceptors] } } : {}),
  })
}
