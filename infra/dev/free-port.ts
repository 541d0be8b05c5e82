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
 * A free loopback port: `preferred` when it is free, else one from the system. `reserve` may refuse one that is about
 * to be used by somebody who has not bound it yet.
 */
export async function findFreePort(
  preferred: number | null,
  reserve: (port: number) => boolean = () => true,
): Promise<number> {
  if (preferred !== null && (await isPortFree(preferred)) && reserve(preferred)) return preferred
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = await askSystemForPort()
    if (reserve(port)) return port
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
