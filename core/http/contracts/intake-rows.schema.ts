import { z } from 'zod'
import type { DocumentRef } from '../../documents/document-ports.js'
import {
  specParts,
  type SpecChange,
  type SpecPlace,
  type WishlistDifference,
} from '../../intake/diff-specs.js'
import type { IntakeNote, IntakeProblem, NotedProposal } from '../../intake/intake-report.js'
import { specDraftSchema } from '../../spec-edits/spec-edit.schema.js'
import { count, sha256, type Members } from './pieces.schema.js'

const lineNumber = z.number().int().min(0)

/** What was rejected of what was handed in. */
export const intakeProblem = z
  .strictObject({
    file: z.string(),
    line: lineNumber,
    column: lineNumber.exactOptional(),
    message: z.string(),
    hint: z.string(),
    member: z.string().exactOptional(),
  } satisfies Members<IntakeProblem>)
  .meta({ id: 'IntakeProblem' }) satisfies z.ZodType<IntakeProblem>

export const pasteLine = z.strictObject({ text: z.string(), heading: z.string().nullable() })

const notedProposal = z.strictObject({
  key: z.string(),
  lines: z.array(lineNumber),
  draft: specDraftSchema,
  pasteLine,
} satisfies Members<NotedProposal>)

export const documentRef = z.strictObject({
  name: z.string(),
  sha256,
} satisfies Members<DocumentRef>)

export const intakeNote = z
  .strictObject({
    file: z.string(),
    line: lineNumber,
    message: z.string(),
    kind: z.enum(['constraint', 'not-understood', 'default', 'proposal', 'model']).exactOptional(),
    proposal: notedProposal.exactOptional(),
    documents: z.array(documentRef).exactOptional(),
    declines: z.string().exactOptional(),
  } satisfies Members<IntakeNote>)
  .meta({ id: 'IntakeNote' }) satisfies z.ZodType<IntakeNote>

const specChange = z.strictObject({
  key: z.string(),
  parts: z.array(z.enum(specParts)),
  line: lineNumber,
  words: z.string(),
} satisfies Members<SpecChange>)

const specPlace = z.strictObject({
  key: z.string(),
  line: lineNumber,
  prompt: z.string(),
} satisfies Members<SpecPlace>)

/** What became of a list, by key. */
export const wishlistDifference = z
  .strictObject({
    added: z.array(specPlace),
    changed: z.array(specChange),
    removed: z.array(specPlace),
    unchanged: count,
    renames: z.array(z.strictObject({ from: z.string(), to: z.string(), line: lineNumber })),
  } satisfies Members<WishlistDifference>)
  .meta({ id: 'WishlistDifference' }) satisfies z.ZodType<WishlistDifference>
