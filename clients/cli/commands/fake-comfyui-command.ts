import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import type { StartComfyInput } from '../local-comfy.js'
import { wholeNumber } from '../parse-options.js'

/** ComfyUI's own. */
const defaultPort = 8188

interface FakeComfyOptions {
  readonly port: number
  readonly comfyuiVersion?: string
  readonly stepMs?: number
  readonly loadMs?: number
  readonly memoryGb?: number
  readonly chaos?: number
  readonly faults?: string
  readonly models?: string
  readonly objectInfo?: string
  readonly dir?: string
  readonly packs?: boolean
  readonly previews: boolean
}

/** `assetloom fake-comfyui`. */
export function addFakeComfyuiCommand(program: Command, context: CliContext): void {
  program
    .command('fake-comfyui')
    .description(
      'a stand-in for a ComfyUI, without a GPU: placeholder pictures, simulated time, faults on demand',
    )
    .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535), defaultPort)
    .option(
      '--comfyui-version <x.y.z>',
      'of the ComfyUI that it is like: 0.28.0 (default) or an older one, as 0.3.64',
    )
    .option('--step-ms <n>', 'time of one step of a sampler (default: 20)', wholeNumber(0, 60_000))
    .option('--load-ms <n>', 'time to load a checkpoint (default: 200)', wholeNumber(0, 600_000))
    .option('--memory-gb <n>', 'what fits into its memory at once (default: 24)', wholeNumber(1, 10_000))
    .option('--chaos <seed>', 'a schedule of faults that change no bytes', wholeNumber(0, 2 ** 31 - 1))
    .option('--faults <spec>', 'faults in their order: KIND[:MS][*TIMES][@NTH],...')
    .option('--models <file>', 'a JSON file with the models that it has, by folder')
    .option('--object-info <file>', 'a saved answer of GET /object_info instead of its own node classes')
    .option('--packs', 'with the node classes of background removal and IP-Adapter')
    .option('--no-previews', 'without pictures on the way')
    .option('--dir <dir>', 'keep its files there (default: a temporary folder)')
    .action(async (_options: object, command: Command) => {
      const kit = openKit(context, command)
      if (context.loadLocalComfy === undefined)
        throw new CliError(
          'failed',
          'No stand-in can be started here.',
          'Start it from a clone of the product.',
        )
      const local = await context.loadLocalComfy()
      const comfy = await local.start(readInput(context, command.opts<FakeComfyOptions>()))
      try {
        kit.print(
          { url: comfy.url, dir: comfy.dir },
          formatTable([
            ['ComfyUI (stand-in)', comfy.url],
            ['use it', `COMFYUI_URLS=${comfy.url} npm start`],
            ['what it did', `${comfy.url}/fake/stats`],
            ['files', comfy.dir],
          ]),
        )
        kit.say('Ctrl-C stops it.')
        await untilAborted(context.signal)
        kit.say(JSON.stringify(comfy.stats()))
      } finally {
        await comfy.close()
      }
    })
}

function readInput(context: CliContext, options: FakeComfyOptions): StartComfyInput {
  const { comfyuiVersion: version, chaos, models, objectInfo, dir, port, previews, ...plain } = options
  const { stepMs, loadMs, memoryGb, faults, packs } = plain
  if (version !== undefined && !/^\d+\.\d+\.\d+$/.test(version))
    throw new CliError(
      'usage',
      `--comfyui-version ${version} is no version.`,
      'Give three numbers, as 0.28.0.',
    )
  const file = (path: string) => resolve(context.cwd, path)
  return {
    ...{ port, previews },
    ...(version === undefined ? {} : { version }),
    ...(stepMs === undefined ? {} : { stepMs }),
    ...(loadMs === undefined ? {} : { loadMs }),
    ...(memoryGb === undefined ? {} : { memoryGb }),
    ...(faults === undefined ? {} : { faults }),
    ...(packs === undefined ? {} : { packs }),
    ...(chaos === undefined ? {} : { chaosSeed: chaos }),
    ...(models === undefined ? {} : { modelsFile: file(models) }),
    ...(objectInfo === undefined ? {} : { objectInfoFile: file(objectInfo) }),
    ...(dir === undefined ? {} : { dir: file(dir) }),
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
