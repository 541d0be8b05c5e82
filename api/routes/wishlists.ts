import type { Router } from 'express'
import type {
  SubmitWishlistBody,
  WishlistAccepted,
  WishlistDiff,
  WishlistList,
  WishlistRevisionView,
} from '../../core/http/http-api.js'
import * as contracts from '../../core/http/contracts/wishlists-contracts.schema.js'
import type { EstimateView } from '../../core/http/spending-api.js'
import { draftProviders } from '../../core/generation/draft-rules.js'
import { checkWishlistText } from '../../core/intake/check-wishlist-text.js'
import { detectIntake } from '../../core/intake/detect-intake.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import { tellProviders } from '../../core/intake/usual-providers.js'
import type { IntakeProblem } from '../../core/intake/intake-report.js'
import { parsePaletteFile } from '../../core/palette/parse-palette-file.js'
import { settingsOfStyle } from '../../core/project-settings/settings-of-style.js'
import { specSettingsOf } from '../../core/project-settings/spec-settings.js'
import { withProjectSettings } from '../../core/project-settings/settle-run-options.js'
import type { RunOptions } from '../../core/run-options.js'
import type { ApiContext } from '../api-deps.js'
import { contractFor } from '../contract-for.js'
import { orderProvider } from '../order-provider.js'
import { startAccepted, withEdits } from '../edit-specs.js'
import { estimateList } from '../estimate-specs.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { problem } from '../problem.js'
import { readPictures } from '../referenced-uploads.js'
import { compareWithNewest } from '../wishlist-changes.js'
import { withDocuments } from '../with-documents.js'
import { checkTargets } from './bundles.js'

export function addWishlistRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, limits } = deps
  const requireIn = async ({ params }: { readonly params: { readonly projectId: string } }) =>
    (await requireProject(catalogue, params.projectId)).projectId
  mountOperations(router, deps, [
    // Every revision has its run, so the runs tell what was submitted.
    operation(contracts.listWishlists, async (input, response) => {
      const projectId = await requireIn(input)
      const runs = await catalogue.runs.list({ projectIds: [projectId], limit: limits.pageSizeMax })
      const answer: WishlistList = {
        wishlists: runs.map((run) => ({
          wishlistRevisionId: run.wishlistRevisionId,
          name: run.wishlistName,
          revision: run.wishlistRevision,
          runId: run.runId,
          createdAt: run.createdAt,
        })),
      }
      response.json(answer)
    }),
    operation(contracts.submitWishlist, async (input, response) => {
      const answer = await submitWishlist(deps, await requireIn(input), input.body)
      response
        .status(answer.created ? 202 : 200)
        .location(`/api/v1/runs/${answer.runId}`)
        .json(answer)
    }),
    operation(contracts.diffWishlist, async (input, response) => {
      const projectId = await requireIn(input)
      const { list } = await readOrder(deps, projectId, input.body)
      response.json((await compareWithNewest(deps, projectId, list)) satisfies WishlistDiff)
    }),
    operation(contracts.estimateWishlist, async (input, response) => {
      const projectId = await requireIn(input)
      const { list } = await readOrder(deps, projectId, input.body)
      const estimate = await estimateList(deps, projectId, list)
      const told = list.options.providerBy === undefined ? [] : refineOrder(list).specs
      const warnings = [...estimate.warnings, ...tellProviders(list.options, told)]
      response.json({ ...estimate, warnings } satisfies EstimateView)
    }),
    operation(contracts.readWishlistRevision, async (input, response) => {
      const projectId = await requireIn(input)
      const { wishlistRevisionId } = input.params
      const row = await catalogue.intake.loadRevision(projectId, wishlistRevisionId)
      const revisions = await catalogue.intake.listRevisions(projectId, wishlistRevisionId)
      response.json({ ...row, revisions } satisfies WishlistRevisionView)
    }),
  ])
}

/** A list and its options as they would be kept. Throws problems (413, 409) for what cannot be used. */
async function readOrder(deps: ApiContext, projectId: string, body: SubmitWishlistBody) {
  checkText(body, deps)
  const palette = readPalette(body, deps)
  const { name, text } = body
  const { settings } = await deps.catalogue.settings.newest(projectId)
  const provider = await orderProvider(deps, projectId, body, specSettingsOf(settings))
  const ordered = optionsOf(body, palette.colours, deps, provider)
  const settled = {
    ...withProjectSettings(ordered, settings),
    ...contractFor(body.contract, settings.policies?.autopilot?.contract, deps.providers),
  }
  const pictures = await readPictures(deps.catalogue, projectId, body)
  const options = await withEdits(deps, projectId, body, { ...settled, ...pictures })
  const list = await withDocuments(deps, projectId, { name, text, options })
  return { list, paletteProblems: palette.problems }
}

