import { WorkflowNotFoundError, type Client } from '@temporalio/client'
import { AssetloomError } from '../../core/errors.js'

const deadlineMs = 5_000

/** How executions stand in Temporal, for activities that reconcile the catalogue with it. */
export class TemporalExecutionProbe {
  private readonly client: Client

  constructor(client: Client) {
    this.client = client
  }

  /** Whether an execution with this id is open. Throws Unavailable when Temporal cannot be asked. */
  async isOpen(workflowId: string): Promise<boolean> {
    const found = await this.ask(() => this.client.workflow.getHandle(workflowId).describe())
    return found?.status.name === 'RUNNING'
  }

  /** Sends a signal; an id that is closed or unknown is no error. */
  async signal(workflowId: string, signalName: string): Promise<void> {
    await this.ask(() => this.client.workflow.getHandle(workflowId).signal(signalName))
  }

  private async ask<Answer>(question: () => Promise<Answer>): Promise<Answer | null> {
    try {
      return await this.client.connection.withDeadline(Date.now() + deadlineMs, question)
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null
      const message = error instanceof Error ? error.message : String(error)
      throw new AssetloomError('Unavailable', `Temporal cannot be asked: ${message}`, 'it is asked again')
    }
  }
}
