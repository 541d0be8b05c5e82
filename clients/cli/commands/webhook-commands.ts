import { InvalidArgumentError, type Command } from 'commander'
import { webhookEventTexts } from '../../../core/webhooks/webhook-event-texts.js'
import { webhookEvents, type WebhookEvent } from '../../../core/webhooks/webhook-ports.js'
import type { CliContext } from '../cli-context.js'
import { openKit, type CommandKit } from '../command-kit.js'
import { findProject, projectKey } from '../find-project.js'
import { findWebhook, type FoundWebhook } from '../find-webhook.js'
import { wholeNumber } from '../parse-options.js'
import { watchDelivery } from '../watch-delivery.js'
import { deliveriesText, webhooksText } from '../webhook-text.js'

interface OfProject {
  readonly project: string
}
type Act<Options> = (kit: CommandKit, found: FoundWebhook, options: Options) => Promise<void>

/** `assetloom webhook list|add|pause|resume|delete|rotate|test|deliveries|redeliver`. */
export function addWebhookCommands(program: Command, context: CliContext): void {
  const group = program
    .command('webhook')
    .description('addresses that are told when a run has ended or a review waits')
  addList(group, context)
  addAdd(group, context)
  addSwitch(group, context, 'pause', 'tell it nothing for now; what happens meanwhile is not sent later')
  addSwitch(group, context, 'resume', 'tell it again')
  addDelete(group, context)
  addRotate(group, context)
  addTest(group, context)
  addDeliveries(group, context)
  addRedeliver(group, context)
}

/** A command about one webhook of a project, by its id or its address. */
function about<Options extends OfProject>(context: CliContext, act: Act<Options>) {
  return async (named: string, options: Options, command: Command) => {
    const kit = openKit(context, command)
    const { client } = await kit.connect()
    await act(kit, await findWebhook(client, options.project, named), options)
  }
}

function one(group: Command, name: string, description: string): Command {
  return group
    .command(name)
    .description(description)
    .argument('<webhook>', 'its id or its address, as `webhook list` shows them')
    .requiredOption('--project <key>', 'project', projectKey)
}

function readEvents(text: string): WebhookEvent[] {
  return text.split(',').map((name) => {
    const event = webhookEvents.find((one) => one === name.trim())
    if (event === undefined) throw new InvalidArgumentError(`Events: ${webhookEvents.join(', ')}.`)
    return event
  })
}

function addList(group: Command, context: CliContext): void {
  group
    .command('list')
    .description('webhooks of a project, and how the newest delivery of each went')
    .requiredOption('--project <key>', 'project', projectKey)
    .action(async (options: OfProject, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const answer = await client.call('listWebhooks', { params: { projectId } })
      kit.print(answer, webhooksText(answer.webhooks))
      if (answer.webhooks.length === 0) kit.say('None yet: npx assetloom webhook add URL')
    })
}

function addAdd(group: Command, context: CliContext): void {
  group
    .command('add')
    .description('add a webhook; its secret is shown once')
    .argument('<url>', 'https address that is to be told')
    .requiredOption('--project <key>', 'project', projectKey)
    .option('--events <names>', webhookEvents.join(','), readEvents, ['runFinished', 'reviewWaiting'])
    .option('--description <text>', 'what it is for', '')
    .addHelpText(
      'after',
      `\nEvents:\n${webhookEvents.map((event) => `  ${event.padEnd(15)} ${webhookEventTexts[event]}`).join('\n')}`,
    )
    .action(
      async (
        url: string,
        options: OfProject & { events: WebhookEvent[]; description: string },
        command: Command,
      ) => {
        const kit = openKit(context, command)
        const { client } = await kit.connect()
        const { projectId } = await findProject(client, options.project)
        const { events, description } = options
        const made = await client.call('createWebhook', {
          params: { projectId },
          body: { url, events, description },
        })
        const { webhookId } = made.webhook
        kit.print(made, `${made.secret}\n`)
        kit.say('This secret signs each delivery; it is not shown again.')
        kit.say(`Try it: npx assetloom webhook test ${webhookId} --project ${options.project}`)
      },
    )
}

function addSwitch(group: Command, context: CliContext, verb: 'pause' | 'resume', description: string): void {
  one(group, verb, description).action(
    about(context, async (kit, { client, webhook, params }) => {
      const { url, events, description } = webhook
      const isActive = verb === 'resume'
      const body = { url, events: [...events], description, isActive }
      const changed = await client.call('putWebhook', { params, body })
      kit.print(changed, `${url} ${changed.isActive ? 'is told again' : 'is paused'}\n`)
    }),
  )
}

function addDelete(group: Command, context: CliContext): void {
  one(group, 'delete', 'delete a webhook with its deliveries').action(
    about(context, async (kit, { client, webhook, params }) => {
      await client.call('removeWebhook', { params })
      kit.print({ deleted: webhook.webhookId }, `${webhook.url} is told nothing any more\n`)
    }),
  )
}

function addRotate(group: Command, context: CliContext): void {
  one(group, 'rotate', 'give a webhook another secret; the former one signs as well for a day').action(
    about(context, async (kit, { client, params }) => {
      const made = await client.call('rotateWebhookSecret', { params })
      kit.print(made, `${made.secret}\n`)
      kit.say('Both secrets sign for 24 hours: change the receiver within them. It is not shown again.')
    }),
  )
}

function addTest(group: Command, context: CliContext): void {
  one(group, 'test', 'send a delivery that tells of nothing, and say whether it was taken')
    .option('--no-wait', 'do not wait for the answer')
    .action(
      about<OfProject & { wait: boolean }>(context, async (kit, found, { wait }) => {
        const sent = await found.client.call('testWebhook', { params: found.params })
        await watchDelivery(kit, found, sent, wait)
      }),
    )
}

function addDeliveries(group: Command, context: CliContext): void {
  one(group, 'deliveries', 'what was sent or is on its way, newest first')
    .option('--limit <n>', 'how many', wholeNumber(1, 500), 20)
    .action(
      about<OfProject & { limit: number }>(context, async (kit, { client, params }, { limit }) => {
        const answer = await client.call('listWebhookDeliveries', { params, query: { limit } })
        kit.print(answer, deliveriesText(answer.deliveries))
        if (answer.deliveries.length === 0) kit.say('Nothing was sent yet.')
        if (answer.nextCursor !== null) kit.say(`There are more: --limit ${Math.min(500, limit * 10)}`)
      }),
    )
}

function addRedeliver(group: Command, context: CliContext): void {
  group
    .command('redeliver')
    .description('send a delivery that has ended once more, with the same webhook-id')
    .argument('<webhook>', 'its id or its address')
    .argument('<delivery>', 'id of the delivery, as `webhook deliveries` shows it')
    .requiredOption('--project <key>', 'project', projectKey)
    .option('--no-wait', 'do not wait for the answer')
    .action(
      async (named: string, deliveryId: string, options: OfProject & { wait: boolean }, command: Command) => {
        const kit = openKit(context, command)
        const { client } = await kit.connect()
        const found = await findWebhook(client, options.project, named)
        const sent = await client.call('redeliverWebhook', { params: { ...found.params, deliveryId } })
        await watchDelivery(kit, found, sent, options.wait)
      },
    )
}
