import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { startStack, stopStack, type StackHandle } from '../../infra/dev/stack.js'

/** A real stack of this clone's dist/ with a home of its own. */
export interface LatencyStack {
  readonly stack: StackHandle
  readonly client: AssetloomClient
}

/** Starts a stack, does the work, and removes the stack with its home, whatever became of the work. */
export async function withLatencyStack<Result>(
  work: (bench: LatencyStack) => Promise<Result>,
): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'assetloom-bench-'))
  let stack: StackHandle | null = null
  try {
    stack = await startStack({
      home,
      port: 0,
      mode: 'dist',
      detach: false,
      env: { ...process.env, ASSETLOOM_FAULTS: 'words' },
    })
    const token = readFileSync(join(home, 'secrets', 'api-token'), 'utf8').trim()
    return await work({ stack, client: new AssetloomClient({ baseUrl: stack.apiUrl, token }) })
  } finally {
    await stack?.stop()
    await stopStack(home)
    rmSync(home, { recursive: true, force: true })
  }
}

/** Runs the work so many times in all, shared out among lanes that go on side by side; told which lane and turn. */
export async function inLanes(
  lanes: number,
  times: number,
  work: (lane: number, turn: number) => Promise<void>,
): Promise<void> {
  let begun = 0
  const lane = async (index: number) => {
    for (let turn = 0; begun < times; turn++) {
      begun += 1
      await work(index, turn)
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)))
}
