import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import {
  disclosureFormats,
  writeDisclosure,
  type DisclosureFormat,
} from '../../../core/deploy/write-disclosure.js'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { openAssetsFolder } from '../deploy/open-assets-folder.js'
import { findDeployedFolder, readDisclosure } from '../deploy/read-disclosure.js'

/** `assetloom disclosure`. */
export function addDisclosureCommand(program: Command, context: CliContext): void {
  program
    .command('disclosure')
    .description("what of a game's deployed assets was made by software, edited since, or made by people")
    .argument('[dir]', 'a folder that was deployed into, or a game with one', '.')
    .addOption(new Option('--format <format>', 'for whom').choices(disclosureFormats).default('text'))
    .action(async (dir: string, options: { format: DisclosureFormat }, command: Command) => {
      const kit = openKit(context, command)
      const root = await findDeployedFolder(await openAssetsFolder(resolve(context.cwd, dir)))
      const disclosure = await readDisclosure(root)
      kit.print({ dir: root, ...disclosure }, writeDisclosure(disclosure, options.format))
    })
}
