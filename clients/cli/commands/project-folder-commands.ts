import type { Command } from 'commander'
import { resolve } from 'node:path'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { findProject, projectKey } from '../find-project.js'

const stepsShown = 50

/** `assetloom project export|import DIR`. */
export function addProjectFolderCommands(project: Command, context: CliContext): void {
  project
    .command('export')
    .description('write a project as a folder: settings, lists, specs, runs with decisions, pictures')
    .argument('<dir>', 'folder that is not there yet, or empty')
    .option('--project <key>', 'project that is meant', projectKey, 'default')
    .action(async (dir: string, options: { project: string }, command: Command) => {
      const kit = openKit(context, command)
      const { exportFolder } = await import('../project-folder/export-folder.js')
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const exported = await exportFolder(client, projectId, resolve(context.cwd, dir), (done, total) => {
        if (done % stepsShown === 0 || done === total) kit.say(`${done} of ${total} pictures and sounds`)
      })
      kit.print({ ...exported, projectId }, `${exported.dir}\n`)
      kit.say(
        `${exported.texts} texts, ${exported.files} pictures and sounds. Back: npx assetloom project import ${exported.dir} --project NEW-KEY`,
      )
    })
  project
    .command('import')
    .description('make a project of a folder that export wrote; the same folder again changes nothing')
    .argument('<dir>', 'folder that project export wrote')
    .option('--project <key>', 'key of the new project; that of the folder when it is not given', projectKey)
    .action(async (dir: string, options: { project?: string }, command: Command) => {
      const kit = openKit(context, command)
      const { importFolder } = await import('../project-folder/import-folder.js')
      const { client } = await kit.connect()
      const order = { dir: resolve(context.cwd, dir), key: options.project ?? null }
      const imported = await importFolder(context, client, order, (done, total) => {
        if (done % stepsShown === 0 || done === total) kit.say(`${done} of ${total} pictures and sounds`)
      })
      const { lists, specs, variants, assets } = imported.counts
      kit.print(imported, `${imported.projectId}\n`)
      if (imported.strangers.length > 0)
        kit.say(`Left alone, no part of a project: ${imported.strangers.slice(0, 20).join(', ')}`)
      kit.say(
        imported.created
          ? `${imported.key}: ${lists} lists, ${specs} specs, ${variants} variants, ${assets} assets.`
          : `${imported.key} has all of this folder already: nothing was changed.`,
      )
      for (const note of imported.notes) kit.say(note)
    })
}
