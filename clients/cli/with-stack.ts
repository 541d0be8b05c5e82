import { BackendUnavailableError } from '../http/api-error.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import type { CommandKit } from './command-kit.js'
import { connectToHome } from './connect.js'
import type { LocalStack, RunningStack, StandInInput } from './local-stack.js'
import type { ProgressDisplay } from './progress-display.js'
import { resolveHome } from './resolve-home.js'

/** An API that is started anew answers within seconds; after this the stack itself is looked at. */
export const stackRetryForMs = 30_000
/** A stack that dies again and again needs a person. */
const stackStartsMax = 5

/** What the work of a command gets: somebody to ask, and the end of its patience. */
export interface StackWork {
  readonly client: AssetloomClient
  readonly signal: AbortSignal
}

/**
 * Does durable work on the server that the options name, on the stack that runs in the home, or on one that is started
 * for it and stopped at the end. A stack that dies is started again and the work asked for once more: it has to be the
 * same when it is done twice.
 */
export async function withStack<Result>(
  kit: CommandKit,
  keep: boolean,
  display: ProgressDisplay,
  work: (stack: StackWork) => Promise<Result>,
): Promise<Result> {
  const { context, options } = kit
  const isElsewhere = (options.url ?? context.env['ASSETLOOM_URL'] ?? '') !== ''
  if (isElsewhere) return await work({ client: (await kit.connect()).client, signal: context.signal })
  const home = resolveHome(context, options)
  return await onLocalStack(kit, { home, keep, display }, async ({ stack, signal }) => {
    const { client } = await connectToHome(home, stack.apiUrl, stackRetryForMs)
    return await work({ client, signal })
  })
}

/** What work on this machine gets: the stack, the end of its patience, and whether the stack outlives it. */
export interface LocalStackWork {
  readonly stack: RunningStack
  readonly signal: AbortSignal
  readonly staysUp: boolean
}

/** withStack for the stack of a home of this machine alone. `onStart` hears of every start before it begins. */
export async function onLocalStack<Result>(
  { context }: CommandKit,
  {
    home,
    keep,
    display,
    onStart,
    standIn,
  }: {
    readonly home: string
    readonly keep: boolean
    readonly display: ProgressDisplay
    readonly onStart?: () => void
    /** For a stack that is started here; one that runs already keeps what it has. */
    readonly standIn?: StandInInput
  },
  work: (local: LocalStackWork) => Promise<Result>,
): Promise<Result> {
  const local = await context.loadLocalStack()
  for (let starts = 1; ; starts += 1) {
    onStart?.()
    const stack = await local.start({
      ...{ home, detach: keep, onProgress: (line: string) => display.note(line) },
      ...(standIn === undefined ? {} : { standIn }),
    })
    const staysUp = keep || !stack.owned
    const guard = guardStack(local, home)
    try {
      return await work({ stack, signal: AbortSignal.any([context.signal, guard.signal]), staysUp })
    } catch (error) {
      // Another command may have stopped the stack that this one had joined; or it was killed.
      const isStackLost = guard.signal.aborted || error instanceof BackendUnavailableError
      if (context.signal.aborted || !isStackLost || starts >= stackStartsMax) throw error
      display.note('The stack went away; starting it again, nothing is lost ...')
    } finally {
      guard.end()
      if (!staysUp) {
        display.note('stopping the stack ...')
        await stack.stop()
      }
    }
  }
}

const guardEveryMs = 2_000

/** Aborts when no supervisor runs in the home any more. */
function guardStack(local: LocalStack, home: string): { signal: AbortSignal; end: () => void } {
  const lost = new AbortController()
  let hasEnded = false
  let timer: NodeJS.Timeout
  const look = async () => {
    const status = await local.status(home).catch(() => null)
    if (status?.running === false) lost.abort()
    else if (!hasEnded) timer = setTimeout(() => void look(), guardEveryMs)
  }
  timer = setTimeout(() => void look(), guardEveryMs)
  const end = () => {
    hasEnded = true
    clearTimeout(timer)
  }
  return { signal: lost.signal, end }
}
