import { stringify } from 'yaml'
import type { IntakeProblem } from '../intake/intake-report.js'
import { readYaml } from '../spec-files/read-yaml.js'
import { checkProjectSettings } from './check-project-settings.js'
import type { ProjectSettings } from './project-settings.schema.js'

/** Settings as YAML that `project apply` takes: members in the order of the alphabet. */
export function writeSettingsYaml(settings: ProjectSettings): string {
  return stringify(settings, { sortMapEntries: true, lineWidth: 100 })
}

/** Settings from a YAML or JSON file; problems have its lines. Never throws on input. */
export function readSettingsYaml(
  file: string,
  text: string,
): { readonly settings: ProjectSettings } | { readonly problems: readonly IntakeProblem[] } {
  const yaml = readYaml(file, text.replace(/^\uFEFF/, ''))
  if ('problem' in yaml) return { problems: [yaml.problem] }
  const { settings, problems } = checkProjectSettings(yaml.value)
  if (settings !== null) return { settings }
  return {
    problems: problems.map(({ path, member, message, hint }) => ({
      file,
      ...yaml.locate.value(path),
      message: `${member}: ${message}`,
      hint,
    })),
  }
}
