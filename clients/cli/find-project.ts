import type { ProjectRow } from '../../core/ports.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { CliError } from './cli-error.js'

/** The project with this key. Throws CliError that names those that there are. */
export async function findProject(client: AssetloomClient, key: string): Promise<ProjectRow> {
  const { projects } = await client.listProjects()
  const project = projects.find((one) => one.key === key)
  if (project) return project
  throw new CliError(
    'notFound',
    `There is no project "${key}".`,
    projects.length === 0
      ? 'Submit a first list: npx assetloom wishlist add FILE'
      : `Projects: ${projects.map((one) => one.key).join(', ')}. Name one: --project KEY`,
  )
}

/** A parser for an option that is the key of a project. Throws CliError for anything else. */
export function projectKey(text: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) || text.length > 80)
    throw new CliError(
      'usage',
      `"${text}" is not a project key.`,
      'Write lower-case words joined by -, like desert-outpost.',
    )
  return text
}
