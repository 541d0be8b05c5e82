import type { CliContext } from './cli-context.js'
import { checkComfyui } from './doctor/check-comfyui.js'
import { checkHome } from './doctor/check-home.js'
import { checkPrograms } from './doctor/check-programs.js'
import { checkStack } from './doctor/check-stack.js'
import { judgeExamination } from './doctor/judge-examination.js'
import type { MachineCheck } from './doctor/machine-check.js'
import type { LocalStack } from './local-stack.js'

/** Looks at this machine and at the stack of `home`. Starts and installs nothing. */
export async function examineMachine(
  context: CliContext,
  home: string,
  local: LocalStack | Error,
): Promise<MachineCheck[]> {
  const found = await Promise.all([
    checkPrograms(context, local),
    checkHome(home, context.env, Date.now()),
    checkStack(home, local),
    checkComfyui(context),
    checkInside(home, local),
  ])
  return found.flat()
}

/** Postgres and Temporal of a stack that runs. */
async function checkInside(home: string, local: LocalStack | Error): Promise<MachineCheck[]> {
  if (local instanceof Error || local.examine === undefined) return []
  const examination = await local.examine(home)
  return examination === null ? [] : judgeExamination(examination)
}
