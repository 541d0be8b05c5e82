import { plainMarkdown, shortenDetails } from '../workflow-texts.js'
import { chainStageOf, type ChainStepStage } from './chain-ports.js'

export interface ChainStepText {
  readonly position: string
  readonly type: string
  readonly stage: ChainStepStage
}

/** A chain as the Temporal UI shows it: how it stands, then every job. */
export function describeChainRun(steps: readonly ChainStepText[]): string {
  const stage = chainStageOf(steps.map((step) => step.stage))
  const done = steps.filter((step) => step.stage === 'done').length
  const rows = steps.map((step) => `| ${step.position} | ${plainMarkdown(step.type)} | ${step.stage} |`)
  return shortenDetails(
    [
      `**${stage}**: ${done} of ${steps.length} ${steps.length === 1 ? 'job' : 'jobs'} done.`,
      '',
      '| place | job | stage |',
      '| --- | --- | --- |',
      ...rows,
    ].join('\n'),
  )
}

/** Details at the start of a chain: what the workflow is for, and which job it is. */
export function describeChainStart(chainId: string): string {
  return `Works through a job and the jobs that follow it.\n\nJob \`${chainId}\`.`
}
