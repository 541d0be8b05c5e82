import type { Command } from 'commander'
import { readGpuHosts } from '../../http/gpu-requests.js'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { gpuStatusText } from '../gpu-text.js'

/** `assetloom gpu status`. */
export function addGpuCommands(program: Command, context: CliContext): void {
  const gpu = program.command('gpu').description('the ComfyUI servers that make pictures and sounds')
  gpu
    .command('status')
    .description('hosts, loaded models, what waits for which, how busy they are')
    .action(async (_options: object, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const status = await readGpuHosts(client)
      kit.print(status, gpuStatusText(status, Date.now()))
    })
}
