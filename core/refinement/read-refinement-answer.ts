import { assignKeys, slugOf } from '../intake/assign-keys.js'
import { detectIntake } from '../intake/detect-intake.js'
import { assetSpecSchema, type AssetSpec } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import { foreignPartOf, tidyModelText } from './check-model-text.js'
import { extractJson } from './extract-json.js'
import { lineOfProposal, type PasteLine, promptWordsOf, specOfProposal } from './propose-spec.js'
import {
  answerSchema,
  issuesOf,
  type Proposal,
  proposalSchema,
  type Remark,
  remarkSchema,
} from './refinement-answer.schema.js'
import { linesOf, type RefinementInput } from './refinement-input.js'
import { refinementLimits } from './refinement-limits.js'

/** A spec that a model proposes. Nothing makes it before a person has put its line into the wishlist. */
export interface ProposedSpec {
  readonly spec: AssetSpec
  /** Lines of the wishlist that it comes from. */
  readonly lines: readonly number[]
  /** What a person pastes to accept it. */
  readonly pasteLine: PasteLine
}

/** Something about a line of the wishlist, from 1. */
export interface LineRemark {
  readonly line: number
  readonly text: string
}

export interface RefinementReading {
  readonly proposals: readonly ProposedSpec[]
  /** Rules for the whole list that the model read in a line. */
  readonly constraints: readonly LineRemark[]
  /** Lines that the model does not understand either. */
  readonly leftOpen: readonly LineRemark[]
  /** What of the answer was dropped, and why. */
  readonly dropped: readonly LineRemark[]
  /** What one repair round tells the model; empty when the answer is sound. */
  readonly errors: readonly string[]
  /** Nothing of the answer can be used: `errors` says why. */
  readonly isUnusable: boolean
  /** Why the answer is refused for good, without a repair round; null when it is not. */
  readonly refusal: string | null
}

type Read = { -readonly [Part in 'constraints' | 'leftOpen' | 'dropped']: LineRemark[] } & {
  errors: string[]
}

/**
 * Reads what a model answered. Whatever it is, only specs come out that the schema takes, with words, names from the
 * catalogue and lines that the list has; everything else is dropped with its reason. Never throws.
 */
export function readRefinementAnswer(text: string, input: RefinementInput): RefinementReading {
  const read: Read = { constraints: [], leftOpen: [], dropped: [], errors: [] }
  const { proposalsMax, answerCharsMax } = refinementLimits
  if (text.length > answerCharsMax)
    return refused(`its answer has ${text.length} characters, the limit is ${answerCharsMax}`)
  const extracted = extractJson(text)
  if ('objection' in extracted) return unusable(extracted.objection)
  const value = Array.isArray(extracted.value) ? { proposals: extracted.value as unknown[] } : extracted.value
  const answer = answerSchema.safeParse(value)
  if (!answer.success) return unusable(...issuesOf(answer.error))
  const { proposals, constraints, notUnderstood } = answer.data
  const room = Math.min(proposalsMax, limits.specsPerWishlistMax - input.rules.specs.length)
  if (proposals.length > room) return refused(`it proposes ${proposals.length} specs, the limit is ${room}`)
  const sound = readProposals(proposals, input, read)
  readRemarks(constraints ?? [], input, read.constraints)
  readRemarks(notUnderstood ?? [], input, read.leftOpen)
  return { ...read, proposals: buildProposals(sound, input, read), isUnusable: false, refusal: null }
}

function unusable(...errors: string[]): RefinementReading {
  const nothing = { proposals: [], constraints: [], leftOpen: [], dropped: [] }
  return { ...nothing, errors, isUnusable: true, refusal: null }
}

function refused(refusal: string): RefinementReading {
  return { ...unusable(), refusal }
}

function readProposals(proposals: readonly unknown[], input: RefinementInput, read: Read): Proposal[] {
  const schema = proposalSchema(input.catalogue)
  const lines = linesOf(input.text)
  const open = new Set(input.openLines)
  return proposals.flatMap((one, index) => {
    const parsed = schema.safeParse(one)
    const proposal = parsed.success ? tidied(parsed.data) : null
    const objections = proposal === null ? issuesOf(parsed.error!) : objectionsTo(proposal, lines)
    if (objections.length > 0 || proposal === null) {
      const why = objections.join('; ')
      read.errors.push(`proposals.${index}: ${why}`)
      read.dropped.push({ line: firstLineOf(one, lines), text: `proposal ${index + 1} was refused: ${why}` })
      return []
    }
    if (proposal.lines.some((line) => open.has(line))) return [proposal]
    const line = proposal.lines[0] ?? 1
    read.dropped.push({ line, text: `proposal ${index + 1} was left out: the rules understood its lines` })
    return []
  })
}

