import { homePaths } from '../../adapters/config/home-folder.js'
import { defaultPort } from '../../adapters/config/load-config.js'
import { AssetloomError } from '../../core/errors.js'
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

/**
 * Chooses the ports of a home. Those of the last start are kept while they are free, so that bookmarks of the
 * Temporal UI stay right. The page: the port asked for or none; else 7430, the last one, any. 0 asks for any.
 */
export async function chooseStackPorts(
  home: string,
  askedPort: number | null,
  onProgress: (line: string) => void,
): Promise<StackPorts> {
  const { portsFile } = homePaths(home)
  const kept = (await readJson<Partial<StackPorts>>(portsFile)) ?? {}
  const taken = new Set<number>()
  const choose = async (preferred: number | null) => {
    const port = await findFreePort(preferred, taken)
    taken.add(port)
    return port
  }
  const api = await choosePagePort(askedPort, kept.api ?? null, onProgress)
  taken.add(api)
  const ports: StackPorts = {
    api,
    temporal: await choose(kept.temporal ?? null),
    temporalUi: await choose(kept.temporalUi ?? null),
    temporalHttp: await choose(kept.temporalHttp ?? null),
    postgres: await choose(kept.postgres ?? null),
  }
  if (kept.temporalUi !== undefined && kept.temporalUi !== ports.temporalUi) {
    onProgress(`Port ${kept.temporalUi} of the Temporal UI is taken; it is now at ${ports.temporalUi}.`)
  }
  await writeJson(portsFile, ports)
  return ports
}

async function choosePagePort(
  asked: number | null,
  kept: number | null,
  onProgress: (line: string) => void,
): Promise<number> {
  if (asked === 0) return findFreePort(null)
  if (asked !== null) {
    if (await isPortFree(asked)) return asked
    throw new AssetloomError(
      'Unavailable',
      `Port ${asked} is taken by another program.`,
      'Choose another one with --port, or leave it out to get a free one.',
      { port: asked },
    )
  }
  if (await isPortFree(defaultPort)) return defaultPort
  const port = await findFreePort(kept)
  onProgress(`Port ${defaultPort} is taken; the page is at ${port}.`)
  return port
}
