import { apiEventClients } from './api-event-clients.js'
import { apiFirstPage } from './api-first-page.js'
import { apiLoad } from './api-load.js'
import type { Bench } from './bench-row.js'
import { reviewScrolling } from './review-scrolling.js'

/** What the interface costs whoever looks at it. */
export const apiBenches: readonly Bench[] = [apiLoad, apiEventClients, apiFirstPage, reviewScrolling]
