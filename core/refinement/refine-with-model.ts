import type { DocumentRef } from '../documents/document-ports.js'
import { AssetloomError } from '../errors.js'
import { sha256Hex } from '../hash.js'
import { buildRefinementRequest, buildRepairRequest, questionVersion } from './build-refinement-request.js'
import {
  readRefinementAnswer,
  type LineRemark,
  type ProposedSpec,
  type RefinementReading,
} from './read-refinement-answer.js'
import type { RefinementInput, RulesRefinement } from './refinement-input.js'
import { refinementLimits } from './refinement-limits.js'
import type { ChatAnswer, LanguageModel } from './refinement-ports.js'

export interface ModelRefinement {
  /** What the rules made, as it was handed in: a model adds proposals and takes nothing away. */
  readonly rules: RulesRefinement
  /** Who had the last word on what is proposed. */
  readonly refinedBy: 'rules' | `llm:${string}`
  readonly proposals: readonly ProposedSpec[]
  readonly constraints: readonly LineRemark[]
  readonly leftOpen: readonly LineRemark[]
  readonly dropped: readonly LineRemark[]
  /** The design documents that the model was shown passages of, by name; also where its answer was of no use. */
  readonly documents: readonly DocumentRef[]
  /** One sentence for people: what the model was asked and what came of it, or why the rules stand alone. */
  readonly summary: string
}

/**
 * Asks a model about the lines that the rules left open, with one repair round. Every failure ends with the result of
 * the rules and a sentence that says why; only the signal's own reason is thrown.
 */
export async function refineWithModel(
  model: LanguageModel,
  input: RefinementInput,
  signal: AbortSignal,
): Promise<ModelRefinement> {
  if (input.openLines.length === 0)
    return rulesAlone(input, `the rules understood every line, so ${shownName(model)} was not asked`)
  try {
    return await askModel(model, input, signal)
  } catch (error) {
    signal.throwIfAborted()
    const summary = `${shownName(model)} was not used: ${reasonOf(error)}`
    return { ...rulesAlone(input, summary), documents: documentsShown(input) }
  }
}

async function askModel(
  model: LanguageModel,
  input: RefinementInput,
  signal: AbortSignal,
): Promise<ModelRefinement> {
  const { request, openAsked } = buildRefinementRequest(input)
  const asked: RefinementInput = { ...input, openLines: openAsked }
  const first = await model.complete(request, signal)
  const reading = readRefinementAnswer(first.text, asked)
  let last: { readonly answer: ChatAnswer; readonly reading: RefinementReading } = { answer: first, reading }
  let rounds = 1
  let trouble = ''
  if (reading.errors.length > 0 && reading.refusal === null) {
    try {
      const repair = buildRepairRequest(request, first.text, reading.errors, first.isCutOff)
      const answer = await model.complete(repair, signal)
      rounds = 2
      last = betterOf(last, { answer, reading: readRefinementAnswer(answer.text, asked) })
    } catch (error) {
      signal.throwIfAborted()
      trouble = `; its repair failed: ${reasonOf(error)}`
    }
  }
  return resultOf(model, asked, input.openLines.length, last, { rounds, trouble })
}

/** The repaired answer when it can be used, unless the first one held more. */
function betterOf<Answered extends { readonly reading: RefinementReading }>(
  first: Answered,
  second: Answered,
): Answered {
  if (second.reading.isUnusable) return first
  return second.reading.proposals.length >= first.reading.proposals.length ? second : first
}

function resultOf(
  model: LanguageModel,
  asked: RefinementInput,
  openCount: number,
  { answer, reading }: { readonly answer: ChatAnswer; readonly reading: RefinementReading },
  { rounds, trouble }: { readonly rounds: number; readonly trouble: string },
): ModelRefinement {
  const answered = `answer ${sha256Hex(answer.text).slice(0, 12)}, question ${questionVersion}`
  if (reading.isUnusable) {
    const why = reading.refusal ?? reading.errors[0] ?? 'no reason'
    const twice = rounds === 2 ? ' twice' : ''
    const summary = `${shownName(model)} gave no usable answer${twice}: ${why} (${answered})${trouble}`
    return { ...rulesAlone(asked, summary), documents: documentsShown(asked) }
  }
  const { proposals, constraints, leftOpen, dropped } = reading
  const about =
    openCount > asked.openLines.length
      ? `the first ${asked.openLines.length} of ${openCount} open lines`
      : `${openCount} open ${openCount === 1 ? 'line' : 'lines'}`
  const repaired = rounds === 2 ? ' after one repair' : ''
  return {
    rules: asked.rules,
    refinedBy: `llm:${model.name}`,
    ...{ proposals, constraints, leftOpen, dropped, documents: documentsShown(asked) },
    summary: `${shownName(model)} was asked about ${about}${withPassages(asked)} and proposes ${proposals.length}${repaired} (${answered})${trouble}`,
  }
}

function rulesAlone({ rules }: RefinementInput, summary: string): ModelRefinement {
  return {
    rules,
    refinedBy: 'rules',
    ...{ proposals: [], constraints: [], leftOpen: [], dropped: [], documents: [] },
    summary: `${summary}; the rules stand alone`,
  }
}

function documentsShown({ passages }: RefinementInput): DocumentRef[] {
  const shown = passages.slice(0, refinementLimits.passagesMax)
  const byText = new Map(shown.map(({ name, sha256 }) => [`${sha256} ${name}`, { name, sha256 }]))
  return [...byText.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** `, with 3 passages of lore.md (1f2e3d4c5b6a),`; empty where it was shown none. */
function withPassages(input: RefinementInput): string {
  const count = Math.min(input.passages.length, refinementLimits.passagesMax)
  if (count === 0) return ''
  const names = documentsShown(input).map(({ name, sha256 }) => `${name} (${sha256.slice(0, 12)})`)
  return `, with ${count} ${count === 1 ? 'passage' : 'passages'} of ${names.join(', ')},`
}

function shownName({ name }: LanguageModel): string {
  return `llm:${name}`
}

/** Expected failures say what to do; of others only the kind is shown, because anybody may read it. */
function reasonOf(error: unknown): string {
  if (error instanceof AssetloomError) return `${error.message} (${error.hint})`
  return `unexpected ${error instanceof Error ? error.name : 'failure'}`
}
