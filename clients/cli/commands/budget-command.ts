import type { Command } from 'commander'
import { readBudget } from '../../http/spending-requests.js'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { findProject, projectKey } from '../find-project.js'
import { budgetText } from '../spending-text.js'

/** `assetloom budget`. */
export function addBudgetCommand(program: Command, context: CliContext): void {
  program
    .command('budget')
    .description(
      'what a project spent, on what, and what is left; change its limits with project set policies...',
    )
    .option('--project <key>', 'project to show', projectKey, 'default')
    .action(async (options: { project: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const budget = await readBudget(client, projectId)
      kit.print(budget, budgetText(budget))
      for (const warning of budget.warnings) kit.say(warning)
    })
}
