/** Entry of the workflow bundle: every workflow type that a worker can run. */
export { assetRun } from './asset-run.js'
export { atlasRun } from './atlas-run.js'
export { bundleRun } from './bundle-run.js'
export { chainRun } from './chain-run.js'
export { productionRun } from './production-run.js'
export { webhookDeliveryRun } from './webhook-delivery-run.js'
export { wishlistRun } from './wishlist-run.js'
