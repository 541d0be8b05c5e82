import type { ComfyRunnerOptions } from '../comfyui/comfy-runner.js'
import { createRestartCommand } from '../comfyui/restart-command.js'
import { watchLimits } from '../comfyui/watchdog.js'

const word = /^watch-after-(\d{1,3})$/

/**
 * The word `watch-after-N` of ASSETLOOM_FAULTS: a ComfyUI that shows no progress for N seconds counts as dead and is
 * restarted, as often as that happens, so that nobody has to wait for the ten minutes of real models. Nothing without it.
 */
export function hastyWatch(
  faults: string | null,
  restartCommand: readonly [string, ...string[]] | null,
): Pick<ComfyRunnerOptions, 'watchLimits' | 'restart'> {
  for (const one of (faults ?? '').split(',')) {
    const found = word.exec(one.trim())
    if (found === null) continue
    const silentFloorMs = Math.max(1, Number(found[1])) * 1_000
    return {
      watchLimits: { ...watchLimits, silentFloorMs },
      ...(restartCommand === null
        ? {}
        : { restart: createRestartCommand(restartCommand, { intervalMs: silentFloorMs }) }),
    }
  }
  return {}
}
