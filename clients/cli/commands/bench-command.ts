import type { Command } from 'commander'
import {
  benchPicturesDefault,
  benchPicturesMax,
  benchPicturesMin,
} from '../../../core/gpu-bench/bench-order.js'
import { gpuBenchText } from '../bench-text.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { wholeNumber } from '../parse-options.js'
import { resolveHome } from '../resolve-home.js'

/** `assetloom bench gpu`. Needs no service: the ComfyUI alone. */
export function addBenchCommand(program: Command, context: CliContext): void {
  program
    .command('bench')
    .description('how fast this machine makes pictures')
    .command('gpu')
    .description(
      'make sprites on a ComfyUI as a run would, and say whether it reaches 3-5 s a picture and 20-30 a minute',
    )
    .option('--url <url>', 'address of the ComfyUI (default: the first of COMFYUI_URLS, else of the stack)')
    .option(
      '--jobs <n>',
      'pictures, beside the first one, which loads the models',
      wholeNumber(benchPicturesMin, benchPicturesMax),
      benchPicturesDefault,
    )
    .action(async (options: { url?: string; jobs: number }, command: Command) => {
      const kit = openKit(context, command)
      if (context.loadLocalComfy === undefined)
        throw new CliError('failed', 'Nothing can be measured here.', 'Run it from an installed Assetloom.')
      const local = await context.loadLocalComfy()
      const home = resolveHome(context, kit.options)
      // The option of all commands has the same name and takes the value; here it means the ComfyUI.
      const named = kit.options.url ?? options.url ?? firstUrl(context)
      const url = named ?? (await local.findServers(home))[0]
      if (url === undefined)
        throw new CliError(
          'usage',
          'There is nothing to measure: no ComfyUI is named.',
          'Name one: npx assetloom bench gpu --url http://127.0.0.1:8188, or set COMFYUI_URLS.',
        )
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
        throw new CliError('usage', 'That is no address of a ComfyUI.', 'It looks like http://127.0.0.1:8188')
      const report = await local.bench({
        ...{ url, home, pictures: options.jobs, signal: context.signal },
        onProgress: (message) => kit.say(message),
      })
      kit.print({ url: new URL(url).origin, ...report }, gpuBenchText(report))
      kit.say(
        `ComfyUI keeps the ${report.pictures + 1} pictures in its output folder: al-*.png, made just now.`,
      )
    })
}

function firstUrl({ env }: CliContext): string | undefined {
  return env['COMFYUI_URLS']
    ?.split(',')
    .map((url) => url.trim())
    .find((url) => url !== '')
}
