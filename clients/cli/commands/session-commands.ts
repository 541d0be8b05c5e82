import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'

/** `assetloom session list|revoke`: browsers that are signed in. */
export function addSessionCommands(program: Command, context: CliContext): void {
  const sessions = program.command('session').description('signed-in browsers: which there are, sign one out')
  sessions
    .command('list')
    .description('signed-in browsers, used last first')
    .option('--of <handle>', 'of this person; left out: those that links of `assetloom up` signed in')
    .action(async (options: { of?: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { of } = options
      const answer = await client.call('listSessions', { query: of === undefined ? {} : { of } })
      const rows = answer.sessions.map(({ sessionId, handle, name, lastSeenAt, expiresAt }) => [
        ...[sessionId, handle, name, `used ${lastSeenAt}`, `until ${expiresAt}`],
      ])
      kit.print(answer, formatTable(rows))
      if (rows.length === 0) kit.say('No browser is signed in.')
    })
  sessions
    .command('revoke')
    .description('sign a browser out')
    .argument('<id>', 'its id, as `session list` shows it')
    .action(async (sessionId: string, _options: object, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      await client.call('revokeSession', { params: { sessionId } })
      kit.print({ revoked: sessionId }, `${sessionId} is signed out\n`)
    })
}
