import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Client, Connection, type WorkflowHandle } from '@temporalio/client'
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'

const taskQueue = 'bench-empty'
const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn: console.error, error: console.error }

/** Open workflows that do nothing but answer updates. */
export interface BareUpdates {
  /** Sends the payload to the workflow of this number (they are used in turn) and waits for its answer. */
  send(workflow: number, payload: unknown): Promise<void>
}

/** Starts so many empty workflows and a worker for them in this process, does the work, and stops the worker. */
export async function withBareUpdates<Result>(
  temporalAddress: string,
  workflows: number,
  work: (bare: BareUpdates) => Promise<Result>,
): Promise<Result> {
  muteRuntime()
  const workflowsPath = fileURLToPath(new URL('./empty-workflow.ts', import.meta.url))
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet })
  const connection = await Connection.connect({ address: temporalAddress })
  const native = await NativeConnection.connect({ address: temporalAddress })
  try {
    const worker = await Worker.create({ connection: native, taskQueue, workflowBundle: { code } })
    return await worker.runUntil(async () => {
      const handles = await startAll(new Client({ connection }), workflows)
      return await work({
        async send(workflow, payload) {
          await handles[workflow % handles.length]!.executeUpdate('echo', {
            args: [payload],
            updateId: randomUUID(),
          })
        },
      })
    })
  } finally {
    await native.close()
    await connection.close()
  }
}

async function startAll(client: Client, workflows: number): Promise<WorkflowHandle[]> {
  const handles: WorkflowHandle[] = []
  for (let index = 0; index < workflows; index++)
    handles.push(await client.workflow.start('emptyWorkflow', { taskQueue, workflowId: randomUUID() }))
  return handles
}

let isMuted = false

/** The table is for people: a worker that comes and goes is no news. The SDK takes its logger once a process. */
export function muteRuntime(): void {
  if (!isMuted) Runtime.install({ logger: new DefaultLogger('ERROR') })
  isMuted = true
}