function tidied(proposal: Proposal): Proposal {
  return { ...proposal, name: tidyModelText(proposal.name), prompt: tidyModelText(proposal.prompt) }
}

function objectionsTo(proposal: Proposal, lines: readonly string[]): string[] {
  const objections: string[] = []
  for (const part of ['name', 'prompt'] as const) {
    const found = foreignPartOf(
      part === 'prompt' ? promptWordsOf(proposal.prompt, proposal.assetType) : proposal.name,
    )
    if (found !== null)
      objections.push(`${part}: it holds ${found}; write what the picture shows, in plain words`)
  }
  const missing = proposal.lines.find((line) => (lines[line - 1] ?? '').trim() === '')
  if (missing !== undefined) objections.push(`lines: the list has no text on line ${missing}`)
  if (proposal.animations && proposal.states) objections.push('animations and states do not go together')
  return objections
}

/** A line that a refused proposal names and the list has, to say where it belongs; else the first. */
function firstLineOf(proposal: unknown, lines: readonly string[]): number {
  const named = (proposal as { lines?: unknown } | null)?.lines
  const line: unknown = Array.isArray(named) ? named[0] : null
  return typeof line === 'number' && Number.isInteger(line) && line >= 1 && line <= lines.length ? line : 1
}

function readRemarks(remarks: readonly unknown[], input: RefinementInput, into: LineRemark[]): void {
  const lineCount = linesOf(input.text).length
  for (const one of remarks.slice(0, refinementLimits.remarksMax)) {
    const parsed = remarkSchema.safeParse(one)
    if (!parsed.success) continue
    const remark: Remark = { line: parsed.data.line, text: tidyModelText(parsed.data.text) }
    // They are only shown, so what cannot be shown safely is left out without a word.
    if (remark.line <= lineCount && foreignPartOf(remark.text) === null) into.push(remark)
  }
}

/** Gives proposals their keys. One that the rules or an earlier proposal made already is merged with it: left out. */
function buildProposals(sound: readonly Proposal[], input: RefinementInput, read: Read): ProposedSpec[] {
  const taken = new Set(input.rules.specs.map(({ key }) => key))
  const seen = new Set<string>()
  const fresh: Proposal[] = []
  for (const proposal of sound) {
    const { assetType, name, prompt } = proposal
    const slugs = [slugOf(name, assetType), slugOf(promptWordsOf(prompt, assetType), assetType)]
    const line = proposal.lines[0] ?? 1
    const same = slugs.find((slug) => taken.has(slug))
    const identity = [assetType, ...slugs].join(' ')
    if (same !== undefined) read.dropped.push({ line, text: `the list has ${same} already` })
    else if (seen.has(identity)) read.dropped.push({ line, text: `${slugs[0] ?? ''} was proposed twice` })
    else {
      seen.add(identity)
      fresh.push(proposal)
    }
  }
  // The keys of the rules stand first, so that no number makes one of them again.
  const ruled = input.rules.specs.map(({ key }) => key)
  const keys = assignKeys(
    [...ruled, ...fresh.map(({ name, assetType }) => slugOf(name, assetType))],
    ruled,
  ).slice(ruled.length)
  const lines = linesOf(input.text)
  const kind = detectIntake(input.text, input.fileName)
  return fresh.flatMap((proposal, position) => {
    const spec = specOfProposal(proposal, keys[position]?.key ?? '', input, lines)
    // A net: whatever the checks above let through, nothing leaves that the rest of the product does not take.
    const checked = assetSpecSchema.safeParse(spec)
    if (!checked.success) {
      const [why] = issuesOf(checked.error)
      read.dropped.push({ line: spec.source.line, text: `${spec.key} was refused: ${why ?? ''}` })
      return []
    }
    return [{ spec, lines: proposal.lines, pasteLine: lineOfProposal(spec, kind) }]
  })
}
