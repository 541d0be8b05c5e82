import type { CliContext } from '../cli-context.js'
import { okOrWarning, type MachineCheck } from './machine-check.js'

/** The servers that COMFYUI_URLS names; nothing where it names none. */
export async function checkComfyui({ env, loadLocalComfy }: CliContext): Promise<MachineCheck[]> {
  if (!env['COMFYUI_URLS'] || loadLocalComfy === undefined) return []
  try {
    const answers = await (await loadLocalComfy()).examine(env)
    return answers.map(({ address, version, failure }) =>
      okOrWarning(
        'ComfyUI',
        version !== null,
        version === null ? `${address} does not answer: ${failure}` : `${version} at ${address}`,
        'Start it (docs/guides/run-on-a-dgx-spark.md); jobs wait for it meanwhile.',
      ),
    )
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [okOrWarning('ComfyUI', false, message, 'docs/environment.md says what COMFYUI_URLS takes.')]
  }
}
