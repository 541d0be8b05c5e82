import { InvalidArgumentError, type Command } from 'commander'
import { roles, type Role } from '../../../core/access/principal.js'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { findProject, projectKey } from '../find-project.js'
import { formatTable } from '../format-table.js'
import { wholeNumber } from '../parse-options.js'

/** `assetloom user invite|list|link|disable|enable` and `assetloom key create|list|revoke`. */
export function addPeopleCommands(program: Command, context: CliContext): void {
  const people = program.command('user').description('who may come in: invitations, members, sign-in links')
  addInvite(people, context)
  addMembers(people, context)
  addLink(people, context)
  addShutOut(people, context, 'disable', 'shut a person out; their browsers are signed out')
  addShutOut(people, context, 'enable', 'let a person in again')
  const keys = program.command('key').description('API keys of a project, for programs')
  addCreateKey(keys, context)
  addListKeys(keys, context)
  addRevokeKey(keys, context)
}

function readRole(text: string): Role {
  const role = roles.find((one) => one === text)
  if (role === undefined) throw new InvalidArgumentError(`Roles: ${roles.join(', ')}.`)
  return role
}

function addInvite(group: Command, context: CliContext): void {
  group
    .command('invite')
    .description('make a link that lets a new person in once')
    .argument('<name>', 'what the person is called')
    .requiredOption('--project <key>', 'project', projectKey)
    .option('--role <role>', roles.join(', '), readRole, 'reviewer')
    .option('--handle <handle>', 'short name that never changes; made of the name otherwise')
    .option('--email <address>', 'needed with an identity provider')
    .option('--hours <n>', 'how long the link works', wholeNumber(1, 168), 48)
    .action(async (name: string, options: InviteOptions, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const { role, handle, email, hours: expiresInHours } = options
      const made = await client.call('createInvitation', {
        body: {
          ...{ name, projectId, role, expiresInHours },
          ...(handle === undefined ? {} : { handle }),
          ...(email === undefined ? {} : { email }),
        },
      })
      kit.print(made, `${made.url}\n`)
      kit.say(`Works once, until ${made.invitation.expiresAt}. It is not shown again.`)
    })
}

interface InviteOptions {
  readonly project: string
  readonly role: Role
  readonly handle?: string
  readonly email?: string
  readonly hours: number
}

function addMembers(group: Command, context: CliContext): void {
  group
    .command('list')
    .description('who works on a project')
    .requiredOption('--project <key>', 'project', projectKey)
    .action(async (options: { project: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const answer = await client.call('listMembers', { params: { projectId } })
      kit.print(answer, formatTable(answer.members.map(({ handle, name, role }) => [handle, role, name])))
    })
}

function addLink(group: Command, context: CliContext): void {
  group
    .command('link')
    .description('make a link that signs in another browser of a person')
    .argument('<handle>', 'the person')
    .action(async (handle: string, _options: object, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const made = await client.call('createSignInLink', { params: { handle }, body: {} })
      kit.print(made, `${made.url}\n`)
    })
}

function addShutOut(group: Command, context: CliContext, verb: 'disable' | 'enable', about: string): void {
  group
    .command(verb)
    .description(about)
    .argument('<handle>', 'the person')
    .action(async (handle: string, _options: object, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const user = await client.call('changeUser', {
        params: { handle },
        body: { disabled: verb === 'disable' },
      })
      kit.print(user, `${user.handle} ${user.disabledAt === null ? 'may come in' : 'is shut out'}\n`)
    })
}

function addCreateKey(group: Command, context: CliContext): void {
  group
    .command('create')
    .description('make an API key; it is shown once')
    .argument('<name>', 'what it is for')
    .requiredOption('--project <key>', 'project', projectKey)
    .option('--role <role>', roles.join(', '), readRole, 'editor')
    .option('--days <n>', 'how long it works', wholeNumber(1, 365), 90)
    .action(
      async (name: string, options: { project: string; role: Role; days: number }, command: Command) => {
        const kit = openKit(context, command)
        const { client } = await kit.connect()
        const { projectId } = await findProject(client, options.project)
        const body = { name, role: options.role, expiresInDays: options.days }
        const made = await client.call('createApiKey', { params: { projectId }, body })
        kit.print(made, `${made.key}\n`)
        kit.say(`Works until ${made.apiKey.expiresAt}. It is not shown again.`)
      },
    )
}

function addListKeys(group: Command, context: CliContext): void {
  group
    .command('list')
    .description('API keys of a project')
    .requiredOption('--project <key>', 'project', projectKey)
    .action(async (options: { project: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const answer = await client.call('listApiKeys', { params: { projectId } })
      const rows = answer.apiKeys.map(({ keyId, name, prefix, role, expiresAt, lastUsedAt, revokedAt }) => [
        ...[keyId, name, `${prefix}...`, role],
        revokedAt === null ? `until ${expiresAt}` : 'revoked',
        lastUsedAt === null ? 'never used' : `used ${lastUsedAt}`,
      ])
      kit.print(answer, formatTable(rows))
    })
}

function addRevokeKey(group: Command, context: CliContext): void {
  group
    .command('revoke')
    .description('end an API key')
    .argument('<id>', 'its id, as `key list` shows it')
    .requiredOption('--project <key>', 'project', projectKey)
    .action(async (apiKeyId: string, options: { project: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      await client.call('revokeApiKey', { params: { projectId, apiKeyId } })
      kit.print({ revoked: apiKeyId }, `${apiKeyId} works no more\n`)
    })
}
