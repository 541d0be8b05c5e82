import { type Command, Option } from 'commander'
import type { AssetloomClient } from '../../http/assetloom-client.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit, type CommandKit } from '../command-kit.js'
import { connectToHome } from '../connect.js'
import { formatTable } from '../format-table.js'
import type { RunningStack } from '../local-stack.js'
import { wholeNumber } from '../parse-options.js'
import { resolveHome } from '../resolve-home.js'
import { addStatusCommand } from './status-command.js'

/** `assetloom up|down|status`. */
export function addStackCommands(program: Command, context: CliContext): void {
  addUp(program, context)
  addDown(program, context)
  addStatusCommand(program, context)
}

function addUp(program: Command, context: CliContext): void {
  program
    .command('up')
    .description('start the service and print its addresses')
    .option('--foreground', 'stay; Ctrl-C stops all')
    .option('--port <n>', 'port of page and API (default: 7430); 0 takes a free one', wholeNumber(0, 65_535))
    .addOption(
      new Option('--comfyui <which>', 'fake: with a stand-in for a ComfyUI among its processes').choices([
        'fake',
      ]),
    )
    .action(async (options: { foreground?: boolean; port?: number; comfyui?: string }, command: Command) => {
      const kit = openKit(context, command)
      const home = resolveHome(context, kit.options)
      const stays = options.foreground === true
      const local = await context.loadLocalStack()
      kit.say(`starting the stack in ${home} ...`)
      const stack = await local.start({
        home,
        detach: !stays,
        onProgress: kit.say,
        ...(options.port === undefined ? {} : { port: options.port }),
        ...(options.comfyui === undefined ? {} : { standIn: {} }),
      })
      if (options.comfyui !== undefined && !stack.standInUrl)
        kit.say('It was running already, without the stand-in. Stop it (npx assetloom down) and ask again.')
      try {
        await printAddresses(kit, home, stack)
        if (!stays) return
        if (!stack.owned) {
          kit.say(
            'It was running already; this command ends and leaves it as it is. Stop it: npx assetloom down',
          )
          return
        }
        kit.say('Ctrl-C stops all.')
        const why = await Promise.race([
          untilAborted(context.signal),
          stack.ended.then(() => 'ended' as const),
        ])
        if (why === 'ended') {
          // A stack that was stopped in order leaves nothing; one that died leaves its lock.
          if ((await local.status(home)).state === 'down')
            return kit.say('The stack was stopped from elsewhere.')
          throw new CliError(
            'failed',
            'The stack ended by itself.',
            `Look at its logs: ${home}/logs; npx assetloom up starts it again, nothing is lost.`,
          )
        }
        kit.say('stopping ...')
      } finally {
        if (stays && stack.owned) await stack.stop()
      }
    })
}

async function printAddresses(kit: CommandKit, home: string, stack: RunningStack): Promise<void> {
  const { client } = await connectToHome(home, stack.apiUrl)
  const link = await client.createLoginLink()
  const publicUrl = await readPublicUrl(client)
  kit.print(
    {
      home,
      apiUrl: stack.apiUrl,
      reviewUrl: link.url,
      publicUrl,
      temporalAddress: stack.temporalAddress,
      temporalUiUrl: stack.temporalUiUrl,
      owned: stack.owned,
    },
    formatTable([
      ['review page', link.url, '(signs in once, within 10 minutes)'],
      ...(publicUrl === null
        ? []
        : [
            ['from elsewhere', `${publicUrl}${pathOf(link.url)}`, '(the same link for another machine)'],
            ['for others', publicUrl, '(let them in: npx assetloom user invite NAME --project KEY)'],
          ]),
      ['Temporal UI', stack.temporalUiUrl ?? 'none known: set TEMPORAL_UI_URL', ''],
      ['Temporal', stack.temporalAddress, '(for its CLI: temporal workflow list --address ...)'],
      ...(stack.standInUrl ? [['ComfyUI', stack.standInUrl, '(a stand-in)']] : []),
      ['API', `${stack.apiUrl}/api/v1`, `(token: ${home}/secrets/api-token)`],
    ]),
  )
}

/** Where people come in over the network; null = nowhere, or an API of before does not say. */
async function readPublicUrl(client: AssetloomClient): Promise<string | null> {
  try {
    return (await client.call('readSignIn', {})).publicUrl ?? null
  } catch {
    return null
  }
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}

function untilAborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted')
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })
}

function addDown(program: Command, context: CliContext): void {
  program
    .command('down')
    .description('stop the service of this home; work goes on at the next start')
    .action(async (_options: object, command: Command) => {
      const kit = openKit(context, command)
      const home = resolveHome(context, kit.options)
      const stopped = await (await context.loadLocalStack()).stop(home)
      kit.print({ home, stopped }, '')
      kit.say(stopped ? `Stopped ${home}.` : `Nothing was running in ${home}.`)
    })
}
