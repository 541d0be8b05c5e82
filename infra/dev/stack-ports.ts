import { join } from 'node:path'
import { homePaths } from '../../adapters/config/home-folder.js'
import { defaultPort } from '../../adapters/config/load-config.js'
import { AssetloomError } from '../../core/errors.js'
import { cacheFolder } from './cache-folder.mjs'
import { tryLock } from './exclusive-lock.mjs'
import { findFreePort, isPortFree } from './free-port.js'
import { readJson, writeJson } from './stack-state.js'

/** Loopback ports of one stack. */
export interface StackPorts {
  readonly api: number
  readonly temporal: number
  readonly temporalUi: number
  readonly temporalHttp: number
  readonly postgres: number
}

/** Ports that this process has reserved, until it releases them or ends. */
export interface ReservedPorts {
  /** As they are now: see `exchangeTaken`. */
  readonly ports: StackPorts
  /** Of the metrics that each named process serves; kept like the others, so that Prometheus finds them again. */
  readonly metricsPorts: Readonly<Record<string, number>>
  /**
   * Takes others for those of these ports that somebody bound since they were chosen: a new data folder or a download
   * gives strangers seconds for it, and a retry on the same port would fail as well. Only for ports that nobody was
   * told of yet. `measured` names processes whose metrics port is meant.
   */
  readonly exchangeTaken: (
    names: readonly (keyof StackPorts)[],
    measured?: readonly string[],
  ) => Promise<void>
  readonly release: () => void
}

/**
 * Chooses and reserves the ports of a home (another stack of this user that starts at the same moment takes others).
 * Those of the last start are kept while they are free, so that bookmarks of the Temporal UI stay right. The page: the port asked for or none; else 7430, the last one, any. 0 asks for any.
 */
export async function chooseStackPorts(
  home: string,
  askedPort: number | null,
  onProgress: (line: string) => void,
  measured: readonly string[] = [],
): Promise<ReservedPorts> {
  const { portsFile } = homePaths(home)
  const kept = (await readJson<Partial<StackPorts & { metrics: Record<string, number> }>>(portsFile)) ?? {}
  const releases: (() => void)[] = []
  const reserve = (port: number) => {
    try {
      const lock = tryLock(join(cacheFolder(), 'ports', `${port}.lock`))
      if (lock.held) releases.push(lock.release)
      return lock.held
    } catch {
      // Without a writable cache ports are not reserved; that matters only when two stacks start at once.
      return true
    }
  }
  const choose = (preferred: number | null | undefined) => findFreePort(preferred ?? null, reserve)
  const ports: Record<keyof StackPorts, number> = {
    api: await choosePagePort(askedPort, kept.api ?? null, reserve, onProgress),
    temporal: await choose(kept.temporal),
    temporalUi: await choose(kept.temporalUi),
    temporalHttp: await choose(kept.temporalHttp),
    postgres: await choose(kept.postgres),
  }
  if (kept.temporalUi !== undefined && kept.temporalUi !== ports.temporalUi) {
    onProgress(`Port ${kept.temporalUi} of the Temporal UI is taken; it is now at ${ports.temporalUi}.`)
  }
  const metricsPorts: Record<string, number> = {}
  for (const name of measured) metricsPorts[name] = await choose(kept.metrics?.[name])
  let writing = Promise.resolve()
  // One after the other, so that the file never goes back to older ports.
  const keep = () => {
    writing = writing.then(() =>
      writeJson(portsFile, { ...ports, metrics: { ...kept.metrics, ...metricsPorts } }),
    )
    return writing
  }
  const exchangeIn = async <Name extends string>(from: Record<Name, number>, name: Name) => {
    const port = from[name]
    if (port === undefined || (await isPortFree(port))) return
    from[name] = await findFreePort(null, reserve)
    await keep()
    const page = pagesByPort[name]
    if (page !== undefined) onProgress(`Port ${port} is taken; ${page} is at ${from[name]}.`)
  }
  await keep()
  return {
    ports,
    metricsPorts,
    exchangeTaken: async (names, processes = []) => {
      for (const name of names) await exchangeIn(ports, name)
      for (const name of processes) await exchangeIn(metricsPorts, name)
    },
    release: () => releases.forEach((release) => release()),
  }
}

/** What people look at; of the others nobody wants to hear. */
const pagesByPort: Readonly<Record<string, string>> = { api: 'the page', temporalUi: 'the Temporal UI' }

async function choosePagePort(
  asked: number | null,
  kept: number | null,
  reserve: (port: number) => boolean,
  onProgress: (line: string) => void,
): Promise<number> {
  if (asked === 0) return findFreePort(kept, reserve)
  if (asked !== null) {
    if ((await isPortFree(asked)) && reserve(asked)) return asked
    throw new AssetloomError(
      'Unavailable',
      `Port ${asked} is taken by another program.`,
      'Choose another one with --port, or leave it out to get a free one.',
      { port: asked },
    )
  }
  if ((await isPortFree(defaultPort)) && reserve(defaultPort)) return defaultPort
  const port = await findFreePort(kept, reserve)
  onProgress(`Port ${defaultPort} is taken; the page is at ${port}.`)
  return port
}

/** The port that ASSETLOOM_PORT asks for; null = none. What is no port is told by whoever reads the configuration. */
export function portOf(env: NodeJS.ProcessEnv): number | null {
  const text = env['ASSETLOOM_PORT'] ?? ''
  return /^\d{1,5}$/.test(text) ? Number(text) : null
}
