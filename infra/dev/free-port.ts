import { createServer } from 'node:net'

/** Whether `port` can be bound on 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/**
 * A free loopback port: `preferred` when it is free and not among `taken`, else one from the system.
 * Another program may take it before it is used; callers try again with another one.
 */
export async function findFreePort(
  preferred: number | null,
  taken: ReadonlySet<number> = new Set(),
): Promise<number> {
  if (preferred !== null && !taken.has(preferred) && (await isPortFree(preferred))) return preferred
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = await askSystemForPort()
    if (!taken.has(port)) return port
  }
  throw new Error('No free loopback port was found in 50 tries.')
}

function askSystemForPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
