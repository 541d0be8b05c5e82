import type { Router } from 'express'
import { defaultProviderOf, type ChosenProvider } from '../../core/generation/default-provider.js'
import { generateAsset } from '../../core/http/contracts/generate-contracts.schema.js'
import type { GenerateBody } from '../../core/http/library-api.js'
import type { SubmitWishlistBody, WishlistAccepted } from '../../core/http/http-api.js'
import { orderOneAsset } from '../../core/intake/order-one-asset.js'
import type { ProjectSettings } from '../../core/project-settings/project-settings.schema.js'
import type { ApiContext } from '../api-deps.js'
import { mountOperations, operation, type RouteInput } from '../operations.js'
import { notFound, problem } from '../problem.js'
import { submitWishlist } from './wishlists.js'

const defaultProject = 'default'
const defaultCategory = 'prop'

/** One asset by its words: a list of one line in the project that is named. */
export function addGenerateRoute(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  const projectOf = async ({ body, principal, allow }: RouteInput<typeof generateAsset>) => {
    const { project: key = defaultProject } = body
    const known = (await catalogue.projects.list()).find((one) => one.key === key)
    if (known === undefined && !principal.isInstallationOwner) throw notFound('project')
    const { projectId } = known ?? (await catalogue.projects.ensure({ key, name: key }))
    allow(projectId)
    return projectId
  }
  mountOperations(router, deps, [
    operation(
      generateAsset,
      async (input, response) => {
        const projectId = await projectOf(input)
        const { settings } = await catalogue.settings.newest(projectId)
        const { list, chosenProvider } = listOf(input.body, deps, settings)
        const answer = await submitWishlist(deps, projectId, list, input.body.style)
        response
          .status(answer.created ? 202 : 200)
          .location(`/api/v1/runs/${answer.runId}`)
          .json({
            ...answer,
            ...(chosenProvider === null ? {} : { chosenProvider }),
          } satisfies WishlistAccepted)
      },
      projectOf,
    ),
  ])
}

/** The wish as the list that is submitted, and who was chosen to make it. Throws 409 that names the member. */
function listOf(
  body: GenerateBody,
  { providers }: ApiContext,
  settings: ProjectSettings,
): { readonly list: SubmitWishlistBody; readonly chosenProvider: ChosenProvider | null } {
  const { category = defaultCategory, prompt, size, style, variants } = body
  const order = orderOneAsset({
    ...{ category, prompt },
    ...(size === undefined ? {} : { size }),
    ...(style === undefined ? {} : { style }),
  })
  if ('hint' in order) throw problem(409, 'invalid-body', `"${order.member}": ${order.message}.`, order.hint)
  const { palette, seed, review, targets } = body
  const { assetType, ...named } = order
  const chosenProvider =
    body.provider === undefined ? defaultProviderOf(assetType, providers, settings) : null
  const provider = body.provider ?? chosenProvider?.provider
  const list = {
    ...named,
    ...(palette === undefined ? {} : { palette }),
    ...(seed === undefined ? {} : { seed }),
    ...(variants === undefined ? {} : { variantsPerSpec: variants }),
    ...(review === undefined ? {} : { review }),
    ...(provider === undefined ? {} : { provider }),
    ...(body.drafts === undefined ? {} : { drafts: body.drafts }),
    ...(targets === undefined ? {} : { targets }),
  }
  return { list, chosenProvider }
}
