import type { Command } from 'commander'
import { documentLimits } from '../../../core/documents/check-document.js'
import { projectRequests } from '../../http/project-requests.js'
import { formatAgo, formatBytes } from '../../progress/format-figures.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { findProject, projectKey } from '../find-project.js'
import { formatTable } from '../format-table.js'
import { readTextFile } from '../read-text-file.js'

interface ProjectOption {
  readonly project: string
}

/** `assetloom project document add FILE...|list|remove NAME`. */
export function addProjectDocumentCommands(project: Command, context: CliContext): void {
  const group = project
    .command('document')
    .description('design documents that a language model may be shown passages of')
  addAdding(group, context)
  withProject(group.command('list').description('list the design documents of a project')).action(
    async (options: ProjectOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const answer = await projectRequests(client, projectId).listDocuments()
      const rows = answer.documents.map((one) => [
        one.name,
        formatBytes(one.sizeBytes),
        one.sha256.slice(0, 12),
        formatAgo(one.addedAt, Date.now()),
      ])
      kit.print(answer, formatTable(rows))
      if (rows.length === 0)
        kit.say(`No document yet: npx assetloom project document add FILE --project ${options.project}`)
    },
  )
  withProject(
    group
      .command('remove')
      .description('remove a design document; lists that were asked about with it stay as they are')
      .argument('<name>', 'name of the document, as list shows it'),
  ).action(async (name: string, options: ProjectOption, command: Command) => {
    const kit = openKit(context, command)
    const { client } = await kit.connect()
    const { projectId } = await findProject(client, options.project)
    await projectRequests(client, projectId).removeDocument(name)
    kit.print({ removed: name }, '')
    kit.say(`${name} is removed.`)
  })
}

function addAdding(group: Command, context: CliContext): void {
  withProject(
    group
      .command('add')
      .description('add design documents, each known by its file name; one of that name is replaced')
      .argument('<file...>', 'Markdown or text in UTF-8: .md, .markdown or .txt'),
  ).action(async (files: string[], options: ProjectOption, command: Command) => {
    const kit = openKit(context, command)
    // All of them before the first is sent: a typing error in the last one leaves nothing half done.
    const read = await readDocuments(context, files)
    const { client } = await kit.connect()
    const { projectId } = await client.ensureProject({ key: options.project, name: options.project })
    const documents = []
    for (const { name, text } of read) {
      const kept = await projectRequests(client, projectId).putDocument(name, text)
      documents.push(kept)
      kit.say(`${kept.name}: ${kept.change}, ${formatBytes(kept.sizeBytes)}`)
    }
    kit.print({ projectId, documents }, documents.map(({ name, sha256 }) => `${name} ${sha256}\n`).join(''))
  })
}

async function readDocuments(context: CliContext, files: readonly string[]) {
  const { documentsMax, bytesMax } = documentLimits
  if (files.length > documentsMax)
    throw new CliError(
      'usage',
      `${files.length} files are given; a project has at most ${documentsMax} documents.`,
      'Give fewer.',
    )
  const read = []
  for (const file of files) read.push(await readTextFile(context.cwd, file, 'a document', bytesMax))
  const names = read.map(({ name }) => name.normalize('NFC'))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice === undefined) return read
  throw new CliError('usage', `Two files are called ${twice}.`, 'Documents are known by name: rename one.')
}

function withProject(command: Command): Command {
  return command.option('--project <key>', 'project that is meant', projectKey, 'default')
}
