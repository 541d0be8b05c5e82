import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** The address that `assetloom fake-comfyui --json` prints when it listens. Ends the child when none comes in time. */
export async function readStandInUrl(child: ChildProcess, limitMs: number): Promise<string> {
  const lines = createInterface({ input: child.stdout! })
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  try {
    for await (const line of lines) {
      const found = /"url": "(http:[^"]+)"/.exec(line)?.[1]
      if (found !== undefined) return found
    }
  } finally {
    clearTimeout(timer)
    // A pipe that nobody reads would stop it one day.
    child.stdout?.resume()
  }
  throw new Error(`the stand-in did not start: run \`${child.spawnargs.join(' ')}\` to see why`)
}
