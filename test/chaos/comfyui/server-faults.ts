import { type ComfyFault, promptsOnAServer } from './comfy-fault.js'
import type { ComfyLab } from './comfy-lab.js'

/** Kills the first server while it works on one prompt and others wait, and starts it again. */
async function killBusyServer(lab: ComfyLab): Promise<void> {
  await lab.untilTrue('waiting for a prompt that runs and one that waits', async () => {
    const { running, pending } = await lab.prompts()
    return running > 0 && pending > 0
  })
  await lab.first.kill()
  await lab.first.start()
}

/** What a ComfyUI does to the prompts that it has. */
export const serverFaults: readonly ComfyFault[] = [
  {
    name: 'ComfyUI restarted while prompts are pending',
    ...{ arm: 'restart-pending', losses: 0, submissionsLost: promptsOnAServer, onlyInAll: true },
  },
  {
    name: 'ComfyUI restarted while a prompt runs',
    ...{ arm: 'restart-running', losses: 1, submissionsLost: promptsOnAServer, onlyInAll: true },
  },
  {
    name: 'ComfyUI restarted after the save, before the history',
    // The file is found by its name: it is not made again.
    ...{ arm: 'restart-saved', losses: 0, submissionsLost: promptsOnAServer, onlyInAll: true },
  },
  {
    name: 'ComfyUI killed (SIGKILL) while one prompt runs and others wait',
    ...{ losses: 1, submissionsLost: promptsOnAServer, hurt: killBusyServer },
  },
  {
    name: 'interrupted by a stranger, and taken out of the queue by one',
    ...{ arm: 'interrupt-stranger*2,dequeued', losses: 2, submissionsLost: 3, onlyInAll: true },
  },
  { name: 'node exception, twice', arm: 'node-exception*2', losses: 2, onlyInAll: true },
  { name: 'out of memory once', arm: 'oom', losses: 1, onlyInAll: true },
  {
    name: 'GPU lost (CUDA fault), mended by the restart command',
    ...{ arm: 'cuda', losses: promptsOnAServer, submissionsLost: 2 * promptsOnAServer, onlyInAll: true },
  },
  // A graph that its server takes only in part is not tried again: its job is given up and its money given back.
  {
    name: 'partial validation (200 with node_errors)',
    arm: 'partial',
    losses: 1,
    refused: 1,
    onlyInAll: true,
  },
  {
    name: 'output deleted before the download, history evicted',
    ...{ arm: 'output-deleted,history-evicted', losses: 1, onlyInAll: true },
  },
  {
    name: 'truncated picture, and a page in place of one',
    ...{ arm: 'view-truncated*2,view-wrong-type', onlyInAll: true },
  },
  { name: "disk full on the server's side", arm: 'disk-full', losses: 1, onlyInAll: true },
  {
    name: 'hung node, mended by the restart command',
    ...{ arm: 'hung-node', losses: 1, submissionsLost: promptsOnAServer, onlyInAll: true },
  },
  {
    name: 'zombie worker, mended by the restart command',
    ...{ arm: 'zombie', losses: 1, submissionsLost: promptsOnAServer, onlyInAll: true },
  },
]
