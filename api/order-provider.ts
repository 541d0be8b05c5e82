import { defaultProviderOf, namesProvider, usualProvidersOf } from '../core/generation/default-provider.js'
import type { SubmitWishlistBody } from '../core/http/http-api.js'
import type { RunOptions } from '../core/run-options.js'
import type { SpecSettings } from '../core/project-settings/spec-settings.js'
import type { ApiContext } from './api-deps.js'
import { problem } from './problem.js'

type OrderedProvider = Pick<RunOptions, 'provider' | 'providerBy' | 'availableProviders'>

const comfyui = 'comfyui'

/**
 * Who makes a list: whom it is ordered of; else whom the project's settings name; else who made the list's newest
 * revision, so that approved pictures are not made anew because a ComfyUI came or went; else a ComfyUI where one is
 * configured; else the built-in painter. Throws 409 for a provider that is not set up.
 */
export async function orderProvider(
  deps: Pick<ApiContext, 'catalogue' | 'providers' | 'runDefaults'>,
  projectId: string,
  { name, provider: named }: Pick<SubmitWishlistBody, 'name' | 'provider'>,
  settings: SpecSettings | undefined,
): Promise<OrderedProvider> {
  const { runDefaults, providers } = deps
  const provider = named ?? runDefaults.provider
  if (!providers.includes(provider))
    throw problem(
      409,
      'unknown-provider',
      `There is no provider "${provider}".`,
      `Providers: ${providers.join(', ')}.`,
    )
  const asEver = { provider, ...withAvailable(providers) }
  if (named !== undefined) return asEver
  const isSettled = settings !== undefined && namesProvider(settings)
  const earlier = isSettled ? null : await findEarlier(deps, projectId, name)
  if (earlier?.provider === provider && earlier.providerBy !== 'default')
    return providers.includes(comfyui) ? { ...asEver, providerBy: 'earlier' } : asEver
  const available = withEarlier(providers, earlier)
  if (Object.keys(usualProvidersOf(available, settings)).length === 0) return asEver
  const usual = defaultProviderOf('prop', available, settings)
  return {
    provider: usual?.provider ?? provider,
    providerBy: 'default',
    ...withAvailable(available),
  }
}

function withAvailable(providers: readonly string[]): Pick<RunOptions, 'availableProviders'> {
  return providers.length > 1 ? { availableProviders: providers } : {}
}

/** A ComfyUI that made the list is still the one to make it while it is not configured: what is new waits for it. */
function withEarlier(providers: readonly string[], earlier: RunOptions | null): readonly string[] {
  const wasThere = earlier?.providerBy === 'default' && earlier.availableProviders?.includes(comfyui) === true
  if (!wasThere || providers.includes(comfyui)) return providers
  const [builtIn = 'procedural', ...others] = providers
  return [builtIn, comfyui, ...others]
}

async function findEarlier(
  { catalogue: { intake } }: Pick<ApiContext, 'catalogue'>,
  projectId: string,
  name: string,
): Promise<RunOptions | null> {
  const newest = await intake.findNewestRevision(projectId, name)
  if (newest === null) return null
  return (await intake.loadRevision(projectId, newest.wishlistRevisionId)).options
}