/**
 * Keeps a list as a revision and starts its run; the same list again answers the run that is there. `style` is a preset
 * that counts where the project has no settings. Throws problems.
 */
export async function submitWishlist(
  deps: ApiContext,
  projectId: string,
  body: SubmitWishlistBody,
  style?: string,
): Promise<WishlistAccepted> {
  const { list: read, paletteProblems } = await readOrder(deps, projectId, body)
  const settings = read.options.settings ?? settingsOfStyle(style)
  const list = settings === undefined ? read : { ...read, options: { ...read.options, settings } }
  // Before it is kept: afterwards this list is the newest revision itself.
  const { difference, against } = await compareWithNewest(deps, projectId, list)
  const accepted = await deps.catalogue.intake.submitWishlist({ projectId, ...list })
  deps.logScope.add({ runId: accepted.runId })
  await startAccepted(deps, projectId, accepted)
  return {
    ...accepted,
    ...(accepted.created && against !== null ? { difference } : {}),
    ...(paletteProblems.length > 0 ? { paletteProblems } : {}),
  }
}

function checkText({ name, text }: SubmitWishlistBody, { limits }: ApiContext): void {
  const sizeBytes = Buffer.byteLength(text)
  const limitBytes = limits.wishlistBytesMax
  if (sizeBytes > limitBytes)
    throw tooLarge(
      'list-too-large',
      { file: name, sizeBytes, limitBytes },
      `${name} has ${sizeBytes} bytes; a list may have ${limitBytes} (1 MiB).`,
      'Split it into several lists of one project; each becomes a run of its own.',
    )
  const notText = checkWishlistText(name, text)
  if (notText) throw unusable('not-text', `${name} is not a text file`, [notText])
  if (detectIntake(text, name) === 'empty')
    throw unusable('nothing-to-make', `There is nothing to make in ${name}`, [
      {
        file: name,
        line: 1,
        message: 'the list has no entry',
        hint: 'Write one asset a line, for example: prop: wooden barrel, 32x32',
      },
    ])
}

function readPalette(
  { palette }: SubmitWishlistBody,
  { limits }: ApiContext,
): { colours: string[]; problems: IntakeProblem[] } {
  if (!palette) return { colours: [], problems: [] }
  const sizeBytes = Buffer.byteLength(palette.text)
  const limitBytes = limits.paletteBytesMax
  if (sizeBytes > limitBytes)
    throw tooLarge(
      'palette-too-large',
      { file: palette.name, sizeBytes, limitBytes },
      `${palette.name} has ${sizeBytes} bytes; a palette may have ${limitBytes}.`,
      'Give a .gpl or .hex file with up to 256 colours.',
    )
  const parsed = parsePaletteFile(palette.name, palette.text)
  if (parsed.colours.length > 0) return parsed
  const none = {
    file: palette.name,
    line: 1,
    message: 'the palette has no colours',
    hint: 'Give a .gpl or .hex file with at least one colour.',
  }
  throw unusable(
    'empty-palette',
    `${palette.name} has no usable colour`,
    parsed.problems.length > 0 ? parsed.problems : [none],
  )
}

/** 413: the file as a whole, so the line is its first. */
function tooLarge(
  name: string,
  about: { readonly file: string; readonly sizeBytes: number; readonly limitBytes: number },
  detail: string,
  hint: string,
): Error {
  const { file, sizeBytes, limitBytes } = about
  const message = `the file has ${sizeBytes} bytes, the limit is ${limitBytes}`
  return problem(413, name, detail, hint, {
    problems: [{ file, line: 1, message, hint }],
    details: { sizeBytes, limitBytes },
  })
}

function unusable(name: string, what: string, problems: readonly IntakeProblem[]): Error {
  const [first] = problems
  const detail = first ? `${what}: ${first.file}, line ${first.line}: ${first.message}.` : `${what}.`
  return problem(409, name, detail, first?.hint ?? 'Correct the file and send it again.', { problems })
}

function optionsOf(
  body: SubmitWishlistBody,
  palette: readonly string[],
  { runDefaults }: ApiContext,
  ordered: Awaited<ReturnType<typeof orderProvider>>,
): RunOptions {
  const { drafts = 0 } = body
  const { provider } = ordered
  if (drafts > 0 && !draftProviders.includes(provider))
    throw problem(
      409,
      'no-drafts',
      `${provider} makes no drafts.`,
      `Leave drafts out, or name a provider that makes some: ${draftProviders.join(', ')}.`,
    )
  return {
    seed: body.seed ?? runDefaults.seed,
    variantsPerSpec: body.variantsPerSpec ?? null,
    ...ordered,
    ...(drafts > 0 ? { drafts } : {}),
    review: body.review ?? 'person',
    targets: checkTargets(body.targets ?? runDefaults.targets),
    palette,
    windowSize: runDefaults.windowSize,
    undoWindowMs: runDefaults.undoWindowMs,
  }
}
