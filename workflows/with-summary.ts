import { shortenSummary } from '../core/workflow-texts.js'

/** Options of one activity call that give its line in the Temporal UI. Adds no command and changes no order. */
export function withSummary(text: string): { summary: string } {
  return { summary: shortenSummary(text) }
}
