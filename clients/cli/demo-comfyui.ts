import type { CommandKit } from './command-kit.js'
import { CliError } from './cli-error.js'
import type { RunningComfy } from './local-comfy.js'

/** Quick enough that a whole list takes minutes: what a GPU needs seconds for is not waited for. Milliseconds. */
const stepMs = 5

export interface ComfyDemoOptions {
  readonly provider: string
  readonly comfyui?: string
  readonly chaos?: number
  readonly keep?: boolean
}

/** The stand-in that a demo asks for, in this process; null = it asks for none. Throws CliError where that makes no sense. */
export async function startDemoComfyui(
  { context }: CommandKit,
  { provider, comfyui, chaos, keep }: ComfyDemoOptions,
): Promise<RunningComfy | null> {
  if (comfyui === undefined) {
    if (chaos === undefined) return null
    throw new CliError('usage', '--chaos is for the stand-in only.', 'Add: --provider comfyui --comfyui fake')
  }
  if (provider !== 'comfyui')
    throw new CliError('usage', `--comfyui is of no use to ${provider}.`, 'Add: --provider comfyui')
  if (keep === true)
    throw new CliError(
      'usage',
      'The stand-in ends with this command, so its stack cannot stay up.',
      'Leave --keep out, or start npx assetloom fake-comfyui beside npm start.',
    )
  if (context.loadLocalComfy === undefined)
    throw new CliError('failed', 'No stand-in can be started here.', 'Start it from a clone of the product.')
  const local = await context.loadLocalComfy()
  return await local.start({ port: 0, stepMs, ...(chaos === undefined ? {} : { chaosSeed: chaos }) })
}

/** How many faults a stand-in injected by now. */
export function faultsOf(comfy: RunningComfy): number {
  const { faultsInjected } = comfy.stats() as { faultsInjected?: unknown }
  return typeof faultsInjected === 'number' ? faultsInjected : 0
}
