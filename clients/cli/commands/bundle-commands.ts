import type { Command } from 'commander'
import { diffBundles, writeDiff } from '../../../core/bundle/diff-bundles.js'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { readBundleManifest } from '../read-bundle-manifest.js'

/** `assetloom bundle diff`. */
export function addBundleCommands(program: Command, context: CliContext): void {
  const group = program.command('bundle').description('look at bundles')
  group
    .command('diff')
    .description('what is other in a bundle than in another one, by key; changes nothing')
    .argument('<before>', 'folder that export wrote, or the id of a bundle')
    .argument('<after>', 'folder that export wrote, or the id of a bundle')
    .option('--target <target>', 'which bundle of a folder with several')
    .action(async (before: string, after: string, options: { target?: string }, command: Command) => {
      const kit = openKit(context, command)
      const places = [before, after].map((name) => ({ name, target: options.target, cwd: context.cwd }))
      const [old, now] = await Promise.all(places.map((place) => readBundleManifest(place, kit.connect)))
      if (old === undefined || now === undefined) return
      const diff = diffBundles(old, now)
      kit.print(diff, writeDiff(diff))
      if (old.project.key !== now.project.key)
        kit.say(`These are bundles of two projects: ${old.project.key} and ${now.project.key}.`)
    })
}
