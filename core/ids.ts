/** Every id is a prefix and a UUIDv7 (`var_0192…`). Minted in the API or in activities, never in workflows. */
export const idPrefixes = {
  project: 'prj',
  wishlist: 'wls',
  wishlistRevision: 'wlr',
  spec: 'spc',
  specRevision: 'spr',
  run: 'run',
  variant: 'var',
  decision: 'dec',
  asset: 'ast',
  assetVersion: 'asv',
  atlas: 'atl',
  bundle: 'bun',
  permit: 'pmt',
  job: 'job',
  deployment: 'dpl',
  user: 'usr',
  session: 'ses',
  invitation: 'inv',
  apiKey: 'key',
  note: 'nte',
  webhook: 'whk',
  webhookDelivery: 'whd',
} as const

export type IdKind = keyof typeof idPrefixes

/** Mints ids; adapters implement it with a clock and randomness, tests with a counter. */
export interface IdMint {
  mint(kind: IdKind): string
}

/** Whether `id` has the shape that a mint of `kind` gives. */
export function isIdOf(kind: IdKind, id: string): boolean {
  return id.startsWith(`${idPrefixes[kind]}_`) && /^[a-z]{3}_[0-9a-f-]{36}$/.test(id)
}

/** Workflow ids are built here and nowhere else, so that API, reconcile and tests name the same execution. */
export const workflowIds = {
  wishlistRun: (wishlistRevisionId: string) => `wishlistRun/${wishlistRevisionId}`,
  productionRun: (runId: string) => `productionRun/${runId}`,
  assetRun: (runId: string, specRevisionId: string) => `assetRun/${runId}/${specRevisionId}`,
  atlasRun: (contentId: string) => `atlasRun/${contentId}`,
  bundleRun: (contentId: string) => `bundleRun/${contentId}`,
  chainRun: (chainId: string) => `chainRun/${chainId}`,
  webhookDeliveryRun: (deliveryId: string, round: number) => `webhookDeliveryRun/${deliveryId}/${round}`,
} as const
